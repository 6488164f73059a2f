"""Forms of a study and of consent to it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.registry.fields import Day, Reason, Text
from clinic.registry.models import Patient, PatientQuerySet

NEW = "new"  # the address of the form; no study is called so


class StudyForm(forms.Form):
    """A study as its ethics approval names it."""

    title = Text(label=_("Title"), max_length=200)
    slug = forms.SlugField(
        label=_("Short name"),
        max_length=50,
        help_text=_("In addresses; letters, digits and hyphens."),
    )
    approval_number = Text(label=_("Approval number"), max_length=80)
    committee = Text(label=_("Ethics committee"), max_length=200)
    approved_from = Day(label=_("Approved from"), required=False)
    approved_until = Day(label=_("Approved until"), required=False)

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug == NEW:
            raise ValidationError(_("Choose another short name."))
        return slug


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
    reason = Reason(
        label=_("Reason"),
        max_length=200,
        help_text=_(
            "Kept in the audit trail, where auditors read it: name nobody. The patient need not"
            " give one; then say so."
        ),
    )
