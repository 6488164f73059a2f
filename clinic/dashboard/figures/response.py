"""Figure B: the total improvement score over months, with the lines that name the response."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.dashboard.contributions import measure_words
from clinic.dashboard.figures import frame
from clinic.dashboard.figures.frame import Months, note
from clinic.dashboard.numerals import printed, score_text
from clinic.dashboard.rows import RelapseRow, Scored, Timeline
from scoring.criteria.points import RESPONSES, Category
from scoring.vocabulary import Category as CategoryWords

BAR_PX = 10  # width of the upright bar of a score known by its bounds
MOST_LABELS = 14  # beyond it only the last score keeps its number beside the point
AT_A_RELAPSE = timedelta(days=6)  # a number that near would be crossed by the relapse's line
Point = tuple[date, Scored]


def response(timeline: Timeline, months: Months, *, is_small: bool = False) -> go.Figure:
    """The figure of one patient. A visit without a score breaks the line."""
    fig = frame.figure(is_small=is_small)
    fig.update_xaxes(**months.axis)
    fig.update_yaxes(
        range=[0, 100],
        tickvals=[0, *map(float, timeline.thresholds), 100],
        showgrid=False,
        zeroline=False,
        ticks="",
        fixedrange=True,
    )
    _add_bands(fig, timeline, months, is_small=is_small)
    frame.mark_start(fig, timeline, is_small=is_small, with_words=False)
    words = [_relapse_words(relapse) for relapse in timeline.relapses]
    frame.mark_relapses(fig, timeline, [""] * len(words) if is_small else words)
    points = [(visit.day, visit.score) for visit in timeline.visits]
    _add_lines(fig, points, timeline, is_small=is_small)
    known = [(day, score) for day, score in points if score is not None]
    _add_bars(fig, known, timeline, is_small=is_small)
    _add_points(fig, known, timeline, is_small=is_small)
    if not is_small:
        frame.name_months(fig)
    return fig


def _add_bands(fig: go.Figure, timeline: Timeline, months: Months, *, is_small: bool) -> None:
    """A band a response, and the dotted line of the lowest score that names it."""
    edges = [*map(float, timeline.thresholds), 100.0]
    for category, low, high in zip(RESPONSES[1:], edges, edges[1:], strict=False):
        fig.add_shape(
            type="rect",
            xref="paper",
            x0=0,
            x1=1,
            y0=low,
            y1=high,
            layer="below",
            fillcolor=f"var(--{category.value}-band)",
            line={"width": 0},
        )
        fig.add_scatter(
            x=[months.first, months.last],
            y=[low, low],
            mode="lines",
            line={"color": "var(--score-line)", "width": 1, "dash": "dot"},
            hoverinfo="skip",
        )
        if not is_small:
            word = str(CategoryWords(category).label).lower()
            note(
                fig,
                word,
                xref="paper",
                x=1,
                xanchor="left",
                xshift=5,
                yref="y",
                y=low,
                yanchor="middle",
            )


def _relapse_words(relapse: RelapseRow) -> str:
    place = {"organ": relapse.organ.lower(), "dose": printed(relapse.prednisone_mg)}
    if relapse.prednisone_mg is None:
        return _("Relapse, %(organ)s") % place
    return _("Relapse, %(organ)s, at prednisone %(dose)s mg") % place


def _add_lines(
    fig: go.Figure,
    points: Sequence[tuple[date, Scored | None]],
    timeline: Timeline,
    *,
    is_small: bool,
) -> None:
    """Solid between two scores, dashed where one of them is known by its bounds only."""
    solid: list[tuple[float | None, float | None]] = []
    dashed: list[tuple[float | None, float | None]] = []
    for (day, score), (next_day, next_score) in pairwise(points):
        if score is None or next_score is None:
            continue
        line = solid if score.is_single and next_score.is_single else dashed
        line += [
            (timeline.months(day), _middle(score)),
            (timeline.months(next_day), _middle(next_score)),
            (None, None),
        ]
    width = 1.5 if is_small else 2
    for line, style in ((solid, {"width": width}), (dashed, {"width": 1.3, "dash": "dash"})):
        fig.add_scatter(
            x=[month for month, _height in line],
            y=[height for _month, height in line],
            mode="lines",
            line={"color": "var(--ink)", **style},
            hoverinfo="skip",
        )


def _add_bars(
    fig: go.Figure, known: Sequence[Point], timeline: Timeline, *, is_small: bool
) -> None:
    """An upright bar from the lower to the upper bound: hollow unless both name one response."""
    half = BAR_PX / (4 if is_small else 2)
    for day, score in known:
        if score.is_single:
            continue
        fig.add_shape(
            type="rect",
            xsizemode="pixel",
            xanchor=timeline.months(day),
            x0=-half,
            x1=half,
            y0=float(score.lower),
            y1=float(score.upper),
            fillcolor=_fill(score.category),
            line={"color": "var(--ink)", "width": 1.3},
        )
        if not is_small:
            _name_bounds(fig, timeline.months(day), score)


def _name_bounds(fig: go.Figure, month: float, score: Scored) -> None:
    """Beside the bar's lower end: the bounds and what is missing."""
    words = score_text(score.lower, score.upper)
    if score.category is Category.UNDETERMINED:
        words = _("%(bounds)s, undetermined") % {"bounds": words}
    if score.missing:
        words = f"{words}<br>{_missing_words(score)}"
    place: dict[str, Any] = {"y": float(score.lower), "yref": "y", "yanchor": "top", "yshift": 6}
    place |= {"name": frame.WIDE_ONLY, "xshift": BAR_PX}
    note(fig, words, x=month, xanchor="left", align="left", color="var(--ink)", **place)


