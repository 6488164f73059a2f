"""Recording a relapse."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import User
from clinic.registry.models import Patient
from clinic.registry.treatment import Dose, start_course
from clinic.visits.models import Relapse
from tests.people import let_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def tapering(ada: Patient, rossi: User, today: date) -> date:
    """25 mg of prednisone, from the returned day 8 mg of methylprednisolone: 10 mg."""
    start, later = today - timedelta(days=60), today - timedelta(days=20)
    prednisone = {"drug": "prednisone", "role": "concomitant", "route": "oral"}
    start_course(
        patient=ada,
        by=rossi,
        started_on=start,
        ended_on=later - timedelta(days=1),
        doses=[Dose(start, Decimal(25))],
        **prednisone,
    )
    start_course(
        patient=ada,
        by=rossi,
        started_on=later,
        doses=[Dose(later, Decimal(8))],
        **prednisone | {"drug": "methylprednisolone"},
    )
    return later


def form(patient: Patient) -> str:
    return reverse("visits:record_relapse", args=[patient.uuid])


def dose(patient: Patient, day: str) -> str:
    return reverse("visits:relapse_dose", args=[patient.uuid]) + f"?occurred_on={day}"


def test_data_entry_does_not_record_relapses(client: Client, verdi: User, ada: Patient) -> None:
    let_in(client, verdi)
    assert client.get(form(ada)).status_code == 403
    assert client.get(dose(ada, "2026-01-01")).status_code == 403


def test_another_centres_patient_is_404(client: Client, neri: User, ada: Patient) -> None:
    let_in(client, neri)
    assert client.get(form(ada)).status_code == 404
    assert client.get(dose(ada, "2026-01-01")).status_code == 404


def test_a_relapse_in_the_future_or_without_organ_is_refused_and_kept(
    at_desk: Client, ada: Patient, today: date
) -> None:
    tomorrow = (today + timedelta(days=1)).isoformat()
    page = at_desk.post(
        form(ada), {"occurred_on": tomorrow, "organ": "", "action": "Dose doubled"}
    ).content.decode()
    assert "This day is in the future." in page
    assert "This field is required." in page
    assert "Dose doubled" in page
    assert not Relapse.objects.exists()


def test_the_dose_of_the_day_is_computed_from_the_treatments(
    at_desk: Client, ada: Patient, tapering: date
) -> None:
    before = (tapering - timedelta(days=1)).isoformat()
    assert "<strong>25</strong>" in at_desk.get(dose(ada, before)).content.decode()
    assert "<strong>10</strong>" in at_desk.get(dose(ada, tapering.isoformat())).content.decode()


def test_a_dose_that_nobody_recorded_is_not_zero(at_desk: Client, ada: Patient) -> None:
    assert "Not known" in at_desk.get(dose(ada, "2026-01-01")).content.decode()
    assert "Give the day first" in at_desk.get(dose(ada, "soon")).content.decode()


def test_a_relapse_is_recorded(at_desk: Client, ada: Patient, tapering: date) -> None:
    entries = {"occurred_on": tapering.isoformat(), "organ": "lung", "action": ""}
    assert at_desk.post(form(ada), entries).status_code == 302
    relapse = Relapse.objects.get()
    assert (relapse.occurred_on, relapse.organ, relapse.action) == (tapering, "lung", None)
