"""Figure A: CRP and troponin T over months, the prednisone equivalent as steps below."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from django.utils.translation import gettext as _

from clinic.dashboard.figures import doses, frame
from clinic.dashboard.figures.drawing import WIDE_ONLY, Drawing
from clinic.dashboard.figures.frame import Months, day_words
from clinic.dashboard.figures.labels import labels
from clinic.dashboard.figures.limit import LAB_PANEL, add_limit, axis_name
from clinic.dashboard.figures.scales import Span
from clinic.dashboard.figures.series import Series, Style, series_of, shared_span, value_text
from clinic.dashboard.numerals import printed
from clinic.dashboard.rows import Lab, Timeline


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
    add_limit(drawing, series, timeline, months)
    if not series:
        _say_what_is_missing(drawing)
    doses.add_doses(drawing, timeline, months)
    frame.mark_start(drawing, timeline)
    frame.mark_relapses(drawing, timeline, months, [_("Relapse")] * len(timeline.relapses))
    frame.name_months(drawing)
    return drawing.figure()


def _say_what_is_missing(drawing: Drawing) -> None:
    words = [_("Neither CRP nor troponin T has been recorded.")]
    if not drawing.is_small:
        words.append(_("Enter them with a visit, and their lines stand here."))
    middle = sum(LAB_PANEL) / 2
    drawing.note("<br>".join(words), xref="paper", x=0.5, y=middle, bgcolor="var(--paper)")


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
    drawing.axes[axis_name(index).replace("y", "yaxis")] = layout
    if not drawing.is_small and index < 2:
        _name_axis(drawing, index, series.style)


def _name_axis(drawing: Drawing, index: int, style: Style) -> None:
    """In the colour of its line, above the axis; the right one only where there is room."""
    place: dict[str, Any] = {"x": 0, "xanchor": "left", "xshift": -30, "bgcolor": "var(--paper)"}
    if index:
        place = {"x": 1, "xanchor": "right", "xshift": 64, "name": WIDE_ONLY}
    place |= {"yshift": 5}  # above the number of the highest tick
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
        yaxis=axis_name(index),
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