def _add_points(
    fig: go.Figure, known: Sequence[Point], timeline: Timeline, *, is_small: bool
) -> None:
    """A dot a score in the colour of its response; bars get their number and hover here."""
    size = 6 if is_small else 11
    marker: dict[str, Any] = {
        "size": [size if score.is_single else 1 for _day, score in known],
        "color": [_fill(score.category) for _day, score in known],
        "line": {"color": "var(--score-line)", "width": 1.6},
        "opacity": [1 if score.is_single else 0 for _day, score in known],
    }
    fig.add_scatter(
        x=[timeline.months(day) for day, _score in known],
        y=[_middle(score) for _day, score in known],
        marker=marker,
        customdata=[_hover(day, score) for day, score in known],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
        **_labels(known, timeline.relapses, is_small=is_small),
    )


def _labels(
    known: Sequence[Point], relapses: Sequence[RelapseRow], *, is_small: bool
) -> dict[str, Any]:
    """The number of each dot, the last one bold; of the last one alone where there are many."""
    if is_small:
        return {"mode": "markers"}
    last = len(known) - 1
    shown = range(len(known)) if len(known) <= MOST_LABELS else (last,)
    heights = [_middle(score) for _day, score in known]
    sizes = [13 if i == last else 11 for i in range(len(known))]
    return {
        "meta": frame.WIDE_ONLY,
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
            "weight": [frame.BOLD if i == last else "normal" for i in range(len(known))],
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


def _hover(day: date, score: Scored) -> str:
    lines = [
        date_format(day),
        f"{score_text(score.lower, score.upper)} {CategoryWords(score.category).label}",
    ]
    if score.missing:
        lines.append(_missing_words(score))
    return "<br>".join(lines)


def _missing_words(score: Scored) -> str:
    return _("missing: %(measures)s") % {"measures": measure_words(score.missing)}


def _fill(category: Category) -> str:
    return "var(--paper)" if category is Category.UNDETERMINED else f"var(--{category.value}-fill)"


def _middle(score: Scored) -> float:
    return float(score.lower + score.upper) / 2
