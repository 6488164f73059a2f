"""The visit as it is typed. A field left empty was not assessed: None, never 0."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic import refusals
from clinic.registry.days import refuse_impossible
from clinic.registry.fields import Choice, Day, FormToken, Number, Reason, Text, YesNo, renew_token
from clinic.registry.models import Patient
from clinic.registry.numbers import in_limit, written
from clinic.visits.lab_forms import LabRowForm
from clinic.visits.laboratory import LabValue
from clinic.visits.models import LabResult, Relapse, Visit
from clinic.visits.vocabulary import MUSCLE_LIMITS, Analyte, MuscleInstrument, Organ
from scoring.criteria import limits

LONGEST_NOTE = 4000
GLOBALS = ("physician_global_cm", "patient_global_cm", "extramuscular_global_cm")
FINDINGS = (
    *GLOBALS,
    "muscle_strength",
    "muscle_instrument",
    "haq",
    "has_fever",
    "has_adverse_event",
    "note",
)

ANSWERS = ("another_visit_on", "day_alone_on", "baseline_on", "haq_kept")


class VisitForm(forms.Form):
    """Findings and, row by row, laboratory values of one visit of one patient."""

    visited_on = Day(label=gettext_lazy("Date of visit"))
    physician_global_cm = Number(limits.GLOBAL_VAS, label=gettext_lazy("Physician"))
    patient_global_cm = Number(limits.GLOBAL_VAS, label=gettext_lazy("Patient"))
    extramuscular_global_cm = Number(limits.GLOBAL_VAS, label=gettext_lazy("Extramuscular"))
    muscle_strength = Number(label=gettext_lazy("Strength"))
    muscle_instrument = Choice(
        MuscleInstrument.choices, label=gettext_lazy("Instrument"), required=False
    )
    haq = Number(limits.HAQ, label="HAQ-DI")
    has_fever = YesNo(
        (gettext_lazy("Yes"), gettext_lazy("No")), label=gettext_lazy("Fever"), required=False
    )
    has_adverse_event = YesNo(
        (gettext_lazy("Yes"), gettext_lazy("No")),
        label=gettext_lazy("Adverse event"),
        required=False,
    )
    note = Text(
        label=gettext_lazy("Note"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea
    )
    form_token = FormToken()
    # Answers, each the day or value it was given for: another one is asked about again.
    another_visit_on = Day(required=False, widget=forms.HiddenInput)
    day_alone_on = Day(required=False, widget=forms.HiddenInput)
    baseline_on = Day(required=False, widget=forms.HiddenInput)
    haq_kept = Number(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        patient: Patient,
        initial: Mapping[str, Any] | None = None,
        laboratory: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """`laboratory`: initial texts and numbers by analyte."""
        super().__init__(data, initial=dict(initial or {}))
        self.patient = patient
        self.rows = {
            analyte: LabRowForm(data, analyte=analyte, initial=(laboratory or {}).get(analyte))
            for analyte in Analyte.values
        }

    def is_valid(self) -> bool:
        return super().is_valid() & all(row.is_valid() for row in self.rows.values())

    def clean_visited_on(self) -> date:
        day: date = self.cleaned_data["visited_on"]
        refuse_impossible(day, self.patient.date_of_birth)
        return day

    def clean(self) -> dict[str, Any]:
        self._clean_strength()
        return self.cleaned_data

    def typed(self) -> tuple[date | None, dict[str, Any], list[LabValue]]:
        """Day, findings and laboratory values that can be used as they stand; the rest is None.

        Of a form that is not valid too: what is refused counts as not assessed.
        """
        self.is_valid()
        findings = {name: self.cleaned_data.get(name) for name in FINDINGS}
        laboratory = [row.typed() for row in self.rows.values() if row.is_valid()]
        return (
            self.cleaned_data.get("visited_on"),
            findings,
            [value for value in laboratory if value],
        )

    @property
    def is_refused(self) -> bool:
        return self.is_bound and not self.is_valid()

    def take_refusal(self, refused: ValidationError) -> None:
        """Show what the service refused at the field that it names."""
        for name, errors in refusals.by_field(refused).items():
            if name in self.rows:
                self.rows[name].add_error("value", errors)
            else:
                self.add_error(name if name in self.fields else None, errors)

    def has_answered(self, name: str) -> bool:
        """Whether the question kept in this field was answered for what is typed now."""
        answered = self.cleaned_data.get(name)
        about = "haq" if name == "haq_kept" else "visited_on"
        return answered is not None and answered == self.cleaned_data.get(about)

    @property
    def answers(self) -> list[tuple[str, Any]]:
        """Those that hold, for the form that comes back."""
        if not self.is_bound:
            return []
        self.is_valid()
        return [(name, self.data[name]) for name in ANSWERS if self.has_answered(name)]

    def begin_anew(self) -> None:
        """What is typed becomes a visit of its own, if it is saved once more."""
        renew_token(self)
        message = _("This page has saved a visit that was withdrawn. Save again to record another.")
        self.add_error(None, message)

    def _clean_strength(self) -> None:
        """A strength lies on the scale of its instrument; without a strength there is none."""
        strength = self.cleaned_data.get("muscle_strength")
        instrument = self.cleaned_data.get("muscle_instrument")
        if strength is None:
            self.cleaned_data["muscle_instrument"] = None
        elif instrument is None:
            if not self.errors.get("muscle_instrument"):
                self.add_error("muscle_instrument", _("Name the instrument."))
        else:
            try:
                limit = MUSCLE_LIMITS[instrument]
                self.cleaned_data["muscle_strength"] = in_limit(strength, limit)
            except ValidationError as refused:
                self.add_error("muscle_strength", refused)


class AmendmentForm(VisitForm):
    """A visit amended: why, and which version of it the person saw."""

    reason = Reason(label=gettext_lazy("Reason for the change"))
    version = forms.IntegerField(widget=forms.HiddenInput)


class RelapseForm(forms.Form):
    """A relapse: the dose of that day is computed, not asked."""

    occurred_on = Day(label=gettext_lazy("Date of relapse"))
    organ = Choice(Organ.choices, label=gettext_lazy("Organ"))
    action = Text(label=gettext_lazy("What was done"), max_length=200, required=False)
    form_token = FormToken()
    # The day and organ for which "another relapse" was answered; others are asked about again.
    another_relapse = Text(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, patient: Patient, **kw: Any):
        super().__init__(data, **kw)
        self.patient = patient

    def clean_occurred_on(self) -> date:
        day: date = self.cleaned_data["occurred_on"]
        refuse_impossible(day, self.patient.date_of_birth)
        return day

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("occurred_on", "organ", "action")}

    def says(self, made: Relapse) -> bool:
        """Whether the relapse that this form has made is what the form still says."""
        is_same = all(getattr(made, name) == value for name, value in self.facts().items())
        return is_same and made.withdrawn_at is None

    def begin_anew(self) -> None:
        """What is typed by now becomes a relapse of its own, if it is saved once more."""
        renew_token(self)
        message = _(
            "This page has saved a relapse already. Save again to record this one beside it."
        )
        self.add_error(None, message)

    @property
    def asked_about(self) -> str:
        """What "another relapse" is answered for."""
        return f"{self.cleaned_data['occurred_on'].isoformat()} {self.cleaned_data['organ']}"

    @property
    def is_another_relapse(self) -> bool:
        return bool(self.cleaned_data.get("another_relapse") == self.asked_about)


def stored_findings(visit: Visit) -> dict[str, Any]:
    """A visit's findings as a form's initial values."""
    return {name: getattr(visit, name) for name in ("visited_on", *FINDINGS)}


def stored_laboratory(results: Iterable[LabResult]) -> dict[str, dict[str, Any]]:
    """Laboratory values as initial values of a form, by analyte."""
    return {
        result.analyte: {
            "value": result_text(result),
            "unit": result.unit,
            "uln": result.uln,
        }
        for result in results
    }


def result_text(result: LabResult) -> str:
    """As the laboratory printed it, without its unit."""
    return f"{result.comparator or ''}{written(result.value)}"
