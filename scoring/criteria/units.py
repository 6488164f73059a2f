"""Units of laboratory values, converted exactly to the canonical one.

Source: UCUM; 1 ukat = 60 U exactly. Canonical units and what else is accepted are listed in
docs/criteria.md, section "Laboratory".
"""

from dataclasses import dataclass
from decimal import Decimal

from scoring.criteria import limits
from scoring.criteria.exact import times
from scoring.criteria.limits import Limit


@dataclass(frozen=True)
class Analyte:
    """How an analyte is measured: its limits in the canonical unit, and factors to that unit."""

    limit: Limit
    factors: dict[str, Decimal]

    @property
    def unit(self) -> str:
        """The canonical unit (UCUM).

        >>> ANALYTES["ferritin"].unit
        'ug/L'
        """
        return self.limit.unit


_ACTIVITY = {"U/L": Decimal(1), "ukat/L": Decimal(60)}
_TROPONIN = {
    "ng/L": Decimal(1),
    "pg/mL": Decimal(1),
    "ng/mL": Decimal(1000),
    "ug/L": Decimal(1000),
}

ANALYTES: dict[str, Analyte] = {
    "ck": Analyte(limits.CK, _ACTIVITY),
    "aldolase": Analyte(limits.ALDOLASE, _ACTIVITY),
    "ldh": Analyte(limits.LDH, _ACTIVITY),
    "ast": Analyte(limits.TRANSAMINASE, _ACTIVITY),
    "alt": Analyte(limits.TRANSAMINASE, _ACTIVITY),
    "crp": Analyte(limits.CRP, {"mg/L": Decimal(1), "mg/dL": Decimal(10)}),
    "ferritin": Analyte(limits.FERRITIN, {"ug/L": Decimal(1), "ng/mL": Decimal(1)}),
    "troponin_t_hs": Analyte(limits.TROPONIN, _TROPONIN),
    "troponin_t": Analyte(limits.TROPONIN, _TROPONIN),
}


def to_canonical(analyte: str, value: Decimal, unit: str) -> Decimal:
    """The value in the analyte's canonical unit, exact. Raises KeyError for what is not known.

    `analyte`: a key of ANALYTES; `unit`: as UCUM writes it, capitals and small letters apart.

    >>> to_canonical("crp", Decimal("1.2"), "mg/dL")
    Decimal('12.0')
    >>> to_canonical("ck", Decimal("2.5"), "ukat/L")
    Decimal('150.0')
    """
    return times(value, ANALYTES[analyte].factors[unit])
