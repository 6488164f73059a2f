"""When a patient is expected next, in words."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.criteria.schedule import Due


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
