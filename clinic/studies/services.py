"""The verbs of permission: consent given and withdrawn, and the pseudonym that goes with it."""

import secrets
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.context import correcting, recording
from clinic.refusals import at_field
from clinic.registry.days import refuse_future, refuse_impossible
from clinic.registry.models import Patient
from clinic.saving import save
from clinic.studies.models import Consent, ConsentQuerySet, Pseudonym, Study

# Crockford's base 32: no letter that is taken for another.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PSEUDONYM_CHARACTERS = 20  # 100 bits


def add_study(*, by: User, **facts: Any) -> Study:
    """Add a study with its ethics approval. Raises ValidationError where a value is refused."""
    with recording(by=by):
        return save(Study(**facts))


def record_consent(
    *, study: Study, patient: Patient, by: User, form_version: str, signed_on: date
) -> Consent:
    """Record a signed consent and draw the patient's pseudonym for this study.

    Raises ValidationError where a current consent exists already, the day cannot be, or the
    form was signed before a withdrawal or on its day.
    """
    with recording(by=by):
        patient = Patient.objects.select_for_update().get(pk=patient.pk)
        with at_field("signed_on"):
            refuse_impossible(signed_on, patient.date_of_birth)
        earlier = Consent.objects.filter(study=study, patient=patient)
        _refuse_second_consent(earlier)
        _refuse_signed_before_withdrawal(earlier, signed_on)
        consent = save(
            Consent(study=study, patient=patient, form_version=form_version, signed_on=signed_on)
        )
        if not Pseudonym.objects.filter(study=study, patient=patient).exists():
            Pseudonym.objects.create(study=study, patient=patient, value=draw_pseudonym())
        return consent


def withdraw_consent(*, consent: Consent, by: User, withdrawn_on: date, reason: str) -> Consent:
    """End a consent: from that day on the patient is in no export of the study.

    Raises ValidationError where it is withdrawn already or the day cannot be.
    """
    with correcting(by=by, reason=reason):
        consent = Consent.objects.select_for_update().get(pk=consent.pk)
        if consent.withdrawn_on is not None:
            raise ValidationError(_("This consent is withdrawn already."))
        with at_field("withdrawn_on"):
            _refuse_withdrawal_on(withdrawn_on, consent.signed_on)
        consent.withdrawn_on = withdrawn_on
        return save(consent)


def draw_pseudonym() -> str:
    """A random name such as 7K3QX-9D2MR-TB0FW-4S8HZ."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(PSEUDONYM_CHARACTERS))
    return "-".join(drawn[i : i + 5] for i in range(0, PSEUDONYM_CHARACTERS, 5))


def _refuse_second_consent(earlier: ConsentQuerySet) -> None:
    if earlier.filter(withdrawn_on__isnull=True).exists():
        message = _("This patient's consent to this study is already recorded.")
        raise ValidationError({"patient": message})


def _refuse_signed_before_withdrawal(earlier: ConsentQuerySet, signed_on: date) -> None:
    """On one day the withdrawal wins: two dates cannot say which paper came first."""
    withdrawn_on = earlier.aggregate(latest=Max("withdrawn_on"))["latest"]
    if withdrawn_on and signed_on <= withdrawn_on:
        message = _("This patient withdrew on %(day)s. Only a form signed after that day counts.")
        raise ValidationError({"signed_on": message % {"day": date_format(withdrawn_on)}})


def _refuse_withdrawal_on(day: date, signed_on: date) -> None:
    refuse_future(day)
    if day < signed_on:
        raise ValidationError(
            _("This day is before %(earliest)s.") % {"earliest": date_format(signed_on)}
        )
