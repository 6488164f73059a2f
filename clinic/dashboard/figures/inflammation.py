"""Figure A: CRP and troponin T over months, the prednisone equivalent as steps below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log10
from typing import Any

import plotly.graph_objects as go
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.dashboard.figures import doses, frame
from clinic.dashboard.figures.frame import Months, note
from clinic.dashboard.figures.scales import Axis, Span, axis_of, span_of
from clinic.dashboard.numerals import printed
from clinic.dashboard.rows import Lab, RelapseRow, Timeline
from clinic.visits.vocabulary import Analyte

LAB_PANEL = [0.34, 1.0]
NEAR_A_RELAPSE = timedelta(days=10)  # a value that near is printed beside its point
OPEN_MARKS = {"<": "triangle-down-open", ">": "triangle-up-open"}
FLOOR_MARK = "circle-open"


@dataclass(frozen=True)
class Style:
    name: str
    unit: str
    color: str
    symbol: str
    dash: str = "solid"


@dataclass(frozen=True)
class Series:
    """The values of one analyte, a visit each; None: not assessed, and the line is broken."""

    style: Style
    days: Sequence[date]
    labs: Sequence[Lab | None]
    axis: Axis

    def height(self, index: int) -> float | None:
        """In multiples of the axis' reference; for comparing series at one visit."""
        lab = self.labs[index]
        return None if lab is None else self.axis.place(lab)[0] / self.axis.reference

    def measured(self) -> list[int]:
        return [index for index, lab in enumerate(self.labs) if lab is not None]


def inflammation(
    timeline: Timeline, months: Months, span: Span | None = None, *, is_small: bool = False
) -> go.Figure:
    """The figure of one patient; `span` and `is_small` where several stand side by side."""
    series = series_of(timeline, span or shared_span([timeline]))
    fig = frame.figure(is_small=is_small)
    fig.update_xaxes(**months.axis, anchor=doses.AXIS)
    for index in range(len(series)):
        _add_axis(fig, index, series[index], is_small=is_small)
        _add_line(fig, index, series, timeline, is_small=is_small)
    _add_limit(fig, series, months, is_small=is_small)
    doses.add_doses(fig, timeline, months, is_small=is_small)
    frame.mark_start(fig, timeline, is_small=is_small)
    frame.mark_relapses(fig, timeline, ["" if is_small else _("Relapse")] * len(timeline.relapses))
    if not is_small:
        frame.name_months(fig)
    return fig


def shared_span(timelines: Sequence[Timeline]) -> Span:
    """The multiples in sight that hold the values of all these patients."""
    return span_of(labs for timeline in timelines for _style, labs in _measured(timeline))


def series_of(timeline: Timeline, span: Span) -> list[Series]:
    """CRP, then each troponin assay on a line of its own: their values cannot be compared."""
    days = [visit.day for visit in timeline.visits]
    return [
        Series(style, days, labs, axis_of([lab for lab in labs if lab is not None], span))
        for style, labs in _all_labs(timeline)
        if any(labs)
    ]


def _all_labs(timeline: Timeline) -> list[tuple[Style, list[Lab | None]]]:
    visits = timeline.visits
    purple = "var(--troponin)"
    hs, conventional = Analyte.TROPONIN_T_HS, Analyte.TROPONIN_T
    return [
        (Style("CRP", "mg/L", "var(--crp)", "circle"), [visit.crp for visit in visits]),
        (
            Style(str(hs.label), "ng/L", purple, "square"),
            [visit.troponins.get(hs) for visit in visits],
        ),
        (
            Style(str(conventional.label), "ng/L", purple, "diamond", "dot"),
            [visit.troponins.get(conventional) for visit in visits],
        ),
    ]


def _measured(timeline: Timeline) -> list[tuple[Style, list[Lab]]]:
    return [
        (style, [lab for lab in labs if lab is not None]) for style, labs in _all_labs(timeline)
    ]


def _axis_name(index: int) -> str:
    return "y" if index == 0 else f"y{index + 1}"


def _add_axis(fig: go.Figure, index: int, series: Series, *, is_small: bool) -> None:
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
    fig.update_layout({_axis_name(index).replace("y", "yaxis"): layout})
    if not is_small and index < 2:
        place = {"x": 0, "xanchor": "left", "xshift": -44}
        if index:
            place = {"x": 1, "xanchor": "right", "xshift": 64}
        title = f"{series.style.name} {series.style.unit}"
        note(
            fig,
            title,
            xref="paper",
            y=1.0,
            yshift=4,
            is_bold=True,
            color=series.style.color,
            name=frame.WIDE_ONLY if index else None,
            **place,
        )


