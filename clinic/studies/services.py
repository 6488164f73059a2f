"""The verbs of permission: consent given and withdrawn, and the pseudonym that goes with it."""

import secrets
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.context import recording
from clinic.registry.models import Patient
from clinic.studies.models import Consent, Pseudonym, Study

# Crockford's base 32: no letter that is taken for another.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PSEUDONYM_CHARACTERS = 20  # 100 bits


def record_consent(
    *, study: Study, patient: Patient, by: User, form_version: str, signed_on: date
) -> Consent:
    """Record a signed consent and draw the patient's pseudonym for this study.

    Raises ValidationError where a current consent exists already.
    """
    with recording(by=by):
        if Consent.objects.filter(study=study, patient=patient, withdrawn_on__isnull=True).exists():
            raise ValidationError(_("This patient's consent to this study is already recorded."))
        consent = Consent(
            study=study, patient=patient, form_version=form_version, signed_on=signed_on
        )
        consent.full_clean()
        consent.save()
        if not Pseudonym.objects.filter(study=study, patient=patient).exists():
            Pseudonym.objects.create(study=study, patient=patient, value=draw_pseudonym())
        return consent


def withdraw_consent(*, consent: Consent, by: User, withdrawn_on: date) -> Consent:
    """End a consent: from that day on the patient is in no export of the study."""
    with recording(by=by):
        consent.withdrawn_on = withdrawn_on
        consent.full_clean()
        consent.save()
        return consent


def draw_pseudonym() -> str:
    """A random name such as 7K3QX-9D2MR-TB0FW-4S8HZ."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(PSEUDONYM_CHARACTERS))
    return "-".join(drawn[i : i + 5] for i in range(0, PSEUDONYM_CHARACTERS, 5))
