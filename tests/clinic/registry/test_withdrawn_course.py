"""A course entered by mistake: taken back with its reason, and read by nothing again."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import User
from clinic.audit.models import AuditEvent
from clinic.dashboard.selectors.review_index import review_index
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.selectors import prednisone_mg_per_day_on
from clinic.registry.taper import change_dose
from clinic.registry.treatment import Dose, end_course, start_course, withdraw_course
from scoring.models import Score
from scoring.selectors import baselines
from scoring.services import recompute_if_due
from tests.entries import entries_on
from tests.scoring.findings import active_disease, remission, see, start_anakinra

pytestmark = pytest.mark.django_db


def address(course: TreatmentCourse) -> str:
    return reverse("registry:withdraw_course", args=[course.uuid])


def start_prednisone(patient: Patient, by: User, day: date) -> TreatmentCourse:
    return start_course(
        patient=patient,
        by=by,
        drug="prednisone",
        role="concomitant",
        route="oral",
        started_on=day,
        doses=[Dose(day, Decimal(25))],
    )


def test_it_needs_a_reason(at_desk: Client, anakinra: TreatmentCourse) -> None:
    page = at_desk.post(address(anakinra), {"reason": ""}).content.decode()
    assert 'id="id_reason_error"' in page
    assert TreatmentCourse.objects.filter(pk=anakinra.pk).exists()


def test_its_scores_are_no_longer_current(at_desk: Client, ada: Patient, rossi: User) -> None:
    course = start_anakinra(ada, rossi)
    for study_day, findings in ((0, active_disease()), (60, remission())):
        see(ada, rossi, study_day, findings)
    recompute_if_due(ada.pk)
    assert Score.objects.current().count() == 1

    answer = at_desk.post(address(course), {"reason": "Of another patient"})
    assert answer.status_code == 302
    assert not Score.objects.up_to_date().exists()
    recompute_if_due(ada.pk)
    assert not Score.objects.current().exists()
    assert baselines(ada) == []


def test_no_page_and_no_sum_reads_it_and_the_trail_keeps_it(
    at_desk: Client, ada: Patient, rossi: User, today: date
) -> None:
    course = start_prednisone(ada, rossi, today - timedelta(days=10))
    assert prednisone_mg_per_day_on(ada, today) == 25
    withdraw_course(course=course, by=rossi, reason="Of another patient")
    assert prednisone_mg_per_day_on(ada, today) is None
    page = at_desk.get(reverse("dashboard:patient", args=[ada.uuid])).content.decode()
    assert str(course.uuid) not in page
    assert "25 mg" not in page
    (listed,) = review_index([ada.centre_id], today)
    assert listed.prednisone_mg is None
    assert at_desk.get(address(course)).status_code == 404
    row = AuditEvent.objects.get(table="registry_treatmentcourse", operation="update")
    assert (row.reason, row.actor) == ("Of another patient", "rossi")
    assert TreatmentCourse.recorded.get(pk=course.pk).doses.count() == 1


def test_the_drug_may_be_started_again(ada: Patient, rossi: User, today: date) -> None:
    withdraw_course(course=start_prednisone(ada, rossi, today), by=rossi, reason="Slip")
    start_prednisone(ada, rossi, today)
    assert prednisone_mg_per_day_on(ada, today) == 25


def test_nothing_is_written_to_a_withdrawn_course(
    rossi: User, anakinra: TreatmentCourse, today: date
) -> None:
    withdraw_course(course=anakinra, by=rossi, reason="Slip")
    with pytest.raises(ValidationError, match="withdrawn meanwhile"):
        end_course(course=anakinra, by=rossi, ended_on=today)
    with pytest.raises(ValidationError, match="withdrawn meanwhile"):
        change_dose(course=anakinra, by=rossi, dose=Dose(today, Decimal(200)))


def test_a_used_form_does_not_bring_it_back_in_silence(
    at_desk: Client, ada: Patient, rossi: User
) -> None:
    new = reverse("registry:start_course", args=[ada.uuid])
    typed = entries_on(at_desk.get(new).content.decode())
    at_desk.post(new, typed)
    withdraw_course(course=ada.courses.get(), by=rossi, reason="Slip")
    page = at_desk.post(new, typed).content.decode()
    assert "This page has saved Anakinra already" in page
    assert not ada.courses.exists()
