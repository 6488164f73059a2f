"""The dashed line of figure A at the upper limit of normal, and its name where it is clear."""

from collections.abc import Iterable, Sequence
from math import log10
from typing import Any

from django.utils.translation import gettext as _

from clinic.dashboard.figures.drawing import Drawing
from clinic.dashboard.figures.frame import Months
from clinic.dashboard.figures.labels import labels
from clinic.dashboard.figures.room import (
    MARK_PX,
    PLOT_PX,
    Box,
    Place,
    across,
    clearest,
    line_boxes,
    mark_box,
    words_box,
)
from clinic.dashboard.figures.series import Series
from clinic.dashboard.rows import Timeline

LAB_PANEL = [0.34, 1.0]
PANEL_PX = 160.0  # of the laboratory values in figure A
EDGE_PX = 6  # between the words and an upright line


def axis_name(index: int) -> str:
    return "y" if index == 0 else f"y{index + 1}"


def add_limit(
    drawing: Drawing, series: Sequence[Series], timeline: Timeline, months: Months
) -> None:
    """One dashed line: the axes are tied there."""
    with_limit = [one for one in series if one.axis.limit is not None]
    if not with_limit:
        return
    axis = axis_name(list(series).index(with_limit[0]))
    height = with_limit[0].axis.reference
    drawing.scatter(
        x=[months.first, months.last],
        y=[height, height],
        yaxis=axis,
        mode="lines",
        line={"color": "var(--ink-2)", "width": 1, "dash": "5px,3px"},
        hoverinfo="skip",
    )
    if drawing.is_small:
        return
    words, at = _words(with_limit, len(series)), _up(height, with_limit[0])
    taken = [box for index in range(len(series)) for box in _taken(index, series, timeline, months)]
    chosen = clearest(_places(words, at, months), taken, Box(0.0, 0.0, PLOT_PX, PANEL_PX))
    drawing.note(words, yref=axis, y=log10(height), bgcolor="var(--paper)", **chosen.note)


def _words(with_limit: Sequence[Series], drawn: int) -> str:
    if drawn == 1:
        return _("upper limit of normal")
    if len(with_limit) == drawn:
        return _("upper limit of normal, both lines") if drawn == 2 else _("upper limits of normal")
    return _("upper limit of normal of %(name)s") % {"name": with_limit[0].style.name}


def _places(words: str, height: float, months: Months) -> list[Place]:
    """Below the line after the start, then at its end; then the same above."""
    start = across(0, months) + EDGE_PX
    after_start: dict[str, Any] = {"x": 0, "xanchor": "left", "xshift": EDGE_PX}
    at_the_end: dict[str, Any] = {"xref": "paper", "x": 1, "xanchor": "right", "xshift": 0}
    return [
        Place(
            side | {"yanchor": yanchor, "yshift": yshift},
            words_box(words, (x, height + yshift), side["xanchor"], yanchor),
        )
        for yanchor, yshift in (("top", -2), ("bottom", 2))
        for x, side in ((start, after_start), (PLOT_PX, at_the_end))
    ]


def _taken(
    index: int, all_series: Sequence[Series], timeline: Timeline, months: Months
) -> Iterable[Box]:
    """The marks of a series, the line between them and the words beside them."""
    series = all_series[index]
    points: dict[int, tuple[float, float]] = {
        at: (
            across(timeline.months(series.days[at]), months),
            _up(series.axis.place(lab)[0], series),
        )
        for at in series.measured()
        if (lab := series.labs[at]) is not None
    }
    beside: dict[str, Any] = labels(index, all_series, timeline.relapses, is_small=False)
    for at, (x, y) in points.items():
        yield mark_box((x, y))
        vertical, horizontal = beside["textposition"][at].split()
        xanchor = {"right": "left", "left": "right"}.get(horizontal, "center")
        up = MARK_PX if vertical == "top" else -MARK_PX
        yanchor = "bottom" if vertical == "top" else "top"
        if beside["text"][at]:
            yield words_box(beside["text"][at], (x, y + up / 2), xanchor, yanchor)
    yield from line_boxes(list(points.values()))


def _up(value: float, series: Series) -> float:
    low, high = series.axis.range
    return (log10(value) - low) / (high - low) * PANEL_PX
