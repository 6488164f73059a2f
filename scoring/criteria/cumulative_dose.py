"""The glucocorticoid dose taken over a span of days, as prednisone equivalent.

Section "Cumulative glucocorticoid dose" of docs/criteria.md; this project's own design: the sum of
the days' equivalents. A gap makes the sum unknown, and the days of the gap are named.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from scoring.criteria.exact import EXACT, times
from scoring.criteria.glucocorticoid import ConstantDose, GlucocorticoidCourse, constant_doses


class Gap(NamedTuple):
    """Days on which the dose is not known, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many there are.

        >>> Gap(date(2026, 1, 11), date(2026, 1, 12)).days
        2
        """
        return _days(self.first, self.last)


class CumulativeDose(NamedTuple):
    """The sum over a span in mg of prednisone; None where a day of it is not known."""

    mg: Decimal | None
    known_mg: Decimal  # over the days that are known
    known_days: int
    unknown: tuple[Gap, ...]  # the days that are not, joined, in order

    @property
    def unknown_days(self) -> int:
        """How many days of the span are not known.

        >>> gap = Gap(date(2026, 1, 11), date(2026, 1, 12))
        >>> CumulativeDose(None, Decimal(500), 10, (gap,)).unknown_days
        2
        """
        return sum(gap.days for gap in self.unknown)


def cumulative_prednisone_mg(
    first: date, last: date, courses: Sequence[GlucocorticoidCourse]
) -> CumulativeDose:
    """The sum of the prednisone equivalents from the first day to the last, both included.

    Exact. Raises ValueError where the last day is before the first. The dose of a day is that of
    `scoring.criteria.glucocorticoid.prednisone_mg_on`.

    >>> from scoring.criteria.doses import DaySpan
    >>> course = DaySpan(date(2026, 1, 1), None)
    >>> doses = ((DaySpan(date(2026, 1, 1), date(2026, 1, 10)), Decimal(50)),)
    >>> taken = [GlucocorticoidCourse(course, doses)]
    >>> cumulative_prednisone_mg(date(2026, 1, 1), date(2026, 1, 10), taken).mg
    Decimal('500')
    >>> found = cumulative_prednisone_mg(date(2026, 1, 1), date(2026, 1, 12), taken)
    >>> found.mg, found.known_mg, found.unknown_days
    (None, Decimal('500'), 2)
    """
    known_mg, known_days = Decimal(0), 0
    unknown: list[Gap] = []
    for piece in constant_doses(first, last, courses):
        if piece.mg_per_day is None:
            _add(unknown, piece)
            continue
        days = _days(piece.first, piece.last)
        known_days += days
        known_mg = EXACT.add(known_mg, times(piece.mg_per_day, Decimal(days)))
    return CumulativeDose(None if unknown else known_mg, known_mg, known_days, tuple(unknown))


def _add(unknown: list[Gap], piece: ConstantDose) -> None:
    """Joined to the gap that ends on the day before."""
    first = piece.first
    if unknown and unknown[-1].last == first - timedelta(days=1):
        first = unknown.pop().first
    unknown.append(Gap(first, piece.last))


def _days(first: date, last: date) -> int:
    return (last - first).days + 1
