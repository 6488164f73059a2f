"""Numbers typed into the calculator: two visits of nobody, scored by the code of stored scores."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from clinic.registry.fields import Choice, Number
from clinic.registry.numbers import in_limit, unit_text
from clinic.visits.lab_forms import LabRowForm
from clinic.visits.rows import LabCells
from clinic.visits.vocabulary import MUSCLE_LIMITS, Analyte, MuscleInstrument
from scoring.criteria import limits
from scoring.criteria.core_set import Case, CoreSet, EnzymeChoice, Ranges
from scoring.criteria.points import ENZYME_RANGES, Population
from scoring.criteria.units import ANALYTES
from scoring.preview import enzymes_typed
from scoring.vocabulary import NoScore

BASELINE, FOLLOWUP = "baseline", "followup"
VISITS = (BASELINE, FOLLOWUP)


class SettingForm(forms.Form):
    """What holds for both visits."""

    population = Choice(
        [
            (Population.ADULT.value, gettext_lazy("Adult")),
            (Population.JUVENILE.value, gettext_lazy("Juvenile")),
        ],
        label=gettext_lazy("Population"),
        initial=Population.ADULT.value,
    )
    instrument = Choice(
        MuscleInstrument.choices,
        label=gettext_lazy("Instrument of muscle strength"),
        initial=MuscleInstrument.MMT8_BOTH_SIDES.value,
    )
    followed = Choice(
        [(name, Analyte(name).label) for name in ENZYME_RANGES],
        blank=gettext_lazy("the most abnormal at baseline"),
        label=gettext_lazy("Enzyme that is followed"),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        is_adult = found.get("population") == Population.ADULT
        if is_adult and found.get("instrument") == MuscleInstrument.CMAS:
            self.add_error("instrument", str(NoScore.CMAS_FOR_AN_ADULT.label))
        return found


class FindingsForm(forms.Form):
    """Findings of one visit, named as in the core set; the strength's scale is chosen elsewhere."""

    physician_global = Number(limits.GLOBAL_VAS, label=gettext_lazy("Physician"))
    patient_global = Number(limits.GLOBAL_VAS, label=gettext_lazy("Patient"))
    extramuscular = Number(limits.GLOBAL_VAS, label=gettext_lazy("Extramuscular"))
    mmt = Number(label=gettext_lazy("Muscle strength"))
    haq = Number(limits.HAQ, label="HAQ-DI")

    def keep_to_scale(self, instrument: str | None) -> None:
        """A strength without its instrument has no scale: it counts as not assessed."""
        strength = self.cleaned_data.get("mmt")
        if strength is None:
            return
        if instrument is None:
            self.cleaned_data["mmt"] = None
            return
        try:
            self.cleaned_data["mmt"] = in_limit(strength, MUSCLE_LIMITS[instrument])
        except ValidationError as refused:
            self.add_error("mmt", refused)


@dataclass(frozen=True)
class Enzyme(LabCells):
    """One enzyme at one visit, as its row prints it."""

    @property
    def units(self) -> list[tuple[str, str, bool]]:
        """Unit, its name, whether it is chosen."""
        chosen = self.unit.value()
        names = ANALYTES[self.form.analyte].factors
        return [(unit, unit_text(unit), unit == chosen) for unit in names]


class Visit:
    """What is typed of one visit."""

    def __init__(self, data: Mapping[str, Any] | None, name: str) -> None:
        self.findings = FindingsForm(data, prefix=name)
        self.enzymes = {
            enzyme: LabRowForm(data, analyte=enzyme, prefix=f"{name}-{enzyme}")
            for enzyme in ENZYME_RANGES
        }

    def read(self, instrument: str | None) -> None:
        for form in (self.findings, *self.enzymes.values()):
            form.is_valid()
        self.findings.keep_to_scale(instrument)

    def core_set(self) -> CoreSet:
        """What can be used as it stands; the rest counts as not assessed."""
        usable = [form.typed() for form in self.enzymes.values() if form.is_valid()]
        values = {name: self.findings.cleaned_data.get(name) for name in Ranges._fields}
        return CoreSet(**values, enzymes=enzymes_typed(value for value in usable if value))

    def refused(self) -> Iterator[str | Promise]:
        """The names of what is typed and cannot be used."""
        yield from (self.findings[name].label for name in self.findings.errors)
        yield from (Analyte(name).label for name, form in self.enzymes.items() if form.errors)

    def fields(self) -> Iterator[BoundField]:
        yield from self.findings
        for form in self.enzymes.values():
            yield from form


class CalculatorForm:
    """The whole page; nothing of it is required, and nothing of it is kept."""

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        self.setting = SettingForm(data)
        self.visits = {name: Visit(data, name) for name in VISITS}
        self.is_bound = data is not None
        if self.is_bound:
            self.setting.is_valid()
            for visit in self.visits.values():
                visit.read(self.setting.cleaned_data.get("instrument"))

    def case(self) -> Case | None:
        """None before anything is sent, and where the population cannot be read."""
        found = self.setting.cleaned_data if self.is_bound else {}
        if not found.get("population"):
            return None
        instrument = found.get("instrument")
        ranges = Ranges(mmt=MUSCLE_LIMITS[instrument].high) if instrument else Ranges()
        return Case(
            Population(found["population"]),
            self.visits[BASELINE].core_set(),
            self.visits[FOLLOWUP].core_set(),
            ranges,
            EnzymeChoice(found.get("followed")),
        )

    def refused(self) -> list[str | Promise]:
        """The names of what is typed and cannot be used, each once."""
        if not self.is_bound:
            return []
        settings = (self.setting[name].label for name in self.setting.errors)
        of_visits = (name for visit in self.visits.values() for name in visit.refused())
        return list(dict.fromkeys([*settings, *of_visits]))

    def fields(self) -> Iterator[tuple[BoundField, bool]]:
        """Every field and whether it is the follow-up's, for the errors that an answer brings."""
        yield from ((field, False) for field in self.setting)
        for name, visit in self.visits.items():
            yield from ((field, name == FOLLOWUP) for field in visit.fields())
