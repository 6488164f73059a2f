"""A visit entered by mistake: taken back with its reason, read by nothing, and restored."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic.accounts.models import User
from clinic.audit.models import AuditEvent
from clinic.dashboard.selectors.patient import patient_findings
from clinic.dashboard.selectors.review_index import review_index
from clinic.registry.models import Patient
from clinic.registry.services import correct_patient
from clinic.saving import AlreadySaved
from clinic.visits.models import Visit
from clinic.visits.selectors import history, visits_on
from clinic.visits.services import (
    SameDayVisit,
    VisitChangedMeanwhile,
    record_visit,
    restore_visit,
    withdraw_visit,
)
from tests.scoring.findings import active_disease, amend, day, remission, see, start_anakinra

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(ada: Patient, rossi: User) -> Visit:
    """Ada's follow-up, the last of three visits."""
    start_anakinra(ada, rossi)
    see(ada, rossi, -5, active_disease())
    see(ada, rossi, 30, remission())
    return see(ada, rossi, 60, active_disease())


@pytest.mark.parametrize("verb", [withdraw_visit, restore_visit])
def test_it_needs_a_reason(visit: Visit, rossi: User, verb: object) -> None:
    with pytest.raises(ValidationError) as refused:
        verb(visit=visit, by=rossi, reason=" ")
    assert "reason" in refused.value.message_dict
    assert Visit.objects.filter(pk=visit.pk).exists()


def test_the_row_stays_marked_with_who_and_why(visit: Visit, rossi: User) -> None:
    withdraw_visit(visit=visit, by=rossi, reason="Of another patient")
    assert not Visit.objects.filter(pk=visit.pk).exists()
    stored = Visit.recorded.get(pk=visit.pk)
    assert stored.withdrawn_at is not None
    assert stored.laboratory.count() == 1
    event = AuditEvent.objects.filter(table="visits_visit").latest("id")
    assert (event.operation, event.actor, event.reason) == ("update", "rossi", "Of another patient")
    assert event.new is not None
    assert list(event.new) == ["withdrawn_at"]


def test_restored_it_is_as_it_was(visit: Visit, rossi: User) -> None:
    before = Visit.objects.filter(pk=visit.pk).values().get()
    withdraw_visit(visit=visit, by=rossi, reason="Of another patient")
    restore_visit(visit=visit, by=rossi, reason="It is hers after all")
    assert Visit.objects.filter(pk=visit.pk).values().get() == before


def test_withdrawn_twice_the_first_time_holds(visit: Visit, rossi: User) -> None:
    first = withdraw_visit(visit=visit, by=rossi, reason="Of another patient").withdrawn_at
    assert withdraw_visit(visit=visit, by=rossi, reason="Sure").withdrawn_at == first


def test_a_visit_that_stands_is_restored_to_itself(visit: Visit, rossi: User) -> None:
    events = AuditEvent.objects.filter(table="visits_visit").count()
    assert restore_visit(visit=visit, by=rossi, reason="slip").withdrawn_at is None
    assert AuditEvent.objects.filter(table="visits_visit").count() == events


def test_what_was_amended_since_is_not_withdrawn_unseen(visit: Visit, rossi: User) -> None:
    seen = visit.version
    amend(visit, rossi, remission())
    with pytest.raises(VisitChangedMeanwhile):
        withdraw_visit(visit=visit, by=rossi, reason="empty", version=seen)
    assert Visit.objects.filter(pk=visit.pk).exists()


def test_a_withdrawn_visit_is_not_amended(visit: Visit, rossi: User) -> None:
    withdraw_visit(visit=visit, by=rossi, reason="Of another patient")
    with pytest.raises(ValidationError, match="withdrawn meanwhile"):
        amend(Visit.recorded.get(pk=visit.pk), rossi, remission())


def test_it_does_not_come_back_before_a_corrected_birth(
    ada: Patient, visit: Visit, rossi: User
) -> None:
    for seen in Visit.objects.filter(visited_on__lte=day(30)):
        withdraw_visit(visit=seen, by=rossi, reason="Of her mother")
    ada.courses.update(started_on=day(50))
    correct_patient(patient=ada, by=rossi, reason="misread", date_of_birth=day(40))
    early = Visit.recorded.filter(visited_on__lte=day(30))[0]
    with pytest.raises(ValidationError) as refused:
        restore_visit(visit=early, by=rossi, reason="hers")
    assert "visited_on" in refused.value.message_dict


# --- Read by nothing ------------------------------------------------------------------------


def test_its_day_is_free_again(ada: Patient, visit: Visit, rossi: User) -> None:
    with pytest.raises(SameDayVisit):
        see(ada, rossi, 60, remission())
    withdraw_visit(visit=visit, by=rossi, reason="Of another patient")
    assert see(ada, rossi, 60, remission()) != visit
    assert visit not in visits_on(ada, visit.visited_on)


def test_no_page_reads_it(ada: Patient, visit: Visit, rossi: User) -> None:
    assert _read(ada) == [day(-5), day(30), day(60)]
    withdraw_visit(visit=visit, by=rossi, reason="Of another patient")
    assert _read(ada) == [day(-5), day(30)]
    restore_visit(visit=visit, by=rossi, reason="It is hers after all")
    assert _read(ada) == [day(-5), day(30), day(60)]


def _read(patient: Patient) -> list[date]:
    """The days of the visits, which every reader finds alike."""
    patient = Patient.objects.get(pk=patient.pk)
    today = timezone.localdate()
    days = [visit.visited_on for visit in patient.visits.all()]
    (entry,) = review_index([patient.centre_id], today)
    assert entry.last_visit_on == days[-1]
    assert [visit.visited_on for visit in patient_findings(patient, today).visits] == days
    assert [visit.visited_on for visit in history(patient, before=today).visits] == days
    return days


# --- The form that made it ------------------------------------------------------------------


def test_its_form_sent_again_is_told_that_it_made_this_visit(
    ada: Patient, rossi: User, today: date
) -> None:
    token = uuid4()
    visit = record_visit(patient=ada, by=rossi, visited_on=today, form_token=token)
    withdraw_visit(visit=visit, by=rossi, reason="Of another patient")
    with pytest.raises(AlreadySaved):
        record_visit(patient=ada, by=rossi, visited_on=today, form_token=token)


def test_the_page_that_made_it_offers_to_record_another(
    ada: Patient, rossi: User, at_desk: Client, today: date
) -> None:
    address = reverse("visits:record", args=[ada.uuid])
    sent = {"visited_on": today.isoformat(), "haq": "1", "form_token": str(uuid4())}
    at_desk.post(address, sent)
    withdraw_visit(visit=ada.visits.get(), by=rossi, reason="Of another patient")
    page = at_desk.post(address, sent)
    assert "was withdrawn" in page.content.decode()
    assert not ada.visits.exists()
    sent["form_token"] = str(page.context["form"]["form_token"].value())
    assert at_desk.post(address, sent).status_code == 302
    assert ada.visits.count() == 1
