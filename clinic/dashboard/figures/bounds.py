"""The words beside a score known by its bounds: clear of its neighbours and of the edge."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from clinic.dashboard.contributions import measure_words
from clinic.dashboard.figures.drawing import WIDE_ONLY, Drawing
from clinic.dashboard.figures.frame import Months
from clinic.dashboard.figures.room import (
    PLOT_PX,
    Box,
    Place,
    across,
    clearest,
    line_boxes,
    mark_box,
    words_box,
)
from clinic.dashboard.numerals import score_text
from clinic.dashboard.rows import Scored, Timeline
from scoring.criteria.points import Category

BAR_PX = 10  # width of the upright bar of a score known by its bounds
PLOT_HEIGHT_PX = 182.0  # of figure B without its margins
HIGHEST_SCORE = 100.0
MOST_NAMED = 2  # measures; of more their number
DOT_PX = 24.0  # a dot with its number
Point = tuple[date, Scored]


def middle(score: Scored) -> float:
    return float(score.lower + score.upper) / 2


def missing_words(score: Scored) -> str:
    return _("missing: %(measures)s") % {"measures": measure_words(score.missing, score.population)}


def name_bounds(
    drawing: Drawing, known: Sequence[Point], timeline: Timeline, months: Months
) -> None:
    """The bounds and what is missing, beside an end of each bar."""
    taken = [*_marks(known, timeline, months)]
    for day, score in known:
        if score.is_single:
            continue
        words, month = _words(score), timeline.months(day)
        chosen = clearest(_places(words, score, across(month, months)), taken, _ROOM)
        taken.append(chosen.box)
        drawing.note(words, x=month, yref="y", color="var(--ink)", **chosen.note)


_ROOM = Box(0.0, 0.0, PLOT_PX, PLOT_HEIGHT_PX)


def _words(score: Scored) -> str:
    words = score_text(score.lower, score.upper)
    if score.category is Category.UNDETERMINED:
        words = _("%(bounds)s, undetermined") % {"bounds": words}
    if not score.missing:
        return words
    if len(score.missing) > MOST_NAMED:
        return f"{words}<br>{_('%(n)s measures missing') % {'n': len(score.missing)}}"
    return f"{words}<br>{missing_words(score)}"


def _places(words: str, score: Scored, x: float) -> list[Place]:
    """Right of the bar's lower end, then left of it; then of its upper end."""
    places = []
    for end, yanchor, yshift in ((score.lower, "top", 6), (score.upper, "bottom", -6)):
        for xanchor, xshift in (("left", BAR_PX), ("right", -BAR_PX)):
            at = x + xshift, _up(float(end)) + yshift
            note: dict[str, Any] = {
                "y": float(end),
                "yanchor": yanchor,
                "yshift": yshift,
                "name": WIDE_ONLY,
            }
            note |= {"xanchor": xanchor, "xshift": xshift, "align": xanchor}
            places.append(Place(note, words_box(words, at, xanchor, yanchor)))
    return places


def _marks(known: Sequence[Point], timeline: Timeline, months: Months) -> Iterable[Box]:
    """Bars, dots with their numbers, the line between them, and the relapses' upright lines."""
    points = []
    for day, score in known:
        x = across(timeline.months(day), months)
        points.append((x, _up(middle(score))))
        if score.is_single:
            yield mark_box(points[-1], DOT_PX)
        else:
            half = BAR_PX / 2
            yield Box(x - half, _up(float(score.lower)), x + half, _up(float(score.upper)))
    yield from line_boxes(points)
    for relapse in timeline.relapses:
        x = across(timeline.months(relapse.day), months)
        yield Box(x - 1, 0.0, x + 1, PLOT_HEIGHT_PX)


def _up(score: float) -> float:
    return score / HIGHEST_SCORE * PLOT_HEIGHT_PX
