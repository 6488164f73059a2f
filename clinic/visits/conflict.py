"""Two people amended one visit: what the other one saved, beside what this one typed."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from clinic.registry.numbers import unit_text, written
from clinic.visits.forms import VisitForm, result_text
from clinic.visits.laboratory import LabValue
from clinic.visits.models import LabResult, Visit
from clinic.visits.vocabulary import Analyte, MuscleInstrument


@dataclass(frozen=True)
class Newer:
    """A value saved meanwhile: as words, and as what the inputs would hold."""

    text: str
    inputs: dict[str, str]

    @property
    def json(self) -> str:
        return json.dumps(self.inputs)


def newer_values(form: VisitForm, saved: Visit) -> dict[str, Newer]:
    """By field or analyte, where what is saved by now differs from what is typed."""
    day, findings, laboratory = form.typed()
    newer = {
        name: _newer_field(name, getattr(saved, name))
        for name, value in (findings | {"visited_on": day}).items()
        if getattr(saved, name) != value
    }
    results = {result.analyte: result for result in saved.laboratory.all()}
    mine = {value.analyte: value for value in laboratory}
    for analyte in Analyte.values:
        result = results.get(analyte)
        if _key(result) != _key(mine.get(analyte)):
            newer[analyte] = _newer_result(analyte, result)
    return newer


def _newer_field(name: str, value: Any) -> Newer:
    text = _input_text(value)
    words = text or _("not assessed")
    if isinstance(value, bool):
        words = _("yes") if value else _("no")
    elif name == "muscle_instrument" and value:
        words = str(MuscleInstrument(value).label)
    return Newer(words, {name: text})


def _newer_result(analyte: str, result: LabResult | None) -> Newer:
    value, unit, uln = f"{analyte}-value", f"{analyte}-unit", f"{analyte}-uln"
    if result is None:
        return Newer(_("not assessed"), {value: ""})
    words = f"{result_text(result)} {unit_text(result.unit)}"
    if result.uln is not None:
        limit = written(result.uln)
        words = _("%(value)s, upper limit %(limit)s") % {"value": words, "limit": limit}
    inputs = {value: result_text(result), unit: result.unit, uln: written(result.uln)}
    return Newer(words, inputs)


def _input_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return written(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _key(value: LabResult | LabValue | None) -> tuple[Any, ...] | None:
    return (value.comparator, value.value, value.unit, value.uln) if value else None
