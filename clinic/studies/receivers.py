"""A consent that is recorded holds the date of birth before it."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.registry.models import Patient
from clinic.registry.signals import birth_date_changing
from clinic.studies.models import Consent


@receiver(birth_date_changing)
def refuse_birth_after_consent(patient: Patient, date_of_birth: date, **kwargs: Any) -> None:
    consent = Consent.objects.filter(patient=patient, signed_on__lt=date_of_birth).first()
    if consent:
        day = date_format(consent.signed_on, "DATE_FORMAT")
        message = _("A consent of %(day)s is before this day.") % {"day": day}
        raise ValidationError({"date_of_birth": message})
