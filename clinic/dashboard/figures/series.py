"""The laboratory values of figure A as series: one a line, each on its axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clinic.dashboard.figures.scales import Axis, Span, axis_of, span_of
from clinic.dashboard.numerals import printed
from clinic.dashboard.rows import Lab, Timeline
from clinic.visits.vocabulary import Analyte


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
        (
            Style(str(Analyte.CRP.label), "mg/L", "var(--crp)", "circle"),
            [visit.crp for visit in visits],
        ),
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


def value_text(lab: Lab) -> str:
    return f"{lab.comparator or ''}{printed(lab.value)}"
