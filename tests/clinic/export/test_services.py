"""Who is in an export, that it is the same twice, and that it is written down."""

import hashlib
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections

from clinic.accounts.models import Centre, Membership, User
from clinic.accounts.roles import Role
from clinic.audit.models import AuditEvent
from clinic.export import services, subjects
from clinic.export.models import Format, Transfer
from clinic.export.services import ApprovalNotCurrent, export_rows
from clinic.export.snapshot import one_moment
from clinic.registry.models import Patient, TreatmentCourse
from clinic.studies.models import Consent, Pseudonym, Study
from clinic.studies.services import add_study, withdraw_consent
from scoring.services import recompute_if_due
from tests.clinic.export.reading import TODAY, body_of, csv_rows
from tests.consenting import SIGNED_ON, consent, make_patient
from tests.scoring.findings import active_disease, remission, see, start_anakinra


@pytest.fixture
def scored(ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User) -> Consent:
    """Ada's consent, after a baseline and a follow-up."""
    see(ada, rossi, -1, active_disease())
    see(ada, rossi, 30, remission())
    recompute_if_due(ada.pk)
    return given


def test_nothing_leaves_while_the_approval_does_not_cover_today(
    scored: Consent, romano: User
) -> None:
    study = scored.study
    study.approved_until = TODAY - timedelta(days=1)
    with pytest.raises(ApprovalNotCurrent):
        export_rows(study=study, by=romano, format=Format.CSV, today=TODAY)
    assert not Transfer.objects.exists()


def test_who_did_not_consent_is_not_in_it(
    scored: Consent, rossi: User, romano: User, milan: Centre
) -> None:
    other = make_patient(rossi, milan, "P-002", "Gialli", "Carla")
    see(other, rossi, 0, active_disease())
    assert {row["pseudonym"] for row in csv_rows(scored.study, romano)} == {
        Pseudonym.objects.get(patient=scored.patient).value
    }


def test_consent_to_another_study_is_not_consent_to_this_one(
    scored: Consent, rossi: User, romano: User
) -> None:
    other = add_study(by=rossi, slug="other", title="Other", approval_number="1", committee="C")
    assert csv_rows(other, romano) == []


def test_who_withdraws_is_gone_from_that_day_on(scored: Consent, rossi: User, romano: User) -> None:
    withdraw_consent(consent=scored, by=rossi, withdrawn_on=SIGNED_ON, reason="asked")
    assert csv_rows(scored.study, romano, SIGNED_ON) == []
    assert csv_rows(scored.study, romano) == []


def test_a_consent_signed_later_is_not_current_yet(scored: Consent, romano: User) -> None:
    assert csv_rows(scored.study, romano, SIGNED_ON - timedelta(days=1)) == []


def test_another_centres_patients_stay_there(
    scored: Consent, neri: User, bruno: Patient, romano: User
) -> None:
    consent(bruno, scored.study, neri)
    see(bruno, neri, 0, active_disease())
    exported = {row["pseudonym"] for row in csv_rows(scored.study, romano)}
    assert Pseudonym.objects.get(patient=bruno).value not in exported
    assert len(exported) == 1


def test_a_role_that_may_not_export_at_a_centre_gets_none_of_its_patients(
    scored: Consent, romano: User, neri: User, bruno: Patient, genoa: Centre
) -> None:
    """Romano exports in Milan and is a clinician in Genoa."""
    consent(bruno, scored.study, neri)
    see(bruno, neri, 0, active_disease())
    Membership.objects.create(user=romano, centre=genoa, role=Role.CLINICIAN)
    fresh = User.objects.get(pk=romano.pk)
    assert len({row["pseudonym"] for row in csv_rows(scored.study, fresh)}) == 1


