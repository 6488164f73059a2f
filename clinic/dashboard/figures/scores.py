"""The scores of figure B: dots in the colour of their response, upright bars for bounds."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from clinic.dashboard.figures.bounds import BAR_PX, Point, middle, missing_words, name_bounds
from clinic.dashboard.figures.drawing import BOLD, WIDE_ONLY, Drawing
from clinic.dashboard.figures.frame import Months, day_words
from clinic.dashboard.numerals import score_text
from clinic.dashboard.rows import RelapseRow, Scored, Timeline
from scoring.criteria.points import Category
from scoring.vocabulary import Category as CategoryWords

MOST_LABELS = 14  # beyond it only the last score keeps its number beside the point
AT_A_RELAPSE = timedelta(days=6)  # a number that near would be crossed by the relapse's line


def add_scores(drawing: Drawing, timeline: Timeline, months: Months) -> None:
    known = [(visit.day, visit.score) for visit in timeline.visits if visit.score is not None]
    _add_bars(drawing, known, timeline)
    if not drawing.is_small:
        name_bounds(drawing, known, timeline, months)
    _add_points(drawing, known, timeline)


def _add_bars(drawing: Drawing, known: Sequence[Point], timeline: Timeline) -> None:
    """An upright bar from the lower to the upper bound: hollow unless both name one response."""
    half = BAR_PX / (4 if drawing.is_small else 2)
    for day, score in known:
        if score.is_single:
            continue
        drawing.shape(
            "rect",
            xsizemode="pixel",
            xanchor=timeline.months(day),
            x0=-half,
            x1=half,
            y0=float(score.lower),
            y1=float(score.upper),
            fillcolor=_fill(score.category),
            line={"color": "var(--ink)", "width": 1.3},
        )


def _add_points(drawing: Drawing, known: Sequence[Point], timeline: Timeline) -> None:
    """A dot a score in the colour of its response; bars get their number and hover here."""
    size = 6 if drawing.is_small else 11
    marker: dict[str, Any] = {
        "size": [size if score.is_single else 1 for _day, score in known],
        "color": [_fill(score.category) for _day, score in known],
        "line": {"color": "var(--score-line)", "width": 1.6},
        "opacity": [1 if score.is_single else 0 for _day, score in known],
    }
    drawing.scatter(
        x=[timeline.months(day) for day, _score in known],
        y=[middle(score) for _day, score in known],
        marker=marker,
        customdata=[_hover(day_words(day, drawing, timeline), score) for day, score in known],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
        **_labels(known, timeline.relapses, is_small=drawing.is_small),
    )


def _labels(
    known: Sequence[Point], relapses: Sequence[RelapseRow], *, is_small: bool
) -> dict[str, Any]:
    """The number of each dot, the last one bold; of the last one alone where there are many."""
    if is_small:
        return {"mode": "markers"}
    last = len(known) - 1
    shown = range(len(known)) if len(known) <= MOST_LABELS else (last,)
    heights = [middle(score) for _day, score in known]
    sizes = [13 if i == last else 11 for i in range(len(known))]
    return {
        "meta": WIDE_ONLY,
        "mode": "markers+text",
        "text": [
            score_text(score.lower, score.upper) if i in shown and score.is_single else ""
            for i, (_day, score) in enumerate(known)
        ],
        "textposition": [
            _position(heights, i, is_crossed=_is_at_relapse(day, relapses))
            for i, (day, _score) in enumerate(known)
        ],
        "textfont": {
            "color": "var(--ink)",
            "size": sizes,
            "weight": [BOLD if i == last else "normal" for i in range(len(known))],
        },
    }


def _position(heights: Sequence[float], index: int, *, is_crossed: bool) -> str:
    """Below a dip and else above, so that the line does not cross the number."""
    here = heights[index]
    neighbours = [*heights[max(index - 1, 0) : index], *heights[index + 1 : index + 2]]
    is_dip = all(height >= here for height in neighbours) and max(neighbours, default=here) > here
    return f"{'bottom' if is_dip else 'top'} {'left' if is_crossed else 'center'}"


def _is_at_relapse(day: date, relapses: Sequence[RelapseRow]) -> bool:
    return any(abs(relapse.day - day) <= AT_A_RELAPSE for relapse in relapses)


def _hover(day: str, score: Scored) -> str:
    lines = [
        day,
        f"{score_text(score.lower, score.upper)} {CategoryWords(score.category).label}",
    ]
    if score.missing:
        lines.append(missing_words(score))
    return "<br>".join(lines)


def _fill(category: Category) -> str:
    return "var(--paper)" if category is Category.UNDETERMINED else f"var(--{category.value}-fill)"
