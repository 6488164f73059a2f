"""What the trail can be narrowed down to."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.audit.vocabulary import TABLE_WORDS

# No installation is older.
FIRST_DAY = date(2000, 1, 1)


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

    def clean_day(self) -> date | None:
        """The ends of the calendar have no instants on either side to search between."""
        day: date | None = self.cleaned_data["day"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This day is in the future."))
        if day and day < FIRST_DAY:
            raise ValidationError(_("The trail begins after this day."))
        return day
