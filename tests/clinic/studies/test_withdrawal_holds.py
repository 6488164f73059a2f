"""Nothing that was signed before a withdrawal undoes it, whoever files it and whenever."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic.accounts.models import User
from clinic.registry.models import Patient
from clinic.studies.models import Consent, Pseudonym, Study
from clinic.studies.services import add_study, withdraw_consent
from tests.consenting import SIGNED_ON, consent
from tests.people import let_in
from tests.together import together

WITHDRAWN_ON = SIGNED_ON + timedelta(days=10)


@pytest.fixture
def withdrawn(ada: Patient, study: Study, rossi: User) -> Consent:
    given = consent(ada, study, rossi)
    return withdraw_consent(consent=given, by=rossi, withdrawn_on=WITHDRAWN_ON, reason="asked")


@pytest.mark.parametrize(
    "signed_on", [SIGNED_ON - timedelta(days=200), SIGNED_ON, WITHDRAWN_ON], ids=str
)
def test_a_form_signed_by_the_day_of_the_withdrawal_is_refused(
    withdrawn: Consent, ada: Patient, study: Study, rossi: User, signed_on: date
) -> None:
    with pytest.raises(ValidationError) as refused:
        consent(ada, study, rossi, signed_on)
    assert set(refused.value.message_dict) == {"signed_on"}
    assert Consent.objects.get() == withdrawn
    assert not Consent.objects.current_on(timezone.localdate()).exists()


def test_the_latest_withdrawal_counts(
    withdrawn: Consent, ada: Patient, study: Study, rossi: User
) -> None:
    again = consent(ada, study, rossi, WITHDRAWN_ON + timedelta(days=1))
    last_day = WITHDRAWN_ON + timedelta(days=20)
    withdraw_consent(consent=again, by=rossi, withdrawn_on=last_day, reason="asked")
    with pytest.raises(ValidationError):
        consent(ada, study, rossi, WITHDRAWN_ON + timedelta(days=15))
    assert consent(ada, study, rossi, last_day + timedelta(days=1)).withdrawn_on is None


def test_a_withdrawal_from_one_study_says_nothing_of_another(
    withdrawn: Consent, ada: Patient, rossi: User
) -> None:
    other = add_study(by=rossi, slug="other", title="Other", approval_number="1", committee="C")
    assert consent(ada, other, rossi, SIGNED_ON).withdrawn_on is None


def test_the_page_says_since_when_at_the_day_and_keeps_what_was_typed(
    client: Client, withdrawn: Consent, rossi: User
) -> None:
    let_in(client, rossi)
    typed = {
        "patient": withdrawn.patient.uuid,
        "form_version": "form 7",
        "signed_on": SIGNED_ON.isoformat(),
    }
    answer = client.post(reverse("studies:record_consent", args=["blockade"]), typed)
    assert answer.status_code == 200
    (message,) = answer.context["form"].errors["signed_on"]
    assert message.startswith("This patient withdrew")
    assert "form 7" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_one_form_filed_by_several_at_once_is_one_consent(
    ada: Patient, study: Study, rossi: User
) -> None:
    def file() -> set[str]:
        try:
            consent(ada, study, rossi)
        except ValidationError as refused:
            return set(refused.message_dict)
        return set()

    answers = together(*[file] * 4)

    assert sorted(answers, key=len) == [set(), {"patient"}, {"patient"}, {"patient"}]
    assert Consent.objects.count() == Pseudonym.objects.count() == 1
