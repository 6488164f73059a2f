"""The studies' pages: who sees codes, who sees counts, and that no pseudonym stands anywhere."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.audit.models import AuditEvent
from clinic.registry.models import Patient
from clinic.studies import services
from clinic.studies.models import Consent, Pseudonym, Study
from tests.consenting import SIGNED_ON, consent, make_patient
from tests.people import let_in, make_person


@pytest.fixture
def given(ada: Patient, study: Study, rossi: User) -> Consent:
    return consent(ada, study, rossi)


def _page(client: Client, study: Study) -> str:
    response = client.get(reverse("studies:study", args=[study.slug]))
    assert response.status_code == 200
    return response.content.decode()


def _withdrawal(given: Consent) -> str:
    return reverse("studies:withdraw_consent", args=[given.study.slug, given.patient.uuid])


@pytest.mark.parametrize("role", [Role.DATA_ENTRY, Role.REVIEWER])
def test_roles_without_the_permission_are_refused(
    client: Client, milan: Centre, given: Consent, role: Role
) -> None:
    let_in(client, make_person("somebody", role, milan))
    for address in ("/studies/", "/studies/blockade/"):
        response = client.get(address)
        assert response.status_code == 403
        assert given.patient.code not in response.content.decode()


@pytest.mark.parametrize("role", [Role.EXPORTER, Role.AUDITOR])
def test_roles_that_see_no_patients_see_counts_and_no_code(
    client: Client, milan: Centre, given: Consent, role: Role
) -> None:
    let_in(client, make_person("somebody", role, milan))
    text = _page(client, given.study)
    assert "<dt>Consent</dt><dd>1</dd>" in text
    assert given.patient.code not in text
    assert str(given.patient.uuid) not in text


@pytest.mark.parametrize("role", [Role.EXPORTER, Role.AUDITOR, Role.DATA_ENTRY])
def test_roles_that_record_no_consent_reach_neither_form(
    client: Client, milan: Centre, given: Consent, role: Role
) -> None:
    let_in(client, make_person("somebody", role, milan))
    for address in (reverse("studies:record_consent", args=["blockade"]), _withdrawal(given)):
        response = client.post(address, {"withdrawn_on": SIGNED_ON, "reason": "r"})
        assert response.status_code == 403
        assert given.patient.code not in response.content.decode()
    given.refresh_from_db()
    assert given.withdrawn_on is None


def test_a_study_that_does_not_exist_is_not_found(client: Client, rossi: User) -> None:
    let_in(client, rossi)
    for name in ("studies:study", "studies:record_consent"):
        assert client.get(reverse(name, args=["nothing"])).status_code == 404


def test_another_centres_patients_are_neither_listed_nor_counted(
    client: Client, given: Consent, neri: User, bruno: Patient, rossi: User
) -> None:
    consent(bruno, given.study, neri)
    let_in(client, rossi)
    text = _page(client, given.study)
    assert "P-001" in text
    assert "P-100" not in text
    assert "<dt>Consent</dt><dd>1</dd>" in text
    assert "P-100" not in client.get("/studies/blockade/consents/new/").content.decode()


def test_another_centres_patient_cannot_be_put_into_the_form(
    client: Client, study: Study, rossi: User, bruno: Patient
) -> None:
    let_in(client, rossi)
    response = client.post(
        reverse("studies:record_consent", args=["blockade"]),
        {"patient": bruno.uuid, "form_version": "1", "signed_on": SIGNED_ON.isoformat()},
    )
    assert response.status_code == 200
    assert not Consent.objects.exists()


def test_another_centres_consent_is_not_found(
    client: Client, study: Study, neri: User, bruno: Patient, rossi: User
) -> None:
    foreign = consent(bruno, study, neri)
    let_in(client, rossi)
    assert client.get(_withdrawal(foreign)).status_code == 404


def test_no_pseudonym_stands_on_any_page(client: Client, given: Consent, rossi: User) -> None:
    let_in(client, rossi)
    pseudonym = Pseudonym.objects.get(patient=given.patient).value
    for address in ("/studies/", "/studies/blockade/", _withdrawal(given)):
        assert pseudonym not in client.get(address).content.decode()


def test_a_day_in_the_future_is_refused_at_its_field_and_what_was_typed_is_kept(
    client: Client, study: Study, ada: Patient, rossi: User
) -> None:
    let_in(client, rossi)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    response = client.post(
        reverse("studies:record_consent", args=["blockade"]),
        {"patient": ada.uuid, "form_version": "form 7", "signed_on": tomorrow},
    )
    text = response.content.decode()
    assert "This day is in the future." in text
    assert "form 7" in text
    assert not Consent.objects.exists()


def test_a_withdrawal_asks_for_a_reason(client: Client, given: Consent, rossi: User) -> None:
    let_in(client, rossi)
    response = client.post(_withdrawal(given), {"withdrawn_on": SIGNED_ON.isoformat()})
    assert "This field is required." in response.content.decode()
    given.refresh_from_db()
    assert given.withdrawn_on is None


def test_a_consent_is_recorded_and_withdrawn(
    client: Client, study: Study, ada: Patient, rossi: User
) -> None:
    let_in(client, rossi)
    typed = {"patient": ada.uuid, "form_version": "2.1", "signed_on": SIGNED_ON.isoformat()}
    response = client.post(reverse("studies:record_consent", args=["blockade"]), typed)
    assert response.status_code == 302
    given = Consent.objects.get()
    assert (given.patient, given.form_version, given.signed_on) == (ada, "2.1", SIGNED_ON)
    withdrawn = client.post(
        _withdrawal(given), {"withdrawn_on": SIGNED_ON.isoformat(), "reason": "asked"}
    )
    assert withdrawn.status_code == 302
    text = _page(client, study)
    assert "<dt>Consent</dt><dd>0</dd>" in text
    assert "<dt>Withdrawn</dt><dd>1</dd>" in text
    assert client.get(_withdrawal(given)).status_code == 404


def test_who_consents_again_is_no_longer_counted_as_withdrawn(
    client: Client, given: Consent, rossi: User
) -> None:
    let_in(client, rossi)
    client.post(_withdrawal(given), {"withdrawn_on": SIGNED_ON.isoformat(), "reason": "asked"})
    consent(given.patient, given.study, rossi, SIGNED_ON + timedelta(days=1))
    text = _page(client, given.study)
    assert "<dt>Consent</dt><dd>1</dd>" in text
    assert "<dt>Withdrawn</dt><dd>0</dd>" in text


def test_invented_patients_are_marked(
    client: Client, study: Study, rossi: User, milan: Centre
) -> None:
    example = make_patient(rossi, milan, "P-009", "Esempio", "Uno", is_illustrative=True)
    consent(example, study, rossi)
    let_in(client, rossi)
    assert "illustrative data" in _page(client, study)


def test_the_export_is_offered_to_who_may_export_while_the_approval_lasts(
    client: Client, study: Study, romano: User, rossi: User
) -> None:
    address = reverse("export:rows", args=["blockade"])
    let_in(client, rossi)
    assert address not in _page(client, study)
    let_in(client, romano)
    assert address in _page(client, study)
    Study.objects.update(approved_until=timezone.localdate() - timedelta(days=1))
    text = _page(client, study)
    assert address not in text
    assert "The approval does not cover today" in text


def test_more_patients_cost_no_more_queries(
    client: Client, given: Consent, rossi: User, milan: Centre, django_assert_num_queries: Any
) -> None:
    let_in(client, rossi)
    _page(client, given.study)
    for number in range(2, 7):
        patient = make_patient(rossi, milan, f"P-00{number}", "Example", "Person")
        consent(patient, given.study, rossi)
    # Session, user, roles; the study with its counts, the consents with their patients.
    with django_assert_num_queries(5):
        _page(client, given.study)


def test_what_the_service_refuses_at_a_field_that_the_form_lacks_stands_above_it(
    client: Client, rossi: User, given: Consent, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**given: object) -> None:
        raise ValidationError({"study": "This study has ended."})

    monkeypatch.setattr(services, "withdraw_consent", refuse)
    let_in(client, rossi)
    typed = {"withdrawn_on": timezone.localdate().isoformat(), "reason": "Her wish"}
    response = client.post(_withdrawal(given), typed)
    assert response.status_code == 200
    assert "This study has ended." in response.content.decode()


NEW_STUDY = {
    "title": "Blockade, second part",
    "slug": "second-part",
    "approval_number": "CE/12-2026",
    "committee": "Ethics committee of Milan",
    "approved_from": "2026-01-15",
    "approved_until": "",
}


class TestAddingAStudy:
    ADDRESS = "/studies/new/"

    @pytest.fixture
    def at_administration(self, client: Client, milan: Centre) -> Client:
        let_in(client, make_person("costa", Role.ADMINISTRATOR, milan))
        return client

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
    def test_nobody_else_adds_one(self, client: Client, milan: Centre, role: Role) -> None:
        let_in(client, make_person("somebody", role, milan))
        assert client.post(self.ADDRESS, NEW_STUDY).status_code == 403
        assert "/studies/new/" not in client.get("/studies/").content.decode()
        assert not Study.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"title": ""}, "title"),
            ({"approval_number": " "}, "approval_number"),
            ({"slug": "blockade"}, "slug"),  # taken
            ({"slug": "new"}, "slug"),  # the address of this form
            ({"slug": "two words"}, "slug"),
            ({"approved_from": "soon"}, "approved_from"),
            ({"approved_until": "2026-01-14"}, "approved_until"),
        ],
    )
    def test_what_cannot_be_is_named_and_nothing_is_added(
        self, at_administration: Client, study: Study, changes: dict[str, str], field: str
    ) -> None:
        response = at_administration.post(self.ADDRESS, NEW_STUDY | changes)
        assert response.status_code == 200
        assert list(response.context["form"].errors) == [field]
        assert Study.objects.get() == study

    def test_a_study_is_added_with_its_approval_and_by_whom(
        self, at_administration: Client
    ) -> None:
        assert self.ADDRESS in at_administration.get("/studies/").content.decode()
        response = at_administration.post(self.ADDRESS, NEW_STUDY, follow=True)
        assert response.redirect_chain == [("/studies/second-part/", 302)]
        assert "CE/12-2026" in response.content.decode()
        added = Study.objects.get()
        assert (added.approved_from, added.approved_until) == (date(2026, 1, 15), None)
        assert AuditEvent.objects.get(table="studies_study").actor == "costa"
