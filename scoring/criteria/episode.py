"""Which visit is the baseline, who counts as a child, and the clock of an episode.

This project's own design, for a clinician's sign-off (docs/criteria.md, "Baseline, episode,
course").
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from scoring.criteria.points import Population

BASELINE_WINDOW_DAYS = 90
ADULT_FROM_YEARS = 18
DAYS_PER_MONTH = Decimal("30.4375")


def default_baseline(started_on: date, visit_days: Iterable[date]) -> date | None:
    """The latest visit on or before the start day and at most 90 days earlier; None without one.

    >>> default_baseline(date(2026, 6, 29), [date(2026, 6, 1), date(2026, 6, 25), date(2026, 7, 1)])
    datetime.date(2026, 6, 25)
    """
    earliest = started_on - timedelta(days=BASELINE_WINDOW_DAYS)
    return max((day for day in visit_days if earliest <= day <= started_on), default=None)


def population_on(day: date, date_of_birth: date) -> Population:
    """Adult from the 18th birthday on; born on 29 February: from 1 March of a common year.

    >>> population_on(date(2026, 6, 1), date(2008, 6, 1))
    <Population.ADULT: 'adult'>
    >>> population_on(date(2026, 5, 31), date(2008, 6, 1))
    <Population.JUVENILE: 'juvenile'>
    """
    is_adult = completed_years(day, date_of_birth) >= ADULT_FROM_YEARS
    return Population.ADULT if is_adult else Population.JUVENILE


def completed_years(day: date, date_of_birth: date) -> int:
    """Age on a day, in completed years; negative before birth.

    >>> completed_years(date(2026, 3, 1), date(2008, 2, 29)), completed_years(
    ...     date(2026, 2, 28), date(2008, 2, 29)
    ... )
    (18, 17)
    """
    has_birthday_ahead = (day.month, day.day) < (date_of_birth.month, date_of_birth.day)
    return day.year - date_of_birth.year - has_birthday_ahead


def study_day(day: date, started_on: date) -> int:
    """Days since the index treatment started; day 0 is its first day, days before are negative.

    >>> started_on = date(2026, 1, 1)
    >>> study_day(date(2026, 1, 29), started_on), study_day(date(2025, 12, 31), started_on)
    (28, -1)
    """
    return (day - started_on).days


def months_since(day: date, started_on: date) -> Fraction:
    """Months since the start, exact: days / 30.4375, the mean month of four years.

    >>> months_since(date(2030, 1, 1), date(2026, 1, 1))
    Fraction(48, 1)
    """
    return Fraction(study_day(day, started_on)) / Fraction(DAYS_PER_MONTH)