def _add_line(
    fig: go.Figure, index: int, all_series: Sequence[Series], timeline: Timeline, *, is_small: bool
) -> None:
    series = all_series[index]
    style = series.style
    places = [None if lab is None else series.axis.place(lab) for lab in series.labs]
    fig.add_scatter(
        x=[timeline.months(day) for day in series.days],
        y=[None if place is None else place[0] for place in places],
        yaxis=_axis_name(index),
        name=style.name,
        line={"color": style.color, "width": 1.5 if is_small else 2, "dash": style.dash},
        marker=_marks(series, is_small=is_small),
        customdata=[
            _hover(style, day, lab) for day, lab in zip(series.days, series.labs, strict=True)
        ],
        hovertemplate="%{customdata}<extra></extra>",
        cliponaxis=False,
        **_labels(index, all_series, timeline.relapses, is_small=is_small),
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


def value_text(lab: Lab) -> str:
    return f"{lab.comparator or ''}{printed(lab.value)}"


def _hover(style: Style, day: date, lab: Lab | None) -> str:
    if lab is None:
        return ""
    lines = [date_format(day), f"{style.name} {value_text(lab)} {style.unit}"]
    if lab.uln is not None:
        lines.append(_("upper limit %(limit)s") % {"limit": printed(lab.uln)})
    return "<br>".join(lines)


def _labels(
    index: int, all_series: Sequence[Series], relapses: Sequence[RelapseRow], *, is_small: bool
) -> dict[str, Any]:
    """The name beside an early point; values at the last point and beside a relapse."""
    if is_small:
        return {"mode": "lines+markers"}
    series = all_series[index]
    measured = series.measured()
    texts, positions = [""] * len(series.labs), ["top center"] * len(series.labs)
    named = _named_point(index, all_series)
    for at in measured:
        lab = series.labs[at]
        is_near = any(abs(relapse.day - series.days[at]) <= NEAR_A_RELAPSE for relapse in relapses)
        if lab is None or not (at in (named, measured[-1]) or is_near):
            continue
        is_upper = _is_upper(index, all_series, at)
        name = f"{series.style.name} " if at == named else ""
        texts[at] = f"{name}{value_text(lab)}"
        positions[at] = _position(is_upper, is_last=at == measured[-1])
    font = {"color": series.style.color, "size": 11, "weight": frame.BOLD}
    return {
        "mode": "lines+markers+text",
        "text": texts,
        "textposition": positions,
        "textfont": font,
    }


def _named_point(index: int, all_series: Sequence[Series]) -> int:
    """The second point; the third of a line that runs below another, clear of the start."""
    measured = all_series[index].measured()
    second = measured[min(1, len(measured) - 1)]
    return second if _is_upper(index, all_series, second) else measured[min(2, len(measured) - 1)]


def _is_upper(index: int, all_series: Sequence[Series], at: int) -> bool:
    """Whether this series runs above the others at that visit; the first one where level."""
    here = all_series[index].height(at) or 0.0
    others = [one.height(at) or 0.0 for position, one in enumerate(all_series) if position != index]
    return all(here > other or (here == other and index == 0) for other in others)


def _position(is_upper: bool, *, is_last: bool) -> str:
    if is_upper:
        return "top right"
    return "bottom right" if is_last else "bottom left"


def _add_limit(fig: go.Figure, series: Sequence[Series], months: Months, *, is_small: bool) -> None:
    """One dashed line: the axes are tied there."""
    with_limit = [one for one in series if one.axis.limit is not None]
    if not with_limit:
        return
    axis = _axis_name(list(series).index(with_limit[0]))
    height = with_limit[0].axis.reference
    fig.add_scatter(
        x=[months.first, months.last],
        y=[height, height],
        yaxis=axis,
        mode="lines",
        line={"color": "var(--ink-2)", "width": 1, "dash": "5px,3px"},
        hoverinfo="skip",
    )
    if not is_small:
        words = _limit_words(with_limit, len(series))
        note(fig, words, yref=axis, y=log10(height), yanchor="top", x=0, xanchor="left", xshift=6)


def _limit_words(with_limit: Sequence[Series], drawn: int) -> str:
    if drawn == 1:
        return _("upper limit of normal")
    if len(with_limit) == drawn:
        return _("upper limit of normal, both lines") if drawn == 2 else _("upper limits of normal")
    return _("upper limit of normal of %(name)s") % {"name": with_limit[0].style.name}
