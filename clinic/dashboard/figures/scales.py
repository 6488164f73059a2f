"""Logarithmic axes tied at the upper limit of normal, so that one line is the limit of both."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor, log10

from clinic.dashboard.numerals import at_most_decimals, printed
from clinic.dashboard.rows import Lab

# In multiples of the limit. Less than the lowest is drawn on the floor, as an open mark.
LOWEST_FLOOR = 0.1
USUAL_FLOOR = 0.6
USUAL_TOP = 4.0
MARGIN = 1.3  # room above the highest and below the lowest value
STEPS = (1, 2, 5)
MOST_TICKS = 8


@dataclass(frozen=True)
class Span:
    """The part of the axis in sight, in multiples of the limit."""

    floor: float
    top: float


@dataclass(frozen=True)
class Axis:
    """One analyte on the tied scale. `limit` stands at multiple 1; None: it has none."""

    span: Span
    reference: float  # the value at multiple 1
    limit: Decimal | None

    @property
    def range(self) -> list[float]:
        """As Plotly wants a logarithmic axis: exponents of ten."""
        return [log10(self.span.floor * self.reference), log10(self.span.top * self.reference)]

    def place(self, lab: Lab) -> tuple[float, bool]:
        """Where a value is drawn, and whether that is its own place and not the floor."""
        lowest = self.span.floor * self.reference
        value = float(lab.value)
        return (value, True) if value >= lowest else (lowest, False)

    def ticks(self) -> tuple[list[float], list[str]]:
        """The same heights on every tied axis, each with its own numbers."""
        at = [self.reference * multiple for multiple in _tick_multiples(self.span)]
        return at, [self._tick_text(value) for value in at]

    def _tick_text(self, value: float) -> str:
        places = 0 if value >= 10 else 1 if value >= 1 else 2
        return printed(at_most_decimals(Decimal(repr(value)), places)) or ""


def span_of(series: Iterable[Sequence[Lab]]) -> Span:
    """The span that holds every value that has a limit, within reason."""
    multiples = [float(lab.multiple) for labs in series for lab in labs if lab.multiple is not None]
    lowest = min((multiple for multiple in multiples if multiple > 0), default=1.0)
    return Span(
        floor=min(max(lowest / MARGIN, LOWEST_FLOOR), USUAL_FLOOR),
        top=max(max(multiples, default=1.0) * MARGIN, USUAL_TOP),
    )


def axis_of(labs: Sequence[Lab], span: Span) -> Axis:
    """The axis of one analyte: at its latest limit, else wherever its values fit."""
    limit = next((lab.uln for lab in reversed(labs) if lab.uln is not None), None)
    if limit is not None:
        return Axis(span, float(limit), limit)
    highest = max((float(lab.value) for lab in labs), default=0.0)
    return Axis(span, _round_up(highest * MARGIN / span.top) if highest else 1.0, None)


def _round_up(value: float) -> float:
    """To the next 1, 2 or 5 of its power of ten."""
    power = 10.0 ** floor(log10(value))
    return next((step * power for step in STEPS if step * power >= value), 10 * power)


def _tick_multiples(span: Span) -> list[float]:
    powers = range(floor(log10(span.floor)), floor(log10(span.top)) + 1)
    ticks = [
        step * 10.0**power
        for power in powers
        for step in STEPS
        if span.floor <= step * 10.0**power <= span.top
    ]
    if len(ticks) > MOST_TICKS:
        ticks = [tick for tick in ticks if log10(tick) == round(log10(tick))]
    return ticks
