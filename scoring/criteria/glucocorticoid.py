"""Glucocorticoids as prednisone equivalents, and the dose on a day from the dose periods.

Source of the factors: response-criteria table of this project, section "Glucocorticoids as
prednisone equivalents" in docs/criteria.md. Oral and intravenous routes only.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from scoring.criteria.doses import DaySpan, held_on
from scoring.criteria.exact import rounded
from scoring.criteria.terms import Drug

TABLE_VERSION = "2026-1"

# mg of prednisone per mg
FACTORS: dict[Drug, Fraction] = {
    Drug.PREDNISONE: Fraction(1),
    Drug.PREDNISOLONE: Fraction(1),
    Drug.METHYLPREDNISOLONE: Fraction(5, 4),
    Drug.TRIAMCINOLONE: Fraction(5, 4),
    Drug.DEXAMETHASONE: Fraction(20, 3),
    Drug.BETAMETHASONE: Fraction(25, 3),
    Drug.HYDROCORTISONE: Fraction(1, 4),
    Drug.CORTISONE: Fraction(1, 5),
    Drug.DEFLAZACORT: Fraction(5, 6),
}

MG_DECIMALS = 3  # of an equivalent as it is stored
_ONE_DAY = timedelta(days=1)


def prednisone_mg_per_day(drug: Drug, dose_mg: Decimal, every_days: int = 1) -> Decimal | None:
    """Daily mean in mg of prednisone, rounded half-even to 0.001; None without a known factor.

    >>> prednisone_mg_per_day(Drug.METHYLPREDNISOLONE, Decimal("8"))
    Decimal('10.000')
    >>> prednisone_mg_per_day(Drug.PREDNISONE, Decimal("25"), every_days=2)
    Decimal('12.500')
    >>> prednisone_mg_per_day(Drug.METHOTREXATE, Decimal("20"), every_days=7)
    """
    factor = FACTORS.get(drug)
    if factor is None:
        return None
    return rounded(Fraction(dose_mg) * factor / every_days, MG_DECIMALS)


class GlucocorticoidCourse(NamedTuple):
    """A dated glucocorticoid course and its doses: (span, prednisone mg/day or None)."""

    span: DaySpan
    doses: tuple[tuple[DaySpan, Decimal | None], ...]


def prednisone_mg_on(day: date, courses: Iterable[GlucocorticoidCourse]) -> Decimal | None:
    """The prednisone equivalent taken on a day, in mg; None where it is not known.

    Not known: no glucocorticoid course is recorded at all, or a course runs that day and none of
    its dose periods says how much. Zero: courses are recorded and none runs that day. Rows of a
    statement go through here too, as one GlucocorticoidCourse for each course.
    """
    courses = list(courses)
    if not courses:
        return None
    total = Decimal(0)
    for course in courses:
        if not course.span.covers(day):
            continue
        dose = held_on(day, course.span, course.doses)
        if dose is None:
            return None
        total += dose
    return total


class ConstantDose(NamedTuple):
    """Days on which the prednisone equivalent stays the same, both ends included."""

    first: date
    last: date
    mg_per_day: Decimal | None  # None: not known


def constant_doses(
    first: date, last: date, courses: Sequence[GlucocorticoidCourse]
) -> list[ConstantDose]:
    """A span of days as pieces of constant dose, in order; equal neighbours are not joined.

    Raises ValueError where the last day is before the first.

    >>> span = DaySpan(date(2026, 1, 5), None)
    >>> taken = [GlucocorticoidCourse(span, ((span, Decimal(50)),))]
    >>> for piece in constant_doses(date(2026, 1, 1), date(2026, 1, 9), taken):
    ...     print(piece.first.day, piece.last.day, piece.mg_per_day)
    1 4 0
    5 9 50
    """
    if last < first:
        raise ValueError(f"the last day, {last}, is before the first, {first}")
    starts = sorted({first, *_days_of_change(first, last, courses)})
    ends = [start - _ONE_DAY for start in starts[1:]] + [last]
    return [
        ConstantDose(start, end, prednisone_mg_on(start, courses))
        for start, end in zip(starts, ends, strict=True)
    ]


def _days_of_change(
    first: date, last: date, courses: Iterable[GlucocorticoidCourse]
) -> Iterator[date]:
    for course in courses:
        for span in (course.span, *(span for span, _ in course.doses)):
            if first < span.first <= last:
                yield span.first
            if span.last is not None and first <= span.last < last:
                yield span.last + _ONE_DAY
