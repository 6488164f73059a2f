"""Doses: what is allowed, and how they are written."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clinic.registry.models import DosePeriod
from clinic.registry.numbers import in_limit, limit_text, unit_text, with_decimals, written
from clinic.registry.vocabulary import Drug
from scoring.criteria import glucocorticoid, limits, terms
from scoring.criteria.limits import Limit

DECIMALS = 2  # of a dose as stored
DAYS_A_WEEK = 7
ANY_DRUG = Limit(Decimal(0), Decimal(10000), "mg", DECIMALS)


@dataclass(frozen=True)
class DrugLimit:
    """A limit of the mean dose over so many days."""

    limit: Limit
    per_days: int


DRUG_LIMITS: Mapping[str, DrugLimit] = {
    Drug.ANAKINRA: DrugLimit(limits.ANAKINRA, 1),
    Drug.METHOTREXATE: DrugLimit(limits.METHOTREXATE, DAYS_A_WEEK),
}


def usable_dose(drug: str, dose_mg: Decimal, every_days: int) -> Decimal:
    """The dose as it is stored. Raises ValidationError naming the limit it breaks."""
    dose_mg = with_decimals(in_limit(dose_mg, ANY_DRUG), DECIMALS)
    if drug in DRUG_LIMITS:
        _refuse_mean(dose_mg * DRUG_LIMITS[drug].per_days / every_days, DRUG_LIMITS[drug].limit)
    prednisone = glucocorticoid.prednisone_mg_per_day(terms.Drug(drug), dose_mg, every_days)
    if prednisone is not None:
        _refuse_mean(prednisone, limits.PREDNISONE_EQUIVALENT)
    return dose_mg


def _refuse_mean(mean: Decimal, limit: Limit) -> None:
    """The mean of an interval may have any number of decimals."""
    if mean > limit.high:
        raise ValidationError(
            _("%(mean)s %(unit)s is outside %(limit)s."),
            code="limit",
            params={
                "mean": written(round(mean, 2)),
                "unit": unit_text(limit.unit),
                "limit": limit_text(limit),
            },
        )


def dose_text(dose: DosePeriod) -> str:
    """As it is prescribed: "100 mg a day", "20 mg a week"."""
    mg = written(dose.dose_mg)
    if dose.every_days == 1:
        return _("%(mg)s mg a day") % {"mg": mg}
    if dose.every_days == DAYS_A_WEEK:
        return _("%(mg)s mg a week") % {"mg": mg}
    if dose.every_days == 2:
        return _("%(mg)s mg every other day") % {"mg": mg}
    return _("%(mg)s mg every %(days)s days") % {"mg": mg, "days": dose.every_days}
