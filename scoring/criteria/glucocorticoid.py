"""Glucocorticoids as prednisone equivalents, and the dose on a day from the dose periods.

Customary equivalences, to be confirmed (docs/criteria.md, "Glucocorticoids as prednisone
equivalents"). Oral and intravenous routes only. A dose that is not taken every day counts as its
daily mean, and says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from scoring.criteria.doses import DaySpan, held_on
from scoring.criteria.exact import EXACT, plain, rounded
from scoring.criteria.reading import Refused
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

# By another route a dose has no equivalent. None, not recorded, counts as one of the two.
SYSTEMIC_ROUTES: frozenset[str | None] = frozenset({"oral", "intravenous", None})

MG_DECIMALS = 3  # of an equivalent as it is stored
_ONE_DAY = timedelta(days=1)


class PrednisoneEquivalent(NamedTuple):
    """A dose in mg of prednisone a day, with what stands beside the number."""

    mg_per_day: Decimal
    is_daily_mean: bool  # not taken every day: the dose of no single day
    table_version: str


def prednisone_equivalent(
    drug: Drug,
    dose_mg: Decimal,
    route: str | None = None,
    every_days: int = 1,
    on_days: int = 1,
) -> PrednisoneEquivalent | None:
    """A dose by mouth or vein as prednisone, flagged where it is a mean over days without it.

    `route`: a code, None where it is not recorded; by another route a dose has no equivalent. The
    rest as in `prednisone_mg_per_day`.

    >>> prednisone_equivalent(Drug.PREDNISONE, Decimal("25"), "oral", every_days=2)
    PrednisoneEquivalent(mg_per_day=Decimal('12.500'), is_daily_mean=True, table_version='2026-1')
    >>> prednisone_equivalent(Drug.TRIAMCINOLONE, Decimal("40"), "other")  # into a joint
    """
    mg_per_day = prednisone_mg_per_day(drug, dose_mg, every_days, on_days)
    if mg_per_day is None or route not in SYSTEMIC_ROUTES:
        return None
    return PrednisoneEquivalent(mg_per_day, on_days < every_days, TABLE_VERSION)


def prednisone_mg_per_day(
    drug: Drug, dose_mg: Decimal, every_days: int = 1, on_days: int = 1
) -> Decimal | None:
    """Daily mean in mg of prednisone, rounded half-even to 0.001; None without a known factor.

    `dose_mg`: 0 or more, taken on `on_days` of every `every_days`: 1 of 1 daily, 1 of 2 every
    other day, 3 of 28 a pulse of three days every four weeks. Raises Refused for no such regimen.

    >>> prednisone_mg_per_day(Drug.METHYLPREDNISOLONE, Decimal("8"))
    Decimal('10.000')
    >>> prednisone_mg_per_day(Drug.PREDNISONE, Decimal("25"), every_days=2)
    Decimal('12.500')
    >>> prednisone_mg_per_day(Drug.METHYLPREDNISOLONE, Decimal("500"), every_days=28, on_days=3)
    Decimal('66.964')
    >>> prednisone_mg_per_day(Drug.METHOTREXATE, Decimal("20"), every_days=7)
    """
    _refuse_no_regimen(dose_mg, every_days, on_days)
    factor = FACTORS.get(drug)
    if factor is None:
        return None
    return rounded(Fraction(dose_mg) * factor * on_days / every_days, MG_DECIMALS)


def _refuse_no_regimen(dose_mg: Decimal, every_days: int, on_days: int) -> None:
    if dose_mg < 0:
        told = f"dose_mg is {plain(dose_mg)}; it must be 0 or more"
        raise Refused("dose_mg", "0 or more", told)
    if every_days < 1:
        raise Refused(
            "every_days", "1 or more", f"every_days is {every_days}; it must be 1 or more"
        )
    if not 1 <= on_days <= every_days:
        told = f"on_days is {on_days}, outside 1-{every_days}"
        raise Refused("on_days", f"1-{every_days}", told)


class GlucocorticoidCourse(NamedTuple):
    """A dated systemic glucocorticoid course and its doses: (span, prednisone mg/day or None).

    `means`: the spans of those doses that are daily means.
    """

    span: DaySpan
    doses: tuple[tuple[DaySpan, Decimal | None], ...]
    means: frozenset[DaySpan] = frozenset()


def prednisone_mg_on(day: date, courses: Iterable[GlucocorticoidCourse]) -> Decimal | None:
    """The prednisone equivalent taken on a day, in mg; None where it is not known.

    Not known: no glucocorticoid course is recorded at all, or a course runs that day and none of
    its dose periods says how much. Zero: courses are recorded and none runs that day. Rows of a
    statement go through here too, as one GlucocorticoidCourse for each course.

    >>> january = DaySpan(date(2026, 1, 1), date(2026, 1, 31))
    >>> courses = [GlucocorticoidCourse(january, ((january, Decimal("12.5")),))]
    >>> prednisone_mg_on(date(2026, 1, 31), courses), prednisone_mg_on(date(2026, 2, 1), courses)
    (Decimal('12.5'), Decimal('0'))
    >>> prednisone_mg_on(date(2026, 1, 31), [])
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
        total = EXACT.add(total, dose)
    return total


def is_daily_mean_on(day: date, courses: Iterable[GlucocorticoidCourse]) -> bool:
    """Whether a dose that makes up this day's is a daily mean, so that the sum is one as well.

    >>> january = DaySpan(date(2026, 1, 1), date(2026, 1, 31))
    >>> every_other_day = GlucocorticoidCourse(
    ...     january, ((january, Decimal("12.5")),), frozenset({january})
    ... )
    >>> is_daily_mean_on(date(2026, 1, 31), [every_other_day])
    True
    >>> is_daily_mean_on(date(2026, 2, 1), [every_other_day])
    False
    """
    return any(
        held_on(day, course.span, ((span, span) for span, _ in course.doses)) in course.means
        for course in courses
    )


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
