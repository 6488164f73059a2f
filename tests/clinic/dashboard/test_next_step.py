"""The pages of a patient with nothing recorded yet: what is said, and what to do first."""

import re
from datetime import date, timedelta

from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from tests.clinic.dashboard.course import active, register, see, treat


def page_of(client: Client, patient: Patient) -> str:
    return client.get(reverse("dashboard:patient", args=[patient.uuid])).content.decode()


def primary_buttons(text: str) -> list[str]:
    return re.findall(r'class="button primary"[^>]*>\s*([^<]+?)\s*<', text)


def test_before_the_first_visit_none_is_overdue(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = register(rossi, milan, "P-101")
    treat(patient, rossi, today - timedelta(days=100))

    text = page_of(at_desk, patient)
    assert "100 days overdue" not in text
    assert "No visit has been recorded, so there is no baseline yet." in text
    row = at_desk.get(reverse("dashboard:review")).content.decode()
    assert "100 days overdue" not in row
    assert "baseline to record" in row


def test_a_late_visit_after_the_baseline_is_overdue(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = register(rossi, milan, "P-101")
    treat(patient, rossi, today - timedelta(days=100))
    see(patient, rossi, today - timedelta(days=100), active())

    assert "Next visit: 72 days overdue." in page_of(at_desk, patient)


def test_a_page_has_one_first_thing_to_do(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = register(rossi, milan, "P-101")
    assert primary_buttons(page_of(at_desk, patient)) == ["Start anakinra"]

    treat(patient, rossi, today)
    assert primary_buttons(page_of(at_desk, patient)) == ["New visit"]

    see(patient, rossi, today, active())
    assert primary_buttons(page_of(at_desk, patient)) == ["New visit"]
