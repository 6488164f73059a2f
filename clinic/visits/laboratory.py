"""What can be accepted as a laboratory value: one rule for the form and for the service."""

import re
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clinic.registry.numbers import in_limit, read_number, unit_text, with_decimals, written
from clinic.visits.vocabulary import Comparator
from scoring.criteria.exact import plain
from scoring.criteria.limits import Limit
from scoring.criteria.points import ENZYME_RANGES
from scoring.criteria.units import ANALYTES, to_canonical

DECIMALS = 3  # as stored
# "1,234" and "1.234": a thousand for one reader, a little more than one for the other.
_THOUSAND_OR_THREE_DECIMALS = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


@dataclass(frozen=True)
class LabValue:
    """An analyte as typed: value and upper limit of normal in one unit."""

    analyte: str
    value: Decimal
    unit: str
    uln: Decimal | None = None
    comparator: str | None = None


def read_value(text: str) -> tuple[str | None, Decimal]:
    """Comparator and number of a value as a laboratory prints it, "<5" or "5"."""
    text = text.strip()
    comparator = text[:1] if text[:1] in Comparator.values else None
    return comparator, read_number(text[1:] if comparator else text)


def refuse_ambiguous(text: str, analyte: str, unit: str) -> None:
    """Refuse a sign that could mean a thousand as well as a decimal.

    In canonical units only: nothing there is measured to a thousandth of a unit.
    """
    is_canonical = ANALYTES[analyte].factors.get(unit) == 1
    if is_canonical and _THOUSAND_OR_THREE_DECIMALS.fullmatch(text.strip().lstrip("<>").strip()):
        raise ValidationError(
            _("Is this %(whole)s? Write it without a separator, or with two decimals at most."),
            code="ambiguous",
            params={"whole": re.sub(r"\D", "", text)},
        )


def refuse_unit(analyte: str, unit: str) -> None:
    if unit not in ANALYTES[analyte].factors:
        message = _("%(unit)s is not a unit of this analyte.")
        raise ValidationError(message, code="unit", params={"unit": unit_text(unit)})


def usable_value(analyte: str, value: Decimal, unit: str, comparator: str | None) -> Decimal:
    """The value as it is stored. Raises ValidationError naming the limit in the unit typed."""
    if comparator and analyte in ENZYME_RANGES:
        raise ValidationError(
            _("Write the number itself: a bound cannot be scored."), code="comparator"
        )
    if comparator == Comparator.BELOW and value <= 0:
        raise ValidationError(
            _("Nothing is below 0: write the bound that the laboratory printed."), code="comparator"
        )
    return in_limit(value, limit_in(analyte, unit))


def usable_uln(analyte: str, uln: Decimal, unit: str) -> Decimal:
    """An upper limit of normal that can divide, and that the analyte's own limit allows."""
    if uln <= 0:
        raise ValidationError(_("The upper limit must be above 0."), code="uln")
    high = limit_in(analyte, unit).high
    if uln > high:
        raise ValidationError(
            _("%(number)s is above %(high)s %(unit)s."),
            code="limit",
            params={"number": written(uln), "high": written(high), "unit": unit_text(unit)},
        )
    return with_decimals(uln, DECIMALS)


def limit_in(analyte: str, unit: str) -> Limit:
    """The analyte's limit in one of its units, rounded down to what can be stored."""
    limit, factor = ANALYTES[analyte].limit, ANALYTES[analyte].factors[unit]
    high = (limit.high / factor).quantize(Decimal(1).scaleb(-DECIMALS), ROUND_FLOOR)
    return Limit(limit.low, Decimal(plain(high) or 0), unit, DECIMALS)


def canonical(typed: LabValue) -> tuple[Decimal, Decimal | None]:
    """Value and upper limit of normal in the analyte's canonical unit, exact."""
    uln = None if typed.uln is None else to_canonical(typed.analyte, typed.uln, typed.unit)
    return to_canonical(typed.analyte, typed.value, typed.unit), uln
