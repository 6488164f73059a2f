"""Figure B: the total improvement score over months, with the lines that name the response."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from clinic.dashboard.bands import response_bands
from clinic.dashboard.figures import frame
from clinic.dashboard.figures.bounds import middle
from clinic.dashboard.figures.drawing import Drawing
from clinic.dashboard.figures.frame import Months
from clinic.dashboard.figures.scores import add_scores
from clinic.dashboard.numerals import printed
from clinic.dashboard.rows import RelapseRow, Scored, Timeline
from scoring.vocabulary import Category as CategoryWords


def response(timeline: Timeline, months: Months, *, is_small: bool = False) -> go.Figure:
    """The figure of one patient. A visit without a score breaks the line."""
    drawing = Drawing(is_small)
    drawing.axes["xaxis"] = months.axis
    drawing.axes["yaxis"] = {
        "range": [0, 100],
        "tickvals": [0, *map(float, timeline.thresholds), 100],
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "fixedrange": True,
    }
    _add_bands(drawing, timeline, months)
    frame.mark_start(drawing, timeline, with_words=False)
    words = [_relapse_words(relapse) for relapse in timeline.relapses]
    frame.mark_relapses(drawing, timeline, months, words)
    points = [(visit.day, visit.score) for visit in timeline.visits]
    _add_lines(drawing, points, timeline)
    add_scores(drawing, timeline, months)
    frame.name_months(drawing)
    return drawing.figure()


def _add_bands(drawing: Drawing, timeline: Timeline, months: Months) -> None:
    """A band a response, and the dotted line of the lowest score that names it."""
    for category, *edges in response_bands(timeline.thresholds):
        low, high = map(float, edges)
        drawing.shape(
            "rect",
            xref="paper",
            x0=0,
            x1=1,
            y0=low,
            y1=high,
            layer="below",
            fillcolor=f"var(--{category.value}-band)",
            line={"width": 0},
        )
        drawing.scatter(
            x=[months.first, months.last],
            y=[low, low],
            mode="lines",
            line={"color": "var(--score-line)", "width": 1, "dash": "dot"},
            hoverinfo="skip",
        )
        if not drawing.is_small:
            word = str(CategoryWords(category).label).lower()
            place: dict[str, Any] = {"xref": "paper", "x": 1, "xanchor": "left", "xshift": 5}
            drawing.note(word, **place, yref="y", y=low, yanchor="middle")


def _relapse_words(relapse: RelapseRow) -> str:
    place = {"organ": relapse.organ.lower(), "dose": printed(relapse.prednisone_mg)}
    if relapse.prednisone_mg is None:
        return _("Relapse, %(organ)s") % place
    return _("Relapse, %(organ)s, at prednisone %(dose)s mg") % place


def _add_lines(
    drawing: Drawing, points: Sequence[tuple[date, Scored | None]], timeline: Timeline
) -> None:
    """Solid between two scores, dashed where one of them is known by its bounds only."""
    solid: list[tuple[float | None, float | None]] = []
    dashed: list[tuple[float | None, float | None]] = []
    for (day, score), (next_day, next_score) in pairwise(points):
        if score is None or next_score is None:
            continue
        line = solid if score.is_single and next_score.is_single else dashed
        line += [
            (timeline.months(day), middle(score)),
            (timeline.months(next_day), middle(next_score)),
            (None, None),
        ]
    width = 1.5 if drawing.is_small else 2
    for line, style in ((solid, {"width": width}), (dashed, {"width": 1.3, "dash": "dash"})):
        drawing.scatter(
            x=[month for month, _height in line],
            y=[height for _month, height in line],
            mode="lines",
            line={"color": "var(--ink)", **style},
            hoverinfo="skip",
        )