def test_rows_come_in_the_order_of_pseudonyms_not_of_registration(
    study: Study, rossi: User, romano: User, milan: Centre
) -> None:
    drawn = ["9AAAA", "3AAAA", "ZAAAA", "0AAAA"]
    for number, value in enumerate(drawn):
        patient = make_patient(rossi, milan, f"P-00{number}", "Example", "Person")
        consent(patient, study, rossi)
        Pseudonym.objects.filter(patient=patient).update(value=value)
        see(patient, rossi, 5, {})
        see(patient, rossi, 1, {})
    rows = [(row["pseudonym"], row["visit_number"]) for row in csv_rows(study, romano)]
    assert rows == [(value, number) for value in sorted(drawn) for number in ("1", "2")]


@pytest.mark.parametrize("written", Format)
def test_the_same_data_give_the_same_bytes(scored: Consent, romano: User, written: Format) -> None:
    first = body_of(scored.study, romano, written)
    assert first == body_of(scored.study, romano, written)
    assert first == body_of(scored.study, romano, written, TODAY + timedelta(days=400))


def test_a_delivery_is_written_down_with_the_digest_of_its_bytes(
    scored: Consent, romano: User
) -> None:
    delivery = export_rows(study=scored.study, by=romano, format=Format.CSV, today=TODAY)
    body = delivery.body.read()
    transfer = Transfer.objects.get()
    assert transfer == delivery.transfer
    assert (transfer.delivered_to, transfer.study, transfer.format) == (romano, scored.study, "csv")
    assert (transfer.row_count, transfer.patient_count) == (2, 1)
    assert transfer.sha256 == hashlib.sha256(body).hexdigest()
    assert delivery.size == len(body)
    event = AuditEvent.objects.get(table="export_transfer")
    assert (event.actor, event.operation) == ("romano", "insert")


def test_an_export_that_fails_leaves_no_transfer(
    scored: Consent, romano: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "study_rows", lambda *args: iter([1 / 0 for _ in "x"]))
    with pytest.raises(ZeroDivisionError):
        export_rows(study=scored.study, by=romano, format=Format.CSV, today=TODAY)
    assert not Transfer.objects.exists()


def test_a_body_larger_than_what_is_kept_in_memory_is_the_same(
    scored: Consent, romano: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_memory = body_of(scored.study, romano)
    monkeypatch.setattr(services, "IN_MEMORY_BYTES", 10)
    assert body_of(scored.study, romano) == in_memory


def _add_patients(study: Study, by: User, centre: Centre, count: int) -> None:
    for number in range(count):
        patient = make_patient(by, centre, f"P-1{number:02d}", "Example", "Person")
        consent(patient, study, by)
        start_anakinra(patient, by)
        see(patient, by, -1, active_disease())
        see(patient, by, 30, remission())
        recompute_if_due(patient.pk)


def test_more_patients_cost_no_more_queries(
    scored: Consent, rossi: User, romano: User, milan: Centre, django_assert_num_queries: Any
) -> None:
    _add_patients(scored.study, rossi, milan, 6)
    romano.roles_by_centre  # noqa: B018  # asked for once a request
    # Savepoint twice; patients with antibodies, visits, laboratory, courses, doses, scores; the
    # transfer.
    with django_assert_num_queries(12):
        body = body_of(scored.study, romano)
    assert body.count(b"\r\n") == 1 + 14


def test_patients_are_read_a_few_at_a_time_and_none_is_lost(
    scored: Consent, rossi: User, romano: User, milan: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add_patients(scored.study, rossi, milan, 4)
    at_once = body_of(scored.study, romano)
    monkeypatch.setattr(subjects, "PATIENTS_AT_A_TIME", 2)
    assert body_of(scored.study, romano) == at_once


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_all_queries_of_an_export_see_one_moment(milan: Centre) -> None:
    def rename() -> None:
        try:
            Centre.objects.filter(pk=milan.pk).update(name="Turin")
        finally:
            connections["default"].close()

    with one_moment():
        before = Centre.objects.get(pk=milan.pk).name
        writer = threading.Thread(target=rename)
        writer.start()
        writer.join()
        assert Centre.objects.get(pk=milan.pk).name == before == "Milan"
    assert Centre.objects.get(pk=milan.pk).name == "Turin"
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        assert cursor.fetchone() == ("read committed",)
