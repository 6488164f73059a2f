"""The course of a response over an episode: when it came, how long it stayed, best and last.

Section "Course of the response" of docs/criteria.md; this project's own design. Visits are the
scored follow-ups of one episode, in any order; those of one day in the order of their recording.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from scoring.criteria.episode import months_since, study_day
from scoring.criteria.exact import rounded
from scoring.criteria.points import RESPONSES, THRESHOLDS, Category, Population


class ScoredVisit(NamedTuple):
    """A follow-up with its score, or its bounds, 0-100."""

    day: date
    lower: Decimal
    upper: Decimal
    category: Category


class TimeTo(NamedTuple):
    """Days from the index date to the first visit whose lower bound reaches a response.

    Never reached: `reached_on` is None, and `days` lead to `last_on`, the last visit with a score,
    where the observation is censored. `possible_on` is the first earlier visit whose upper bound
    reaches it: the time is then "not later than" `days`, or, where it is censored, not certain.
    """

    days: int
    reached_on: date | None
    possible_on: date | None
    last_on: date

    @property
    def is_censored(self) -> bool:
        """Whether the response was never reached.

        >>> TimeTo(90, None, None, date(2026, 4, 1)).is_censored
        True
        """
        return self.reached_on is None

    @property
    def is_not_later_than(self) -> bool:
        """Whether the response may have been reached before the day on which it surely was.

        >>> TimeTo(90, date(2026, 4, 1), date(2026, 2, 1), date(2026, 4, 1)).is_not_later_than
        True
        """
        return self.reached_on is not None and self.possible_on is not None


class Duration(NamedTuple):
    """Days from the visit that reached a response to the one that lost it.

    Not lost: `lost_on` is None, and `days` lead to the last visit with a score, where the
    observation is censored.
    """

    days: int
    reached_on: date
    lost_on: date | None

    @property
    def is_censored(self) -> bool:
        """Whether the response was not lost up to the last visit with a score.

        >>> Duration(28, date(2026, 2, 1), date(2026, 3, 1)).is_censored
        False
        """
        return self.lost_on is None


def cut_off(population: Population, response: Category) -> Decimal:
    """The lowest score of a response, 0-100; raises ValueError for what is no response.

    >>> cut_off(Population.JUVENILE, Category.MODERATE)
    Decimal('45')
    """
    return THRESHOLDS[population][RESPONSES[1:].index(response)]


def time_to(
    response: Category, population: Population, started_on: date, visits: Iterable[ScoredVisit]
) -> TimeTo | None:
    """When a response was first reached, in days since the index date; None without any visit.

    >>> visits = [ScoredVisit(date(2026, 2, 1), Decimal(50), Decimal(50), Category.MODERATE)]
    >>> time_to(Category.MINIMAL, Population.ADULT, date(2026, 1, 1), visits).days
    31
    """
    in_order = _in_order(visits)
    if not in_order:
        return None
    cut, last_on = cut_off(population, response), in_order[-1].day
    reached_on = possible_on = None
    for visit in in_order:
        if visit.lower >= cut:
            reached_on = visit.day
            break
        if possible_on is None and visit.upper >= cut:
            possible_on = visit.day
    if possible_on == reached_on:  # of two visits of one day
        possible_on = None
    return TimeTo(study_day(reached_on or last_on, started_on), reached_on, possible_on, last_on)


def duration(
    response: Category, population: Population, visits: Iterable[ScoredVisit]
) -> Duration | None:
    """How long a response stayed once it was reached, in days; None where it never was.

    It ends with the first later visit whose upper bound is below the response.

    >>> visits = [
    ...     ScoredVisit(date(2026, 2, 1), Decimal(50), Decimal(50), Category.MODERATE),
    ...     ScoredVisit(date(2026, 3, 1), Decimal(10), Decimal(30), Category.UNDETERMINED),
    ... ]
    >>> duration(Category.MODERATE, Population.ADULT, visits).days
    28
    >>> duration(Category.MINIMAL, Population.ADULT, visits).is_censored
    True
    """
    in_order, cut = _in_order(visits), cut_off(population, response)
    since = [index for index, visit in enumerate(in_order) if visit.lower >= cut]
    if not since:
        return None
    first, *later = in_order[since[0] :]
    lost_on = next((visit.day for visit in later if visit.upper < cut), None)
    return Duration(((lost_on or in_order[-1].day) - first.day).days, first.day, lost_on)


def best_response(categories: Iterable[Category]) -> Category | None:
    """The highest category named; None where none is. An undetermined one names none.

    >>> best_response([Category.MINIMAL, Category.UNDETERMINED, Category.NONE])
    <Category.MINIMAL: 'minimal'>
    """
    return max(filter(_is_named, categories), key=RESPONSES.index, default=None)


def best_visit(visits: Iterable[ScoredVisit]) -> ScoredVisit | None:
    """The first visit with the best response; None where no category is named.

    >>> spring, summer = (
    ...     ScoredVisit(date(2026, month, 1), Decimal(50), Decimal(50), Category.MODERATE)
    ...     for month in (4, 7)
    ... )
    >>> best_visit([summer, spring]).day
    datetime.date(2026, 4, 1)
    """
    in_order = _in_order(visits)
    best = best_response(visit.category for visit in in_order)
    return next((visit for visit in in_order if visit.category is best), None)


def last_visit(visits: Iterable[ScoredVisit]) -> ScoredVisit | None:
    """The latest visit with a named category; None where none is named.

    >>> spring = ScoredVisit(date(2026, 4, 1), Decimal(50), Decimal(50), Category.MODERATE)
    >>> summer = ScoredVisit(date(2026, 7, 1), Decimal(30), Decimal(50), Category.UNDETERMINED)
    >>> last_visit([spring, summer]).day
    datetime.date(2026, 4, 1)
    """
    named = [visit for visit in _in_order(visits) if _is_named(visit.category)]
    return named[-1] if named else None


def whole_months(started_on: date, day: date) -> int:
    """Months of follow-up, days / 30.4375, as they are printed: rounded to whole ones.

    >>> whole_months(date(2026, 1, 5), date(2026, 9, 3))
    8
    """
    return int(rounded(months_since(day, started_on)))


def _is_named(category: Category) -> bool:
    return category in RESPONSES


def _in_order(visits: Iterable[ScoredVisit]) -> list[ScoredVisit]:
    return sorted(visits, key=_day)


def _day(visit: ScoredVisit) -> date:
    return visit.day
