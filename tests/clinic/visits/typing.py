"""What a person types into the visit form."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils import timezone

from clinic.visits.laboratory import LabValue
from clinic.visits.vocabulary import Analyte
from scoring.criteria.units import ANALYTES

NOTHING = {
    "physician_global_cm": "",
    "patient_global_cm": "",
    "extramuscular_global_cm": "",
    "muscle_strength": "",
    "muscle_instrument": "mmt8_both_sides",
    "haq": "",
    "has_fever": "",
    "has_adverse_event": "",
    "note": "",
}


def typed(visited_on: date | None = None, **entries: str) -> dict[str, str]:
    """A posted form: nothing but the day and these entries; `ck_value` stands for ck-value."""
    rows = {f"{a}-{field}": "" for a in Analyte.values for field in ("value", "uln")}
    units = {f"{analyte}-unit": ANALYTES[analyte].unit for analyte in Analyte.values}
    day = {"visited_on": (visited_on or timezone.localdate()).isoformat()}
    named = {_name(key): value for key, value in entries.items()}
    return NOTHING | rows | units | day | named


def _name(key: str) -> str:
    stem, _, field = key.rpartition("_")
    return f"{stem}-{field}" if stem in Analyte.values else key


def ck(value: str = "620", uln: str | None = "190") -> LabValue:
    return LabValue("ck", Decimal(value), "U/L", None if uln is None else Decimal(uln))


def by_analyte(values: Iterable[LabValue]) -> dict[str, LabValue]:
    return {value.analyte: value for value in values}
