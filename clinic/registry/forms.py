"""Registration and correction of a patient: who it is, and what the disease has shown."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic import refusals
from clinic.accounts.models import Centre
from clinic.registry.conflict import Difference, differences, fingerprint
from clinic.registry.days import refuse_impossible
from clinic.registry.fields import BirthDate, Choice, Day, Reason, Text, YesNo
from clinic.registry.models import Patient, plain_code
from clinic.registry.registered import IDENTITY, REGISTRY, differing_findings
from clinic.registry.selectors import is_code_taken
from clinic.registry.services import PatientFacts, code_taken_text
from clinic.registry.vocabulary import Antibody, AntibodyMethod, Manifestation, Sex

SPARE_ROWS = 1  # empty antibody rows beside those filled in
MOST_ROWS = 20


class PatientForm(forms.Form):
    """Identity and the facts that every score and inclusion rest on."""

    family_name = Text(
        label=gettext_lazy("Family name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    given_name = Text(label=gettext_lazy("Given name"), max_length=200)
    hospital_number = Text(label=gettext_lazy("Hospital number"), max_length=40, required=False)
    tax_code = Text(label=gettext_lazy("Tax code"), max_length=40, required=False)
    code = Text(
        label=gettext_lazy("Registry code"),
        max_length=20,
        validators=[plain_code],
        help_text=gettext_lazy("The next free one; clinical pages show only this."),
    )
    date_of_birth = BirthDate(label=gettext_lazy("Date of birth"))
    sex = Choice(Sex.choices, label=gettext_lazy("Sex"))
    centre = forms.ModelChoiceField(
        Centre.objects.none(), label=gettext_lazy("Centre"), empty_label=None
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        centres: Iterable[int] = (),
        initial: Mapping[str, Any] | None = None,
        corrects: Patient | None = None,
    ) -> None:
        """`centres`: ids of those to choose from; the field is left out where there is one."""
        super().__init__(data, initial=dict(initial or {}))
        self.corrects = corrects
        self.only_centre: Centre | None = None
        choices = list(Centre.objects.filter(pk__in=centres).order_by("name"))
        if len(choices) > 1:
            centre = self.fields["centre"]
            assert isinstance(centre, forms.ModelChoiceField)
            centre.queryset = Centre.objects.filter(pk__in=centres).order_by("name")
        else:
            del self.fields["centre"]
            self.only_centre = choices[0] if choices else None

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if is_code_taken(code, other_than=self.corrects):
            raise ValidationError(code_taken_text(code))
        return code

    @property
    def centre_chosen(self) -> Centre:
        centre: Centre | None = self.cleaned_data.get("centre") or self.only_centre
        assert centre is not None  # whoever registers does so at a centre
        return centre

    @property
    def identity(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in IDENTITY}


class AntibodyForm(forms.Form):
    """One row: all of it, or nothing."""

    antibody = Choice(Antibody.choices, label=gettext_lazy("Antibody"), required=False)
    is_positive = YesNo(
        (gettext_lazy("positive"), gettext_lazy("negative")),
        label=gettext_lazy("Result"),
        required=False,
    )
    method = Choice(AntibodyMethod.choices, label=gettext_lazy("Method"), required=False)
    tested_on = Day(label=gettext_lazy("Tested on"), required=False)

    def clean(self) -> dict[str, Any]:
        row = self.cleaned_data
        is_empty = all(row.get(name) is None for name in self.fields)
        if not is_empty and row.get("antibody") is None and "antibody" not in self.errors:
            self.add_error("antibody", _("Which antibody?"))
        if not is_empty and row.get("is_positive") is None and "is_positive" not in self.errors:
            self.add_error("is_positive", _("Positive or negative?"))
        return row


if TYPE_CHECKING:
    _AntibodyRowsBase = forms.BaseFormSet[AntibodyForm]
else:  # not generic at run time
    _AntibodyRowsBase = forms.BaseFormSet


class AntibodyRows(_AntibodyRowsBase):
    """Rows of antibody tests; those left empty do not count."""

    def results(self) -> list[dict[str, Any]]:
        """The rows that are complete so far."""
        rows = (form.cleaned_data for form in self.forms if form.is_valid())
        return [row for row in rows if row.get("antibody")]

    def refuse_impossible_days(self, born: date) -> bool:
        """Whether every day lies between birth and today; a message stands where one does not."""
        days = [_day_is_possible(form, "tested_on", born) for form in self.forms]
        return all(days)


AntibodyFormSet = cast(
    "type[AntibodyRows]",
    forms.formset_factory(
        AntibodyForm, AntibodyRows, extra=SPARE_ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    ),
)


class ManifestationsForm(forms.Form):
    """A checkbox for each manifestation, and since when."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in Manifestation:
            self.fields[kind.value] = forms.BooleanField(label=kind.label, required=False)
            self.fields[_since(kind)] = Day(label=gettext_lazy("since"), required=False)

    def clean(self) -> dict[str, Any]:
        for kind in Manifestation:
            if self.cleaned_data.get(_since(kind)) and not self.cleaned_data.get(kind.value):
                self.add_error(_since(kind), _("Tick the manifestation, or clear its date."))
        return self.cleaned_data

    def present(self) -> list[dict[str, Any]]:
        found = self.cleaned_data
        return [
            {"kind": kind.value, "since": found.get(_since(kind))}
            for kind in Manifestation
            if found.get(kind.value)
        ]

    def refuse_impossible_days(self, born: date) -> bool:
        days = [_day_is_possible(self, _since(kind), born) for kind in Manifestation]
        return all(days)

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Checkbox and date, for the template."""
        return [(self[kind.value], self[_since(kind)]) for kind in Manifestation]


class ReasonForm(forms.Form):
    """Why something registered is corrected, and on which facts the page was opened."""

    reason = Reason(label=gettext_lazy("Reason for the correction"))
    opened_on = forms.CharField(widget=forms.HiddenInput)  # a fingerprint, no day


class Registration:
    """The forms of one page, answered together."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        centres: Iterable[int] = (),
        initial: Mapping[str, Any] | None = None,
        antibodies: list[dict[str, Any]] | None = None,
        manifestations: Mapping[str, Any] | None = None,
        corrects: Patient | None = None,
        opened_on: str = "",
    ) -> None:
        self.patient = PatientForm(data, centres=centres, initial=initial, corrects=corrects)
        self.antibodies = AntibodyFormSet(data, initial=antibodies, prefix="antibodies")
        self.manifestations = ManifestationsForm(data, initial=dict(manifestations or {}))
        self.reason = ReasonForm(data, initial={"opened_on": opened_on}) if corrects else None
        self.is_bound = data is not None

    def is_valid(self) -> bool:
        """All of it is looked at, so that everything refused is shown at once."""
        parts = [self.patient, self.antibodies, self.manifestations, self.reason]
        answers = [part.is_valid() for part in parts if part is not None]
        born = self.patient.cleaned_data.get("date_of_birth")
        if born:
            answers.append(self.antibodies.refuse_impossible_days(born))
            answers.append(self.manifestations.refuse_impossible_days(born))
        return all(answers)

    @property
    def is_refused(self) -> bool:
        return self.is_bound and bool(self.errors)

    @property
    def errors(self) -> list[Any]:
        parts = [self.patient, self.manifestations, self.reason, *self.antibodies.forms]
        return [part.errors for part in parts if part is not None and part.errors]

    def facts(self) -> PatientFacts:
        found = self.patient.cleaned_data
        return PatientFacts(
            code=found["code"],
            date_of_birth=found["date_of_birth"],
            sex=found["sex"],
            antibodies=self.antibodies.results(),
            manifestations=self.manifestations.present(),
        )

    def differences(self, saved: Mapping[str, Any]) -> list[Difference]:
        """Where what is `registered` by now is not what was typed."""
        typed = {
            "antibodies": self.antibodies.results(),
            "manifestations": self.manifestations.present(),
        }
        return [*differences(self.patient, saved), *differing_findings(saved, typed)]

    def take_refusal(self, refused: ValidationError) -> None:
        """Show what the service refused at the field that it names."""
        for name, errors in refusals.by_field(refused).items():
            form = self.reason if self.reason and name in self.reason.fields else self.patient
            form.add_error(name if name in form.fields else None, errors)


def stored_registration(saved: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of a Registration that shows what is `registered`."""
    manifestations: dict[str, Any] = {}
    for finding in saved["manifestations"]:
        kind = Manifestation(finding["kind"])
        manifestations |= {kind.value: True, _since(kind): finding["since"]}
    return {
        "initial": {name: saved[name] for name in IDENTITY + REGISTRY},
        "antibodies": saved["antibodies"],
        "manifestations": manifestations,
        "opened_on": fingerprint(saved),
    }


def _since(kind: Manifestation) -> str:
    return f"{kind.value}_since"


def _day_is_possible(form: forms.Form, name: str, born: date) -> bool:
    day = form.cleaned_data.get(name)
    if day is None:
        return True
    with refusals.shown_at(form), refusals.at_field(name):
        refuse_impossible(day, born)
        return True
    return False
