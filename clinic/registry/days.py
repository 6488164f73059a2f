"""Which days a finding can have."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _


def refuse_future(day: date) -> None:
    """Raise ValidationError for a day after today at the centre."""
    if day > timezone.localdate():
        raise ValidationError(_("This day is in the future."), code="future")


def refuse_impossible(day: date, date_of_birth: date) -> None:
    """A finding lies between birth and today. Raises ValidationError."""
    refuse_future(day)
    if day < date_of_birth:
        raise ValidationError(_("This day is before the patient's birth."), code="before_birth")
