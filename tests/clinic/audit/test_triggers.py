"""What the triggers write down: every way of writing, on whichever engine the tests run."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from clinic.accounts.models import ApiToken, Centre, User
from clinic.accounts.roles import Role
from clinic.audit import postgresql, sqlite
from clinic.audit.models import AuditEvent
from clinic.registry.models import Identity, Patient, PatientManifestation
from clinic.registry.treatment import Dose, start_course
from clinic.visits.models import LabResult, Visit
from clinic.visits.services import record_visit
from literature.models import Case, CaseValue, Report, Review
from scoring.models import Recomputation
from tests.people import make_person

pytestmark = pytest.mark.django_db


def test_an_update_that_changes_nothing_leaves_no_row(ada, since):
    trail = since()
    Patient.objects.filter(pk=ada.pk).update(code=ada.code)
    ada.save()
    assert trail() == []


def test_a_rolled_back_write_leaves_no_row(ada, since):
    trail = since()
    with transaction.atomic():
        Patient.objects.filter(pk=ada.pk).update(code="P-002")
        transaction.set_rollback(True)
    assert trail() == []


def test_an_exempt_table_leaves_no_row(ada, since):
    trail = since()
    Recomputation.objects.filter(patient=ada).update(attempts=3)
    assert trail() == []


def test_a_refused_write_leaves_no_row(ada, since):
    trail = since()
    with pytest.raises(IntegrityError), transaction.atomic():
        Patient.objects.filter(pk=ada.pk).update(sex="unknown")
    assert trail() == []


def test_save_names_the_changed_column_alone(ada, since):
    trail = since()
    ada.code = "P-100"
    ada.save()
    (event,) = trail()
    assert (event.operation, event.table, event.row) == (
        "update",
        "registry_patient",
        str(ada.pk),
    )
    assert (event.old, event.new) == ({"code": "P-001"}, {"code": "P-100"})


def test_update_of_a_query_leaves_a_row_for_each_of_its_rows(ada, rossi, since):
    for day in (1, 2, 3):
        record_visit(patient=ada, by=rossi, visited_on=date(2026, 1, day))
    trail = since()
    Visit.objects.filter(patient=ada).update(has_fever=True)
    assert [(e.old, e.new) for e in trail()] == [({"has_fever": None}, {"has_fever": True})] * 3


def test_bulk_create_and_bulk_update_leave_a_row_each(ada, since):
    trail = since()
    kinds = ["fever", "arthritis"]
    PatientManifestation.objects.bulk_create(
        PatientManifestation(patient=ada, kind=kind) for kind in kinds
    )
    assert [e.new["kind"] for e in trail(operation="insert")] == kinds
    rows = list(PatientManifestation.objects.filter(patient=ada, kind__in=kinds))
    for row in rows:
        row.since = date(2025, 3, 1)
    PatientManifestation.objects.bulk_update(rows, ["since"])
    assert [e.new for e in trail(operation="update")] == [{"since": "2025-03-01"}] * 2


def test_an_upsert_is_written_down_as_what_it_did(ada, since):
    PatientManifestation.objects.create(patient=ada, kind="fever")
    trail = since()
    PatientManifestation.objects.bulk_create(
        [PatientManifestation(patient=ada, kind="fever", since=date(2024, 2, 1))],
        update_conflicts=True,
        unique_fields=["patient", "kind"],
        update_fields=["since"],
    )
    (event,) = trail()
    assert (event.operation, event.new) == ("update", {"since": "2024-02-01"})


def test_deleting_a_query_and_what_hangs_on_it_leaves_all_old_values(ada, rossi, since):
    visit = record_visit(
        patient=ada, by=rossi, visited_on=date(2026, 1, 1), haq=Decimal("1.125"), note="tired"
    )
    lab = LabResult.objects.create(
        visit=visit, analyte="ck", value=300, unit="U/L", canonical_value=300
    )
    trail = since()
    Visit.objects.filter(pk=visit.pk).delete()
    cascaded, deleted = trail()
    assert (cascaded.table, cascaded.row, cascaded.operation, cascaded.new) == (
        "visits_labresult",
        str(lab.pk),
        "delete",
        None,
    )
    assert cascaded.old["analyte"] == "ck"
    assert (deleted.table, deleted.operation) == ("visits_visit", "delete")
    assert (deleted.old["haq"], deleted.old["note"]) == (1.125, "tired")


def test_raw_sql_is_written_down(ada, since):
    trail = since()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registry_patient SET code = %s WHERE id = %s", ["P-9", ada.pk])
        cursor.executemany(
            "INSERT INTO registry_patientmanifestation (patient_id, kind) VALUES (%s, %s)",
            [(ada.pk, "fever"), (ada.pk, "arthritis")],
        )
        cursor.execute("DELETE FROM registry_identity WHERE patient_id = %s", [ada.pk])
    assert [e.operation for e in trail()] == ["update", "insert", "insert", "delete"]


@pytest.mark.sqlite
def test_insert_or_replace_leaves_the_row_that_it_deletes(ada, since):
    trail = since()
    identity = ada.identity
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO registry_identity (id, patient_id, family_name, given_name)"
            " VALUES (%s, %s, 'Neri', 'Ida')",
            [identity.pk, ada.pk],
        )
    deleted, inserted = trail()
    assert (deleted.operation, deleted.old["family_name"]) == ("delete", "Bianchi")
    assert (inserted.operation, inserted.new["family_name"]) == ("insert", "Neri")


def test_a_many_to_many_relation_is_written_down(rossi, since):
    """None is in use, so the triggers of one that is exempt are put in place for this test."""
    engine = postgresql if connection.vendor == "postgresql" else sqlite
    with connection.cursor() as cursor:
        for _, statement in engine.row_triggers(User.groups.through):
            cursor.execute(statement)
    group = Group.objects.create(name="readers")
    trail = since()
    rossi.groups.add(group)
    rossi.groups.clear()
    assert [(e.table, e.operation) for e in trail()] == [
        ("accounts_user_groups", "insert"),
        ("accounts_user_groups", "delete"),
    ]


def test_a_password_and_a_key_are_named_and_not_shown(rossi, since):
    trail = since()
    rossi.set_password("another long walk")
    rossi.save()
    ApiToken.objects.create(user=rossi, label="R", key_sha256="f" * 64, expires_at=timezone.now())
    changed, made = trail()
    assert (changed.old, changed.new) == ({"password": "secret"}, {"password": "secret"})
    assert made.new["key_sha256"] == "secret"
    assert made.new["label"] == "R"


def test_unicode_and_missing_values_survive(ada, since):
    trail = since()
    name = "D’Ànnunzio \"Ωμέγα\" 'or' 1=1 🫀\n\\"
    Identity.objects.filter(patient=ada).update(family_name=name, tax_code="")
    Identity.objects.filter(patient=ada).update(tax_code=None)
    first, second = trail()
    assert first.new == {"family_name": name, "tax_code": ""}
    assert (second.old, second.new) == ({"tax_code": ""}, {"tax_code": None})


def test_json_is_kept_as_json_and_a_boolean_as_one(db, since):
    review = Review.objects.create(slug="r", title="t", question="q", guideline="g", source="s")
    report = Report.objects.create(
        review=review, label="A", authors="a", title="t", journal="j", year=2020
    )
    case = Case.objects.create(report=report, label="1")
    trail = since()
    value = CaseValue.objects.create(
        case=case, variable="antibody", status="reported", value=["anti-Jo1", None, 1.5, "ç"]
    )
    CaseValue.objects.filter(pk=value.pk).update(value={"b": True, "a": []})
    inserted, updated = trail()
    assert inserted.new["value"] == ["anti-Jo1", None, 1.5, "ç"]
    assert updated.new == {"value": {"a": [], "b": True}}
    centre = Centre.objects.create(name="Rome", is_demonstration=False)
    Centre.objects.filter(pk=centre.pk).update(is_demonstration=True)
    assert trail()[-2].new["is_demonstration"] is False
    assert trail()[-1].new == {"is_demonstration": True}


def test_a_decimal_keeps_its_digits(ada, rossi, since):
    visit = record_visit(patient=ada, by=rossi, visited_on=date(2026, 1, 1))
    trail = since()
    LabResult.objects.create(
        visit=visit,
        analyte="ck",
        value=Decimal("1234567.891"),
        unit="U/L",
        canonical_value=Decimal("0.001"),
    )
    (event,) = trail()
    assert Decimal(str(event.new["value"])) == Decimal("1234567.891")
    assert Decimal(str(event.new["canonical_value"])) == Decimal("0.001")


def test_every_row_names_the_patient_and_the_centre_it_belongs_to(ada, rossi, milan, since):
    trail = since()
    visit = record_visit(patient=ada, by=rossi, visited_on=date(2026, 1, 1))
    LabResult.objects.create(visit=visit, analyte="ck", value=1, unit="U/L", canonical_value=1)
    start_course(
        patient=ada,
        by=rossi,
        drug="anakinra",
        role="index",
        started_on=date(2026, 1, 1),
        doses=[Dose(date(2026, 1, 1), Decimal(100))],
    )
    visit.laboratory.all().delete()
    events = trail()
    assert {e.table for e in events} >= {
        "visits_visit",
        "visits_labresult",
        "registry_treatmentcourse",
        "registry_doseperiod",
    }
    assert {(e.patient_id, e.centre_id) for e in events} == {(ada.pk, milan.pk)}


def test_a_membership_belongs_to_its_centre_and_an_account_to_none(milan, since):
    trail = since()
    person = make_person("verdi", Role.EXPORTER, milan)
    account, membership = trail()
    assert (account.centre_id, membership.centre_id) == (None, milan.pk)
    assert (account.patient_id, membership.patient_id) == (None, None)
    assert {account.account_id, membership.account_id} == {person.pk}


def test_the_clock_is_the_databases(ada):
    """A program with a wrong clock dates nothing wrongly."""
    begun = timezone.now()
    with time_machine.travel(begun - timedelta(days=1)):
        Patient.objects.filter(pk=ada.pk).update(code="P-002")
    event = AuditEvent.objects.first()
    assert abs(event.at - begun) < timedelta(minutes=1)
