"""What the trail can be narrowed down to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.audit.vocabulary import TABLE_WORDS


class TrailForm(forms.Form):
    """Every part may be left out."""

    person = forms.CharField(label=_("Person"), max_length=150, required=False)
    table = forms.ChoiceField(
        label=_("What"), choices=[("", _("everything")), *TABLE_WORDS.items()], required=False
    )
    patient = forms.CharField(label=_("Patient"), max_length=20, required=False)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
