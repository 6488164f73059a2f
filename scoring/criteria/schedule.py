"""When a patient on the index treatment is expected, and when a visit is overdue.

This project's own design, to be confirmed by a clinician (docs/criteria.md, "Visit schedule").
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from scoring.criteria.episode import BASELINE_WINDOW_DAYS

FIRST_FOLLOWUP_DAYS = 28
FOLLOWUP_MONTHS = (3, 6, 9, 12)
THEN_EVERY_MONTHS = 6
OVERDUE_AFTER_DAYS = 14
SOON = timedelta(days=6)  # the rest of this week, seen from its first day


class Due(NamedTuple):
    """The next expected visit, seen from a day."""

    day: date
    is_soon: bool  # within a week, today or past
    is_overdue: bool


# A list asks this of every patient at every look, and for the same days the answer stands.
@lru_cache(maxsize=1 << 15)
def due(started_on: date, last_visit_on: date | None, today: date) -> Due:
    """The next expected visit. A few days late is still that visit, and not overdue.

    >>> due(date(2026, 1, 1), date(2026, 1, 29), date(2026, 4, 3))
    Due(day=datetime.date(2026, 4, 1), is_soon=True, is_overdue=False)
    """
    day = next_due(started_on, last_visit_on)
    return Due(day, day <= today + SOON, is_overdue(day, today))


def expected_visits(started_on: date) -> Iterator[date]:
    """The days on which visits are expected, without end: day 0, week 4, months 3, 6, 9, 12,
    then every 6 months.

    >>> from itertools import islice
    >>> [str(day) for day in islice(expected_visits(date(2026, 1, 31)), 4)]
    ['2026-01-31', '2026-02-28', '2026-04-30', '2026-07-31']
    """
    yield started_on
    yield started_on + timedelta(days=FIRST_FOLLOWUP_DAYS)
    for months in FOLLOWUP_MONTHS:
        yield months_later(started_on, months)
    months = FOLLOWUP_MONTHS[-1]
    while True:
        months += THEN_EVERY_MONTHS
        yield months_later(started_on, months)


def next_due(started_on: date, last_visit_on: date | None) -> date:
    """The expected visit after the one that the last visit stands for.

    A visit stands for the expected one nearest to its day; at equal distance for the earlier.
    A visit too long before the start to be its baseline stands for none.

    >>> next_due(date(2026, 1, 1), date(2026, 3, 28))  # nearly month 3
    datetime.date(2026, 7, 1)
    """
    earliest = started_on - timedelta(days=BASELINE_WINDOW_DAYS)
    if last_visit_on is None or last_visit_on < earliest:
        return started_on
    return next(
        following
        for stands_for, following in pairwise(expected_visits(started_on))
        if abs(last_visit_on - stands_for) <= abs(last_visit_on - following)
    )


def is_overdue(due_on: date, today: date) -> bool:
    """More than 14 days after the expected day.

    >>> is_overdue(date(2026, 1, 1), date(2026, 1, 15)), is_overdue(
    ...     date(2026, 1, 1), date(2026, 1, 16)
    ... )
    (False, True)
    """
    return today > due_on + timedelta(days=OVERDUE_AFTER_DAYS)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day.

    >>> months_later(date(2026, 11, 30), 3)
    datetime.date(2027, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
