"""A visit or relapse that is recorded holds the date of birth before it."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.registry.models import Patient
from clinic.registry.signals import birth_date_changing


@receiver(birth_date_changing)
def refuse_birth_after_visit(patient: Patient, date_of_birth: date, **kwargs: Any) -> None:
    visit = patient.visits.filter(visited_on__lt=date_of_birth).first()
    relapse = patient.relapses.filter(occurred_on__lt=date_of_birth).first()
    day = visit.visited_on if visit else relapse.occurred_on if relapse else None
    if day:
        message = _("A visit or relapse of %(day)s is before this day.")
        raise ValidationError({"date_of_birth": message % {"day": date_format(day, "DATE_FORMAT")}})
