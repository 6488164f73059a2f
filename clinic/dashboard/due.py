"""When a patient is expected next. Pure."""

from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.criteria.schedule import is_overdue, next_due

SOON = timedelta(days=6)  # the rest of this week, seen from its first day


class Due(NamedTuple):
    """The next expected visit, seen from a day."""

    day: date
    is_soon: bool  # within a week, today or past
    is_overdue: bool


# The list asks this of every patient at every look, and for the same days the answer stands.
@lru_cache(maxsize=1 << 15)
def due(started_on: date, last_visit_on: date | None, today: date) -> Due:
    """Overdue only where the schedule says so: a few days late is still the visit expected."""
    day = next_due(started_on, last_visit_on)
    return Due(day, day <= today + SOON, is_overdue(day, today))


def due_words(expected: Due, today: date) -> str | None:
    """None while the visit is further away than a week."""
    day = expected.day
    if expected.is_overdue:
        days = (today - day).days
        return ngettext("%(days)s day overdue", "%(days)s days overdue", days) % {"days": days}
    if not expected.is_soon:
        return None
    words = _("due since %(day)s") if day < today else _("due %(day)s")
    return words % {"day": date_format(day, "MONTH_DAY_FORMAT")}
