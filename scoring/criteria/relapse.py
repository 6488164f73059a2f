"""Relapse while tapering: the dose on that day, and whether it was below the letter's limit.

Section "Relapse during taper" of docs/criteria.md; there is no agreed definition. The letter's own
words are "tapering < 10 mg daily"; how they are read is this project's design.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from scoring.criteria.glucocorticoid import GlucocorticoidCourse, constant_doses, prednisone_mg_on

TAPER_LIMIT_MG = Decimal(10)  # prednisone equivalent a day


def is_relapse_below_taper_limit(day: date, courses: Sequence[GlucocorticoidCourse]) -> bool | None:
    """Whether a relapse came while tapering below 10 mg prednisone equivalent a day.

    True: that day's dose is above 0 and below 10 mg, and a higher one was taken before.
    None: that day's dose is not known, or only a dose that is not known could have been higher.

    >>> from scoring.criteria.doses import DaySpan
    >>> high, low = DaySpan(date(2026, 1, 1), date(2026, 1, 31)), DaySpan(date(2026, 2, 1), None)
    >>> doses = ((high, Decimal(50)), (low, Decimal(5)))
    >>> taper = GlucocorticoidCourse(DaySpan(date(2026, 1, 1), None), doses)
    >>> is_relapse_below_taper_limit(date(2026, 3, 1), [taper])
    True
    """
    dose = prednisone_mg_on(day, courses)
    if dose is None:
        return None
    if not 0 < dose < TAPER_LIMIT_MG:
        return False
    first = min(course.span.first for course in courses)
    before = [piece.mg_per_day for piece in constant_doses(first, day, courses)]
    if any(mg is not None and mg > dose for mg in before):
        return True
    return None if None in before else False
