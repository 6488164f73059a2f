"""Glucocorticoids as prednisone equivalents, and the dose on a day from the dose periods.

Source of the factors: response-criteria table of this project, section "Glucocorticoids as
prednisone equivalents" in docs/criteria.md. Oral and intravenous routes only.
"""

from collections.abc import Iterable
from datetime import date
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
