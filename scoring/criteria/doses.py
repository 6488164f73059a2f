"""Which dose of a course holds on a day: one rule for every drug, and for every page.

Section "Dose on a day" of docs/criteria.md; this project's own design.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, TypeVar

Dose = TypeVar("Dose")


class DaySpan(NamedTuple):
    """Days from first to last, both included; no last day: it goes on."""

    first: date
    last: date | None

    def covers(self, day: date) -> bool:
        """Whether a day lies in the span.

        >>> DaySpan(date(2026, 1, 1), date(2026, 1, 31)).covers(date(2026, 1, 31))
        True
        >>> DaySpan(date(2026, 1, 1), None).covers(date(2025, 12, 31))
        False
        """
        return self.first <= day and (self.last is None or day <= self.last)


def held_on(day: date, course: DaySpan, doses: Iterable[tuple[DaySpan, Dose]]) -> Dose | None:
    """The dose that holds; of two the one that began later, because it ends the one before.

    Doses in whatever form the caller keeps them. None: the course does not run that day, none of
    its doses covers it, or the one that does is not known.

    >>> new_year = date(2026, 1, 1)
    >>> goes_on = DaySpan(new_year, None)
    >>> held_on(new_year, goes_on, [(goes_on, "100 mg")])
    '100 mg'
    """
    if not course.covers(day):
        return None
    running = [(span.first, dose) for span, dose in doses if span.covers(day)]
    return max(running, key=_first_day)[1] if running else None


def _first_day(running: tuple[date, Dose]) -> date:
    return running[0]
