"""Consent and its withdrawal: what is refused, and what they leave behind."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.accounts.models import User
from clinic.audit.models import AuditEvent
from clinic.registry.models import Patient
from clinic.registry.services import correct_patient
from clinic.studies.models import Consent, Pseudonym, Study
from clinic.studies.services import (
    ALPHABET,
    add_study,
    draw_pseudonym,
    withdraw_consent,
)
from tests.consenting import SIGNED_ON, consent


def test_a_second_current_consent_is_refused(ada: Patient, study: Study, rossi: User) -> None:
    consent(ada, study, rossi)
    with pytest.raises(ValidationError):
        consent(ada, study, rossi)
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.create(study=study, patient=ada, form_version="1", signed_on=SIGNED_ON)


@pytest.mark.parametrize("signed_on", [date(1970, 4, 30), timezone.localdate() + timedelta(days=1)])
def test_a_consent_is_signed_between_birth_and_today(
    ada: Patient, study: Study, rossi: User, signed_on: date
) -> None:
    with pytest.raises(ValidationError) as refused:
        consent(ada, study, rossi, signed_on)
    assert set(refused.value.message_dict) == {"signed_on"}
    assert not Pseudonym.objects.exists()


def test_nobody_is_born_after_a_consent_of_hers(ada: Patient, study: Study, rossi: User) -> None:
    given = consent(ada, study, rossi)
    withdraw_consent(consent=given, by=rossi, withdrawn_on=SIGNED_ON, reason="asked")
    later = SIGNED_ON + timedelta(days=1)
    with pytest.raises(ValidationError) as refused:
        correct_patient(patient=ada, by=rossi, reason="Slip", date_of_birth=later)
    assert list(refused.value.message_dict) == ["date_of_birth"]
    on_the_day = correct_patient(patient=ada, by=rossi, reason="Slip", date_of_birth=SIGNED_ON)
    assert on_the_day.date_of_birth == SIGNED_ON


@pytest.mark.parametrize(
    "withdrawn_on", [SIGNED_ON - timedelta(days=1), timezone.localdate() + timedelta(days=1)]
)
def test_a_consent_is_withdrawn_between_its_signing_and_today(
    ada: Patient, study: Study, rossi: User, withdrawn_on: date
) -> None:
    given = consent(ada, study, rossi)
    with pytest.raises(ValidationError):
        withdraw_consent(consent=given, by=rossi, withdrawn_on=withdrawn_on, reason="asked")
    given.refresh_from_db()
    assert given.withdrawn_on is None


def test_a_withdrawn_consent_is_not_withdrawn_again(
    ada: Patient, study: Study, rossi: User
) -> None:
    given = consent(ada, study, rossi)
    withdraw_consent(consent=given, by=rossi, withdrawn_on=SIGNED_ON, reason="asked")
    with pytest.raises(ValidationError):
        withdraw_consent(consent=given, by=rossi, withdrawn_on=timezone.localdate(), reason="again")


def test_a_study_without_an_approval_number_is_refused(rossi: User) -> None:
    with pytest.raises(ValidationError):
        add_study(by=rossi, slug="s", title="S", approval_number="", committee="C")
    with pytest.raises(IntegrityError), transaction.atomic():
        Study.objects.create(slug="s", title="S", approval_number="", committee="C")


def test_a_consent_is_current_until_the_day_before_its_withdrawal(
    ada: Patient, study: Study, rossi: User
) -> None:
    given = consent(ada, study, rossi)
    withdrawn_on = SIGNED_ON + timedelta(days=10)
    withdraw_consent(consent=given, by=rossi, withdrawn_on=withdrawn_on, reason="asked")
    current = {
        offset: Consent.objects.current_on(SIGNED_ON + timedelta(days=offset)).exists()
        for offset in (-1, 0, 9, 10, 11)
    }
    assert current == {-1: False, 0: True, 9: True, 10: False, 11: False}


def test_the_reason_of_a_withdrawal_stands_in_the_trail(
    ada: Patient, study: Study, rossi: User
) -> None:
    given = consent(ada, study, rossi)
    withdraw_consent(consent=given, by=rossi, withdrawn_on=SIGNED_ON, reason="moved away")
    event = AuditEvent.objects.get(table="studies_consent", operation="update")
    assert (event.actor, event.reason) == ("rossi", "moved away")
    assert event.new == {"withdrawn_on": SIGNED_ON.isoformat()}


def test_who_consents_again_keeps_the_pseudonym(ada: Patient, study: Study, rossi: User) -> None:
    first = consent(ada, study, rossi)
    pseudonym = Pseudonym.objects.get(patient=ada).value
    withdraw_consent(consent=first, by=rossi, withdrawn_on=SIGNED_ON, reason="asked")
    consent(ada, study, rossi, SIGNED_ON + timedelta(days=1))
    assert Pseudonym.objects.get(patient=ada).value == pseudonym


def test_another_study_draws_another_pseudonym(ada: Patient, study: Study, rossi: User) -> None:
    other = add_study(by=rossi, slug="other", title="Other", approval_number="1", committee="C")
    consent(ada, study, rossi)
    consent(ada, other, rossi)
    assert len(set(Pseudonym.objects.values_list("value", flat=True))) == 2


def test_a_pseudonym_is_drawn_and_not_derived() -> None:
    drawn = {draw_pseudonym() for _ in range(200)}
    assert len(drawn) == 200
    assert set("".join(drawn)) - {"-"} == set(ALPHABET)


@pytest.mark.parametrize(
    ("approved_from", "approved_until", "is_approved"),
    [
        (None, None, True),
        (date(2026, 3, 1), None, True),
        (date(2026, 3, 2), None, False),
        (None, date(2026, 3, 1), True),
        (None, date(2026, 2, 28), False),
        (date(2026, 1, 1), date(2026, 12, 31), True),
    ],
)
def test_an_approval_covers_both_its_days_and_is_open_where_none_is_stated(
    approved_from: date | None, approved_until: date | None, is_approved: bool
) -> None:
    study = Study(approved_from=approved_from, approved_until=approved_until)
    assert study.is_approved_on(date(2026, 3, 1)) is is_approved
