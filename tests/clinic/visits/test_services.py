"""Recording and amending visits: refused, asked, saved, each as one transaction."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from clinic.accounts.models import User
from clinic.audit.models import AuditEvent
from clinic.registry.models import Patient
from clinic.registry.services import correct_patient
from clinic.registry.signals import patient_changed
from clinic.visits.laboratory import LabValue
from clinic.visits.models import LabResult, Relapse, Visit
from clinic.visits.services import (
    SameDayVisit,
    VisitChangedMeanwhile,
    amend_visit,
    record_relapse,
    record_visit,
)
from scoring.models import Recomputation
from tests.clinic.visits.typing import ck

pytestmark = pytest.mark.django_db
Commits = Callable[..., Any]


def nothing_was_saved(patient: Patient, revision: int) -> bool:
    """No visit, no result, no audit row of either, and no score due."""
    return (
        not patient.visits.exists()
        and not LabResult.objects.exists()
        and not AuditEvent.objects.filter(table__startswith="visits_").exists()
        and Recomputation.objects.get(patient=patient).revision == revision
    )


@pytest.fixture
def revision(ada: Patient) -> int:
    return Recomputation.objects.get(patient=ada).revision


@pytest.mark.parametrize(
    "findings",
    [
        {"physician_global_cm": Decimal("10.1")},
        {"haq": Decimal("3.2")},
        {"muscle_strength": Decimal(151), "muscle_instrument": "mmt8_both_sides"},
        {"muscle_strength": Decimal(120)},
        {"laboratory": [ck("-1")]},
        {"laboratory": [ck("620", "0")]},
        {"laboratory": [LabValue("ck", Decimal(5), "U/L", None, "<")]},
        {"laboratory": [LabValue("ck", Decimal(5), "mg/L")]},
        {"laboratory": [ck(), LabValue("crp", Decimal(1001), "mg/L")]},
    ],
)
def test_a_visit_with_a_refused_value_is_not_saved_by_half(
    ada: Patient, rossi: User, today: date, revision: int, findings: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        record_visit(patient=ada, by=rossi, visited_on=today, **findings)
    assert nothing_was_saved(ada, revision)


@pytest.mark.parametrize("days", [-1, 365 * 60])
def test_a_visit_on_an_impossible_day_is_refused(
    ada: Patient, rossi: User, today: date, revision: int, days: int
) -> None:
    with pytest.raises(ValidationError) as refused:
        record_visit(patient=ada, by=rossi, visited_on=today - timedelta(days=days))
    assert set(refused.value.message_dict) == {"visited_on"}
    assert nothing_was_saved(ada, revision)


def test_a_failure_after_the_visit_takes_the_visit_back(
    ada: Patient, rossi: User, today: date, revision: int
) -> None:
    with pytest.raises(IntegrityError):  # the same analyte twice: held by the database
        record_visit(patient=ada, by=rossi, visited_on=today, laboratory=[ck(), ck("7")])
    assert nothing_was_saved(ada, revision)


def test_a_second_visit_on_a_day_is_asked_about_first(
    ada: Patient, rossi: User, today: date
) -> None:
    record_visit(patient=ada, by=rossi, visited_on=today)
    with pytest.raises(SameDayVisit):
        record_visit(patient=ada, by=rossi, visited_on=today)
    assert ada.visits.count() == 1


def test_a_second_visit_on_a_day_is_kept_when_somebody_says_so(
    ada: Patient, rossi: User, today: date
) -> None:
    record_visit(patient=ada, by=rossi, visited_on=today)
    record_visit(patient=ada, by=rossi, visited_on=today, is_another_visit=True)
    assert ada.visits.count() == 2


def test_a_recorded_visit_keeps_what_was_typed_and_none_for_the_rest(
    ada: Patient, rossi: User, today: date
) -> None:
    visit = record_visit(
        patient=ada,
        by=rossi,
        visited_on=today,
        physician_global_cm=Decimal("3.6"),
        has_fever=False,
        laboratory=[
            LabValue("ck", Decimal("10.5"), "ukat/L", Decimal("3.2")),
            LabValue("crp", Decimal(5), "mg/L", None, "<"),
        ],
    )
    visit.refresh_from_db()
    assert visit.physician_global_cm == Decimal("3.6")
    assert visit.has_fever is False
    assert (visit.patient_global_cm, visit.haq, visit.muscle_strength) == (None, None, None)
    assert (visit.has_adverse_event, visit.note, visit.muscle_instrument) == (None, None, None)
    results = {result.analyte: result for result in visit.laboratory.all()}
    assert (results["ck"].value, results["ck"].unit) == (Decimal("10.5"), "ukat/L")
    assert (results["ck"].canonical_value, results["ck"].canonical_uln) == (630, 192)
    assert (results["crp"].comparator, results["crp"].uln) == ("<", None)


def test_a_recorded_visit_leaves_who_did_it_and_a_score_that_is_due(
    ada: Patient, rossi: User, today: date, revision: int
) -> None:
    visit = record_visit(patient=ada, by=rossi, visited_on=today, laboratory=[ck()])
    row = AuditEvent.objects.get(table="visits_visit", row=str(visit.pk))
    assert (row.operation, row.actor) == ("insert", "rossi")
    assert AuditEvent.objects.filter(table="visits_labresult", actor="rossi").count() == 1
    assert Recomputation.objects.get(patient=ada).revision == revision + 1


def test_others_hear_of_a_visit_after_its_commit_only(
    ada: Patient, rossi: User, today: date, django_capture_on_commit_callbacks: Commits
) -> None:
    heard: list[int] = []

    def listen(patient_id: int, **kwargs: Any) -> None:
        heard.append(patient_id)

    patient_changed.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            record_visit(patient=ada, by=rossi, visited_on=today)
            assert heard == []
        assert heard == [ada.pk]
    finally:
        patient_changed.disconnect(listen)


def test_a_listener_that_fails_does_not_make_a_saved_visit_look_lost(
    ada: Patient, rossi: User, today: date, django_capture_on_commit_callbacks: Commits
) -> None:
    def fail(**kwargs: Any) -> None:
        raise ConnectionError

    patient_changed.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            record_visit(patient=ada, by=rossi, visited_on=today)
    finally:
        patient_changed.disconnect(fail)
    assert ada.visits.count() == 1


def test_an_amendment_without_a_reason_is_refused(ada: Patient, rossi: User, today: date) -> None:
    visit = record_visit(patient=ada, by=rossi, visited_on=today)
    with pytest.raises(ValidationError) as refused:
        amend_visit(visit=visit, by=rossi, reason=" ", version=1, haq=Decimal(1))
    assert set(refused.value.message_dict) == {"reason"}
    visit.refresh_from_db()
    assert visit.haq is None


def test_an_amendment_of_a_version_that_is_gone_changes_nothing(
    ada: Patient, rossi: User, verdi: User, today: date
) -> None:
    visit = record_visit(patient=ada, by=rossi, visited_on=today, haq=Decimal(2))
    amend_visit(visit=visit, by=verdi, reason="Slip", version=1, haq=Decimal(1))
    due = Recomputation.objects.get(patient=ada).revision
    with pytest.raises(VisitChangedMeanwhile):
        amend_visit(visit=visit, by=rossi, reason="Slip", version=1, haq=Decimal(3))
    visit.refresh_from_db()
    assert (visit.haq, visit.version) == (1, 2)
    assert Recomputation.objects.get(patient=ada).revision == due


def test_an_amendment_may_not_move_a_visit_onto_another_ones_day_unasked(
    ada: Patient, rossi: User, today: date
) -> None:
    yesterday = today - timedelta(days=1)
    record_visit(patient=ada, by=rossi, visited_on=yesterday)
    visit = record_visit(patient=ada, by=rossi, visited_on=today)
    with pytest.raises(SameDayVisit):
        amend_visit(visit=visit, by=rossi, reason="Slip", version=1, visited_on=yesterday)
    amend_visit(
        visit=visit,
        by=rossi,
        reason="Slip",
        version=1,
        visited_on=yesterday,
        is_another_visit=True,
    )
    assert ada.visits.filter(visited_on=yesterday).count() == 2


def test_an_amendment_writes_only_the_results_that_changed_and_says_why(
    ada: Patient, rossi: User, verdi: User, today: date
) -> None:
    crp, ldh = LabValue("crp", Decimal(5), "mg/L"), LabValue("ldh", Decimal(300), "U/L")
    visit = record_visit(patient=ada, by=rossi, visited_on=today, laboratory=[ck(), crp, ldh])
    amend_visit(
        visit=visit,
        by=verdi,
        reason="CK of the day before",
        version=1,
        laboratory=[ck("480"), crp, LabValue("ast", Decimal(30), "U/L")],
    )
    rows = AuditEvent.objects.filter(table="visits_labresult", actor="verdi")
    assert sorted(rows.values_list("operation", flat=True)) == ["delete", "insert", "update"]
    assert set(rows.values_list("reason", flat=True)) == {"CK of the day before"}
    changed = rows.get(operation="update")
    assert set(changed.new or {}) == {"value", "canonical_value"}


def test_an_amendment_can_take_a_finding_back_to_not_assessed(
    ada: Patient, rossi: User, today: date
) -> None:
    visit = record_visit(
        patient=ada,
        by=rossi,
        visited_on=today,
        muscle_strength=Decimal(120),
        muscle_instrument="mmt8_both_sides",
        laboratory=[ck()],
    )
    amend_visit(
        visit=visit,
        by=rossi,
        reason="Not assessed",
        version=1,
        muscle_strength=None,
        muscle_instrument=None,
    )
    visit = Visit.objects.get(pk=visit.pk)
    assert (visit.muscle_strength, visit.muscle_instrument) == (None, None)
    assert not visit.laboratory.exists()


@pytest.mark.parametrize("days", [-1, 365 * 60])
def test_a_relapse_on_an_impossible_day_is_refused(
    ada: Patient, rossi: User, today: date, days: int
) -> None:
    with pytest.raises(ValidationError) as refused:
        record_relapse(
            patient=ada, by=rossi, occurred_on=today - timedelta(days=days), organ="lung"
        )
    assert set(refused.value.message_dict) == {"occurred_on"}
    assert not Relapse.objects.exists()


def test_a_relapse_is_kept_with_who_recorded_it(ada: Patient, rossi: User, today: date) -> None:
    relapse = record_relapse(patient=ada, by=rossi, occurred_on=today, organ="lung")
    assert relapse.action is None
    assert AuditEvent.objects.get(table="visits_relapse").actor == "rossi"


def test_nobody_is_born_after_her_first_visit(ada: Patient, rossi: User, today: date) -> None:
    record_visit(patient=ada, by=rossi, visited_on=today - timedelta(days=10))
    with pytest.raises(ValidationError) as refused:
        correct_patient(
            patient=ada, by=rossi, reason="Slip", date_of_birth=today - timedelta(days=9)
        )
    assert set(refused.value.message_dict) == {"date_of_birth"}
    ada.refresh_from_db()
    assert ada.date_of_birth == date(1970, 5, 1)
