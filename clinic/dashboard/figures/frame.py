"""What the figures of one patient share: the months below, the start, the relapses.

Colours and the typeface are names of the page's tokens; static/js/figures.js puts in their
values, so that a figure follows the page into the dark and onto paper.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.dashboard.figures.drawing import WIDE_ONLY, Drawing
from clinic.dashboard.rows import Timeline
from scoring.criteria.episode import study_day

EARLIEST_MONTH = -3.5  # a baseline lies at most 90 days before the start
MOST_TICKS = 13
TICK_STEPS = (1, 2, 3, 6, 12, 24)


@dataclass(frozen=True)
class Months:
    """The months in sight, the same for all figures that stand below each other."""

    first: float
    last: float

    @property
    def axis(self) -> dict[str, Any]:
        return {
            "range": [self.first, self.last],
            "tickvals": self._ticks(),
            "showgrid": False,
            "zeroline": False,
            "ticks": "outside",
            "ticklen": 4,
            "tickcolor": "var(--field-edge)",
            "linecolor": "var(--field-edge)",
            "showline": True,
            "fixedrange": True,
        }

    def _ticks(self) -> list[int]:
        first, last = ceil(self.first), floor(self.last)
        step = next((s for s in TICK_STEPS if (last - first) / s < MOST_TICKS), TICK_STEPS[-1])
        return [month for month in range(first, last + 1) if month % step == 0]


def months_of(timelines: Iterable[Timeline]) -> Months:
    """From a little before the first visit to a little after the last day drawn."""
    firsts, lasts = [-0.5], [1.0]
    for timeline in timelines:
        days = [visit.day for visit in timeline.visits]
        firsts += [timeline.months(day) - 0.3 for day in days]
        lasts.append(timeline.months(timeline.until) + 0.3)
    return Months(max(min(firsts), EARLIEST_MONTH), max(lasts))


def mark_start(drawing: Drawing, timeline: Timeline, *, with_words: bool = True) -> None:
    """Day 0, with the treatment beside it."""
    line = {"color": "var(--ink-2)", "width": 1.3}
    top = 1.0 if drawing.is_small else 1.04
    drawing.shape("line", yref="paper", x0=0, x1=0, y0=0, y1=top, line=line)
    if with_words and not drawing.is_small:
        place: dict[str, Any] = {"xanchor": "left", "xshift": 5, "name": WIDE_ONLY}
        drawing.note(timeline.treatment, x=0, y=1.0, is_bold=True, **place)


def mark_relapses(
    drawing: Drawing, timeline: Timeline, months: Months, words: Sequence[str]
) -> None:
    """An upright dotted line under a triangle, with these words beside it, one a relapse.

    The words of a late one stand at its left, where they have room.
    """
    line = {"color": "var(--ink)", "width": 1.3, "dash": "dot"}
    for relapse, text in zip(timeline.relapses, words, strict=True):
        month = timeline.months(relapse.day)
        drawing.shape("line", yref="paper", x0=month, x1=month, y0=0, y1=1, line=line)
        drawing.note("▼", x=month, y=1.0, is_bold=True)
        if text and not drawing.is_small:
            is_late = month > (months.first + months.last) / 2
            place: dict[str, Any] = {"xanchor": "right" if is_late else "left"}
            place |= {"xshift": -8 if is_late else 8, "name": WIDE_ONLY}
            drawing.note(text, x=month, y=1.0, is_bold=True, **place)


def name_months(drawing: Drawing) -> None:
    if not drawing.is_small:
        place: dict[str, Any] = {"xanchor": "left", "yanchor": "top", "yshift": -7}
        drawing.note(_("months"), x=1, xref="paper", y=0, **place)


def day_words(day: date, drawing: Drawing, timeline: Timeline) -> str:
    """A date; in the cohort, which people see who see no patient, the day of treatment."""
    if drawing.is_small:
        return _("day %(day)s") % {"day": study_day(day, timeline.started_on)}
    return date_format(day)
