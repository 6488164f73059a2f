"""Forms of consent."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.registry.fields import Day, Text
from clinic.registry.models import Patient, PatientQuerySet


class ConsentForm(forms.Form):
    patient = forms.ModelChoiceField(
        queryset=Patient.objects.none(),
        to_field_name="uuid",
        label=_("Patient"),
        empty_label=_("Choose a patient"),
    )
    form_version = Text(
        label=_("Version of the form"), max_length=40, help_text=_("As printed on the signed form.")
    )
    signed_on = Day(label=_("Signed on"), initial=timezone.localdate)

    def __init__(self, *args: Any, patients: PatientQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["patient"].queryset = patients  # type: ignore[attr-defined]  # ModelChoiceField


class WithdrawalForm(forms.Form):
    withdrawn_on = Day(
        label=_("Withdrawn on"),
        initial=timezone.localdate,
        help_text=_("From this day on the patient is in no export of the study."),
    )
    reason = Text(
        label=_("Reason"),
        max_length=200,
        help_text=_("Kept in the audit trail. The patient need not give one; then say so."),
    )
