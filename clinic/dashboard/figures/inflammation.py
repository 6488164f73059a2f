"""Figure A: CRP and troponin T over months, the prednisone equivalent as steps below."""

from collections.abc import Sequence
from math import log10
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from clinic.dashboard.figures import doses, frame
from clinic.dashboard.figures.drawing import WIDE_ONLY, Drawing
from clinic.dashboard.figures.frame import Months, day_words
from clinic.dashboard.figures.labels import labels
from clinic.dashboard.figures.scales import Span
from clinic.dashboard.figures.series import Series, Style, series_of, shared_span, value_text
from clinic.dashboard.numerals import printed
from clinic.dashboard.rows import Lab, Timeline

LAB_PANEL = [0.34, 1.0]


def inflammation(
    timeline: Timeline, months: Months, span: Span | None = None, *, is_small: bool = False
) -> go.Figure:
    """The figure of one patient; `span` and `is_small` where several stand side by side."""
    series = series_of(timeline, span or shared_span([timeline]))
    drawing = Drawing(is_small)
    drawing.axes["xaxis"] = months.axis | {"anchor": doses.AXIS}
    for index in range(len(series)):
        _add_axis(drawing, index, series[index])
        _add_line(drawing, index, series, timeline)
    _add_limit(drawing, series, months)
    doses.add_doses(drawing, timeline, months)
    frame.mark_start(drawing, timeline)
    frame.mark_relapses(drawing, timeline, [_("Relapse")] * len(timeline.relapses))
    frame.name_months(drawing)
    return drawing.figure()


def _axis_name(index: int) -> str:
    return "y" if index == 0 else f"y{index + 1}"


def _add_axis(drawing: Drawing, index: int, series: Series) -> None:
    """Left, right, and for a third assay one without numbers; all tied at the limit."""
    at, texts = series.axis.ticks()
    layout: dict[str, Any] = {
        "type": "log",
        "range": series.axis.range,
        "domain": LAB_PANEL,
        "tickvals": at,
        "ticktext": texts,
        "tickfont": {"color": series.style.color},
        "showgrid": index == 0,
        "gridcolor": "var(--line-faint)",
        "zeroline": False,
        "ticks": "",
        "fixedrange": True,
        "anchor": "x",
    }
    if index:
        layout |= {"overlaying": "y", "side": "right", "showticklabels": index == 1}
    drawing.axes[_axis_name(index).replace("y", "yaxis")] = layout
    if not drawing.is_small and index < 2:
        _name_axis(drawing, index, series.style)


def _name_axis(drawing: Drawing, index: int, style: Style) -> None:
    """In the colour of its line, above the axis; the right one only where there is room."""
    place: dict[str, Any] = {"x": 0, "xanchor": "left", "xshift": -30}
    if index:
        place = {"x": 1, "xanchor": "right", "xshift": 64, "name": WIDE_ONLY}
    title = f"{style.name} {style.unit}"
    drawing.note(title, xref="paper", y=1.0, is_bold=True, color=style.color, **place)


def _add_line(
    drawing: Drawing, index: int, all_series: Sequence[Series], timeline: Timeline
) -> None:
    series = all_series[index]
    style, is_small = series.style, drawing.is_small
    places = [None if lab is None else series.axis.place(lab) for lab in series.labs]
    drawing.scatter(
        x=[timeline.months(day) for day in series.days],
        y=[None if place is None else place[0] for place in places],
        yaxis=_axis_name(index),
        name=style.name,
        line={"color": style.color, "width": 1.5 if is_small else 2, "dash": style.dash},
        marker=_marks(series, is_small=is_small),
        customdata=[
            _hover(style, day_words(day, drawing, timeline), lab)
            for day, lab in zip(series.days, series.labs, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
        **labels(index, all_series, timeline.relapses, is_small=is_small),
    )


def _marks(series: Series, *, is_small: bool) -> dict[str, Any]:
    """A triangle where the place says no more than "below" or "above"."""
    style = series.style
    symbols = [_symbol(series, lab) for lab in series.labs]
    is_filled = style.symbol == "circle"
    return {
        "size": 4 if is_small else 7,
        "symbol": symbols,
        "color": [
            style.color if is_filled and symbol == style.symbol else "var(--paper)"
            for symbol in symbols
        ],
        "line": {"color": style.color, "width": 1 if is_small else 1.8},
        "opacity": 1,
    }


def _symbol(series: Series, lab: Lab | None) -> str:
    if lab is not None and (lab.comparator == "<" or not series.axis.place(lab)[1]):
        return "triangle-down"
    if lab is not None and lab.comparator == ">":
        return "triangle-up"
    return series.style.symbol


def _hover(style: Style, day: str, lab: Lab | None) -> str:
    if lab is None:
        return ""
    lines = [day, f"{style.name} {value_text(lab)} {style.unit}"]
    if lab.uln is not None:
        lines.append(_("upper limit %(limit)s") % {"limit": printed(lab.uln)})
    return "<br>".join(lines)


def _add_limit(drawing: Drawing, series: Sequence[Series], months: Months) -> None:
    """One dashed line: the axes are tied there."""
    with_limit = [one for one in series if one.axis.limit is not None]
    if not with_limit:
        return
    axis = _axis_name(list(series).index(with_limit[0]))
    height = with_limit[0].axis.reference
    drawing.scatter(
        x=[months.first, months.last],
        y=[height, height],
        yaxis=axis,
        mode="lines",
        line={"color": "var(--ink-2)", "width": 1, "dash": "5px,3px"},
        hoverinfo="skip",
    )
    if not drawing.is_small:
        words = _limit_words(with_limit, len(series))
        drawing.note(
            words, yref=axis, y=log10(height), yanchor="top", x=0, xanchor="left", xshift=6
        )


def _limit_words(with_limit: Sequence[Series], drawn: int) -> str:
    if drawn == 1:
        return _("upper limit of normal")
    if len(with_limit) == drawn:
        return _("upper limit of normal, both lines") if drawn == 2 else _("upper limits of normal")
    return _("upper limit of normal of %(name)s") % {"name": with_limit[0].style.name}
