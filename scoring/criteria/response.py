"""The course of a response over the visits of an episode, as far as the cohort page prints it.

Section "Course of the response" of docs/criteria.md; this project's own design. Relapse during
taper: no agreed definition; the letter's own words are "tapering < 10 mg daily".
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from scoring.criteria.doses import DaySpan
from scoring.criteria.episode import months_since
from scoring.criteria.exact import rounded
from scoring.criteria.glucocorticoid import GlucocorticoidCourse, prednisone_mg_on
from scoring.criteria.points import RESPONSES, Category

TAPER_LIMIT_MG = Decimal(10)  # prednisone equivalent a day


def best_response(categories: Iterable[Category]) -> Category | None:
    """The highest category named; None where none is. An undetermined one names none.

    >>> best_response([Category.MINIMAL, Category.UNDETERMINED, Category.NONE])
    <Category.MINIMAL: 'minimal'>
    """
    named = (category for category in categories if category in RESPONSES)
    return max(named, key=RESPONSES.index, default=None)


def whole_months(started_on: date, day: date) -> int:
    """Months of follow-up, days / 30.4375, as they are printed: rounded to whole ones.

    >>> whole_months(date(2026, 1, 5), date(2026, 9, 3))
    8
    """
    return int(rounded(months_since(day, started_on)))


def is_relapse_below_taper_limit(day: date, courses: Sequence[GlucocorticoidCourse]) -> bool | None:
    """Whether a relapse came while tapering below 10 mg prednisone equivalent a day.

    True: that day's dose is above 0 and below 10 mg, and a course held a higher one before.
    None: that day's dose is not known.
    """
    dose = prednisone_mg_on(day, courses)
    if dose is None:
        return None
    return 0 < dose < TAPER_LIMIT_MG and _highest_until(day, courses) > dose


def _highest_until(day: date, courses: Sequence[GlucocorticoidCourse]) -> Decimal:
    """The highest total dose on any day, up to this one, on which a dose began."""
    until = DaySpan(date.min, day)
    starts = {
        span.first for course in courses for span, _ in course.doses if until.covers(span.first)
    }
    doses = (prednisone_mg_on(start, courses) for start in starts)
    return max((dose for dose in doses if dose is not None), default=Decimal(0))
