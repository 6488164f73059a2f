"""The visit form as its template prints it: each field beside what was found last time.

Rendering a widget costs more than a whole row of the template's own, and a form of forty fields
is opened with the patient in the room; so the template writes the inputs itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.forms import BoundField

from clinic.registry.numbers import unit_text, written
from clinic.visits.conflict import Newer
from clinic.visits.forms import GLOBALS, VisitForm, result_text
from clinic.visits.lab_forms import LabRowForm
from clinic.visits.models import LabResult
from clinic.visits.selectors import History, LastValue
from clinic.visits.sparkline import Sparkline, sparkline
from clinic.visits.vocabulary import Analyte, MuscleInstrument
from scoring.criteria.exact import plain
from scoring.criteria.points import ENZYME_RANGES
from scoring.criteria.units import ANALYTES

DEFAULT_INSTRUMENT = MuscleInstrument.MMT8_BOTH_SIDES


@dataclass(frozen=True)
class FieldRow:
    """One field: its bound value, the last one known, and what somebody saved meanwhile."""

    field: BoundField
    last: LastValue | None = None
    newer: Newer | None = None
    takes_focus: bool = False
    same: str | None = None  # the instrument of `last`

    @cached_property
    def text(self) -> str:
        value = self.field.value()
        return "" if value is None else str(value)

    @property
    def last_text(self) -> str:
        return written(self.last.value) if self.last else ""

    @property
    def last_plain(self) -> str:
        """For the script: always with a point."""
        return (plain(self.last.value) or "") if self.last else ""


@dataclass(frozen=True)
class LabCells:
    """What is typed of one analyte: value, unit and limit."""

    form: LabRowForm

    @property
    def value(self) -> BoundField:
        return self.form["value"]

    @property
    def unit(self) -> BoundField:
        return self.form["unit"]

    @property
    def uln(self) -> BoundField:
        return self.form["uln"]


@dataclass(frozen=True)
class LabRow(LabCells):
    """One analyte's cells, the last result, and the line since the start."""

    last: LabResult | None
    last_on: date | None
    limit: tuple[LabResult, date] | None  # the last one that is known, and when
    line: Sparkline | None
    newer: Newer | None = None

    @property
    def analyte(self) -> Analyte:
        return Analyte(self.form.analyte)

    @property
    def is_filled(self) -> bool:
        return bool(self.value_text or self.form.errors)

    @property
    def is_enzyme(self) -> bool:
        return self.form.analyte in ENZYME_RANGES

    @property
    def last_text(self) -> str:
        return result_text(self.last) if self.last else ""

    @property
    def last_plain(self) -> str:
        """In the canonical unit, for the script."""
        return (plain(self.last.canonical_value) or "") if self.last else ""

    @property
    def units(self) -> list[tuple[str, str, str, bool]]:
        """Unit, its name, its factor to the canonical unit, whether it is chosen."""
        chosen = self.unit.value()
        return [
            (unit, unit_text(unit), plain(factor) or "", unit == chosen)
            for unit, factor in ANALYTES[self.form.analyte].factors.items()
        ]

    @property
    def is_limit_from_last(self) -> bool:
        """Whether the upper limit stands there only because an earlier visit had it."""
        is_own = bool(self.form.initial.get("value"))
        return not is_own and bool(self.limit_text) and self.limit_text == self.last_limit_text

    @property
    def last_limit_text(self) -> str:
        return written(self.limit[0].uln) if self.limit else ""

    @cached_property
    def value_text(self) -> str:
        return str(self.value.value() or "")

    @cached_property
    def limit_text(self) -> str:
        return str(self.uln.value() or "")


def global_rows(form: VisitForm, past: History, newer: Mapping[str, Newer]) -> list[FieldRow]:
    """The first one takes the focus, unless something was refused."""
    return [
        FieldRow(
            form[name],
            past.last(name),
            newer.get(name),
            takes_focus=name == GLOBALS[0] and not form.is_bound,
        )
        for name in GLOBALS
    ]


def plain_row(form: VisitForm, name: str, newer: Mapping[str, Newer]) -> FieldRow:
    return FieldRow(form[name], newer=newer.get(name))


def strength_row(form: VisitForm, past: History, newer: Mapping[str, Newer]) -> FieldRow:
    """The last strength on the instrument that is chosen now."""
    instrument = form["muscle_instrument"].value()
    last = past.last("muscle_strength", muscle_instrument=instrument)
    return FieldRow(form["muscle_strength"], last, newer.get("muscle_strength"), same=instrument)


def lab_rows(
    form: VisitForm, past: History, *, since: date | None, newer: Mapping[str, Newer]
) -> list[LabRow]:
    return [
        _lab_row(row_form, past, since, newer.get(analyte))
        for analyte, row_form in form.rows.items()
    ]


def _lab_row(form: LabRowForm, past: History, since: date | None, newer: Newer | None) -> LabRow:
    last, last_on = past.last_result(form.analyte) or (None, None)
    known = past.last_limit(form.analyte)
    drawn = [
        (day, result) for day, result in past.results(form.analyte) if since is None or day >= since
    ]
    line = None
    if drawn and last:
        limit = known[0].canonical_uln if known else None
        line = sparkline(
            [(day, float(result.canonical_value)) for day, result in drawn],
            None if limit is None else float(limit),
            first=drawn[0][0],
            last=past.until,
        )
    return LabRow(form, last, last_on, known, line, newer)


def prefilled_laboratory(
    past: History, own: Mapping[str, Mapping[str, Any]]
) -> dict[str, Mapping[str, Any]]:
    """The visit's own results, and for the rest the last unit and limit that are known."""
    return {analyte: own.get(analyte) or _unit_and_limit(past, analyte) for analyte in Analyte}


def _unit_and_limit(past: History, analyte: str) -> dict[str, Any]:
    last, known = past.last_result(analyte), past.last_limit(analyte)
    unit = last[0].unit if last else ANALYTES[analyte].unit
    return {"unit": unit, "uln": known[0].uln if known else None}


def likely_instrument(past: History) -> str:
    """The instrument of the last visit that had one: a score needs the same one throughout."""
    for visit in reversed(past.visits):
        if visit.muscle_instrument:
            return visit.muscle_instrument
    return DEFAULT_INSTRUMENT
