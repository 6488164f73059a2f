"""Scores that are not up to date, on every page: never the old one, and which of the two it is."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from scoring.models import MAX_ATTEMPTS, Recomputation
from scoring.selectors import edition
from scoring.services import mark_due
from tests.clinic.dashboard.course import course
from tests.clinic.dashboard.queries import queries_of
from tests.clinic.visits.typing import typed

PAGES = ("review", "patient", "visit", "cohort", "score_panel")
OLD = ("57.5", "Moderate", "moderate-fill")


@pytest.fixture
def behind(rossi: User, milan: Centre, today: date) -> Patient:
    """Scored once, 57.5 and moderate, and changed since."""
    patient = course(rossi, milan, "P-101", today, days=(-100, -60, -10))
    mark_due(patient.pk)
    return patient


def give_up(patient: Patient) -> None:
    Recomputation.objects.filter(patient=patient).update(attempts=MAX_ATTEMPTS)


def text_of(client: Client, name: str, patient: Patient) -> str:
    """The words of a page about this patient, without its small lines and legends."""
    if name == "score_panel":
        address = reverse("dashboard:score_panel", args=[patient.uuid])
        answer = client.post(address, typed(physician_global_cm="3"))
    else:
        uuid = {"patient": patient.uuid, "visit": patient.visits.last().uuid}.get(name)
        answer = client.get(reverse(f"dashboard:{name}", args=[uuid] if uuid else []))
    assert answer.status_code == 200
    return re.sub(r"<(select|symbol|footer).*?</\1>", "", answer.content.decode(), flags=re.S)


@pytest.mark.parametrize("name", PAGES)
def test_what_was_given_up_is_not_said_to_be_recomputed(
    name: str, at_desk: Client, behind: Patient
) -> None:
    give_up(behind)
    text = text_of(at_desk, name, behind)

    assert not re.search(r"(being|>)\s*recomput", text, re.I)
    assert "could not be recomputed" in text
    assert "ell whoever runs the program" in text
    assert "every" not in "".join(re.findall(r'hx-trigger="[^"]*"', text))


@pytest.mark.parametrize("name", PAGES)
def test_what_is_being_recomputed_is_not_said_to_have_failed(
    name: str, at_desk: Client, behind: Patient
) -> None:
    text = text_of(at_desk, name, behind)

    assert re.search(r"recomput", text, re.I)
    assert "could not be recomputed" not in text
    assert "Not recomputed" not in text


def test_without_a_score_no_enzyme_is_said_to_be_missing(at_desk: Client, behind: Patient) -> None:
    """CK was measured; which enzyme is followed stands in the score, and there is none."""
    text = text_of(at_desk, "patient", behind)

    assert "Muscle enzyme" not in text
    assert "no baseline value" not in text


@pytest.mark.parametrize("is_given_up", [False, True])
@pytest.mark.parametrize("name", PAGES)
def test_an_old_score_stands_nowhere(
    name: str, is_given_up: bool, at_desk: Client, behind: Patient
) -> None:
    if is_given_up:
        give_up(behind)
    text = text_of(at_desk, name, behind)

    for old in OLD if name != "score_panel" else OLD[:1]:
        assert old not in text, old


def test_while_nothing_has_changed_the_waiting_part_asks_one_question(
    at_desk: Client, behind: Patient
) -> None:
    shown = edition(Patient.objects.get(pk=behind.pk))
    address = reverse("dashboard:scores", args=[behind.uuid]) + f"?seen={shown}"

    assert len(queries_of(lambda: at_desk.get(address))) == 1
