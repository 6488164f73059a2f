"""What is saved of a visit beside what is typed: somebody amended it meanwhile, or it was found
to be the same visit only after everything was typed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from clinic.registry.numbers import unit_text, written
from clinic.visits.forms import FINDINGS, VisitForm, result_text
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


def typed_over(visit: Visit, entries: Mapping[str, str]) -> dict[str, str]:
    """What is typed over the visit's own values, as the form sends it: an empty field takes
    nothing away, and a note is added to the one that is there.
    """
    saved = _as_sent(visit)
    over = {name: text for name, text in entries.items() if name in saved and text.strip()}
    if not over.get("muscle_strength"):
        over.pop("muscle_instrument", None)
    for analyte in Analyte.values:
        if f"{analyte}-value" not in over:  # its unit and limit stood there unasked
            over = {k: v for k, v in over.items() if not k.startswith(f"{analyte}-")}
        else:
            over[f"{analyte}-uln"] = entries.get(f"{analyte}-uln", "")
    if visit.note and over.get("note", visit.note) != visit.note:
        over["note"] = f"{visit.note}\n{over['note']}"
    return saved | over


def _as_sent(visit: Visit) -> dict[str, str]:
    """A saved visit as an untouched amendment would send it."""
    names = ("visited_on", *FINDINGS)
    sent = {name: _input_text(getattr(visit, name)) for name in names}
    results = {result.analyte: result for result in visit.laboratory.all()}
    for analyte in Analyte.values:
        empty = {f"{analyte}-{field}": "" for field in ("value", "unit", "uln")}
        sent |= empty | _newer_result(analyte, results.get(analyte)).inputs
    return sent | {"version": str(visit.version)}


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
