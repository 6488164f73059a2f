"""Numbers as people type and read them: a decimal comma counts as a point."""

import re
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from scoring.criteria.exact import plain
from scoring.criteria.limits import Limit

_NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)", re.ASCII)
_LONGEST = 20  # characters; no finding needs more
# UCUM writes u for micro; the day and the week are words.
_UNITS = {
    "ug/L": "µg/L",
    "ukat/L": "µkat/L",
    "mg/day": gettext_lazy("mg/day"),
    "mg/week": gettext_lazy("mg/week"),
}


def read_number(text: str) -> Decimal:
    """The number in a text. Raises ValidationError with a sentence for the field."""
    text = text.strip()
    if "," in text and "." in text:
        raise ValidationError(_("Leave out the thousands separator."), code="separator")
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        raise ValidationError(_("Write a number, for example 3.5."), code="not_a_number")
    return Decimal(text.replace(",", "."))


def in_limit(number: Decimal, limit: Limit) -> Decimal:
    """The number with the decimals of its scale. Raises ValidationError naming the limit."""
    if not limit.low <= number <= limit.high:
        raise ValidationError(
            _("%(number)s is outside %(limit)s."),
            code="limit",
            params={"number": written(number), "limit": limit_text(limit)},
        )
    return with_decimals(number, limit.decimals)


def with_decimals(number: Decimal, decimals: int) -> Decimal:
    """The number with so many decimals. Raises ValidationError where it has more."""
    unit = Decimal(1).scaleb(-decimals)
    if number % unit:
        raise ValidationError(_decimals_text(decimals), code="decimals")
    return number.quantize(unit)


def written(number: Decimal | None) -> str:
    """A number for an input or a sentence, in the reader's decimal sign; empty for None."""
    text = plain(number)
    if text is None:
        return ""
    separator: str = get_format("DECIMAL_SEPARATOR")
    return text.replace(".", separator)


def limit_text(limit: Limit) -> str:
    """A limit as an error names it, in the reader's language: "0-50 mg/week"."""
    return f"{written(limit.low)}-{written(limit.high)} {unit_text(limit.unit)}".rstrip()


def unit_text(unit: str) -> str:
    """A limit's unit as a sentence prints it."""
    return str(_UNITS.get(unit, unit))


def _decimals_text(decimals: int) -> str:
    if decimals == 0:
        return _("Write a whole number.")
    return ngettext(
        "Write at most %(count)d decimal.", "Write at most %(count)d decimals.", decimals
    ) % {"count": decimals}
