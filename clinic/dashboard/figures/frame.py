"""What the figures of one patient share: the months below, the start, the relapses, the type.

Colours and the typeface are names of the page's tokens; static/js/figures.js puts in their
values, so that a figure follows the page into the dark and onto paper.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

import plotly.graph_objects as go
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from clinic.dashboard.rows import Timeline

# What a narrow figure leaves out (static/js/figures.js): annotations of this name, and of a line
# that says so all numbers but the last.
WIDE_ONLY = "wide"
# Never "<b>" in a text: Plotly makes a style attribute of it, which the page's policy refuses.
BOLD = 600
MARGINS = {"l": 48, "r": 68, "t": 34, "b": 34}
SMALL_MARGINS = {"l": 34, "r": 40, "t": 18, "b": 24}
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


def figure(*, is_small: bool) -> go.Figure:
    """An empty figure in the page's type; no title, no legend: names stand beside the lines."""
    separator = get_format("DECIMAL_SEPARATOR")
    return go.Figure(
        layout={
            "template": "none",
            "margin": dict(SMALL_MARGINS if is_small else MARGINS),
            "font": {
                "family": "var(--font)",
                "size": 10 if is_small else 11,
                "color": "var(--ink-3)",
            },
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "showlegend": False,
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": "var(--ink)",
                "bordercolor": "var(--ink)",
                "font": {"color": "var(--paper)", "family": "var(--font)", "size": 12},
                "align": "left",
            },
            "separators": f"{separator} ",
            "dragmode": False,
        }
    )


def mark_start(
    fig: go.Figure, timeline: Timeline, *, is_small: bool, with_words: bool = True
) -> None:
    """Day 0, with the treatment beside it."""
    line = {"color": "var(--ink-2)", "width": 1.3}
    top = 1.0 if is_small else 1.04
    fig.add_shape(type="line", yref="paper", x0=0, x1=0, y0=0, y1=top, line=line)
    if with_words and not is_small:
        place: dict[str, Any] = {"xanchor": "left", "xshift": 5, "name": WIDE_ONLY}
        note(fig, timeline.treatment, x=0, y=1.0, is_bold=True, **place)


def mark_relapses(fig: go.Figure, timeline: Timeline, words: Sequence[str]) -> None:
    """An upright dotted line under a triangle, with these words beside it, one a relapse."""
    line = {"color": "var(--ink)", "width": 1.3, "dash": "dot"}
    for relapse, text in zip(timeline.relapses, words, strict=True):
        month = timeline.months(relapse.day)
        fig.add_shape(type="line", yref="paper", x0=month, x1=month, y0=0, y1=1, line=line)
        note(fig, "▼", x=month, y=1.0, is_bold=True)
        if text:
            place: dict[str, Any] = {"xanchor": "left", "xshift": 8, "name": WIDE_ONLY}
            note(fig, text, x=month, y=1.0, is_bold=True, **place)


def name_months(fig: go.Figure) -> None:
    note(fig, _("months"), x=1, xref="paper", y=0, xanchor="left", yanchor="top", yshift=-7)


def note(
    fig: go.Figure, text: str, *, is_bold: bool = False, color: str | None = None, **place: Any
) -> None:
    """Words in the figure, at a month and a share of its height unless said otherwise."""
    font: dict[str, Any] = {
        "size": 11,
        "color": color or ("var(--ink)" if is_bold else "var(--ink-3)"),
        "weight": BOLD if is_bold else "normal",
    }
    defaults = {"xref": "x", "yref": "paper", "yanchor": "bottom", "showarrow": False}
    fig.add_annotation(text=text, font=font, **(defaults | place))
