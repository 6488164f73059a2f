"""Baseline and enzyme, chosen with a reason: first what is refused."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from scoring.models import Episode, Score
from scoring.services import recompute_if_due
from tests.clinic.dashboard.course import active, better, register, see, treat
from tests.people import let_in


@pytest.fixture
def patient(rossi: User, milan: Centre, today: date) -> Patient:
    """Two visits that could be the baseline, and a follow-up."""
    patient = register(rossi, milan, "P-101")
    treat(patient, rossi, today - timedelta(days=100))
    for day in (-120, -100):
        see(patient, rossi, today + timedelta(days=day), active())
    see(patient, rossi, today - timedelta(days=10), better())
    recompute_if_due(patient.pk)
    return patient


def address(patient: Patient) -> str:
    return reverse("dashboard:baseline", args=[patient.uuid])


def episode(patient: Patient) -> Episode:
    return Episode.objects.get(course__patient=patient)


def test_data_entry_may_not_choose(client: Client, verdi: User, patient: Patient) -> None:
    let_in(client, verdi)
    answer = client.post(address(patient), {"decision": "baseline"})

    assert answer.status_code == 403
    assert "P-101" not in answer.content.decode()


def test_before_there_is_an_index_treatment_there_is_nothing_to_choose(
    at_desk: Client, rossi: User, milan: Centre
) -> None:
    assert at_desk.get(address(register(rossi, milan, "P-102"))).status_code == 404


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_choice_without_a_reason_is_not_saved(
    reason: str, at_desk: Client, patient: Patient
) -> None:
    first = patient.visits.first()
    assert first
    answer = at_desk.post(
        address(patient),
        {"decision": "baseline", "baseline-visit": str(first.uuid), "baseline-reason": reason},
    )

    assert answer.status_code == 200
    assert "This field is required." in answer.content.decode()
    assert episode(patient).designated_baseline is None


def test_a_follow_up_is_no_choice(at_desk: Client, patient: Patient) -> None:
    followup = patient.visits.last()
    assert followup
    answer = at_desk.post(
        address(patient),
        {"decision": "baseline", "baseline-visit": str(followup.uuid), "baseline-reason": "x"},
    )

    assert answer.status_code == 200
    assert episode(patient).designated_baseline is None


def test_an_enzyme_that_is_left_out_cannot_be_followed(at_desk: Client, patient: Patient) -> None:
    answer = at_desk.post(
        address(patient),
        {
            "decision": "enzyme",
            "enzyme-use": "ck",
            "enzyme-exclude": ["ck"],
            "enzyme-reason": "statin",
        },
    )

    assert "This enzyme is excluded." in answer.content.decode()
    assert episode(patient).enzyme is None


def test_a_designated_baseline_is_saved_with_its_reason_and_scores_follow(
    at_desk: Client, patient: Patient
) -> None:
    first = patient.visits.first()
    assert first
    answer = at_desk.post(
        address(patient),
        {
            "decision": "baseline",
            "baseline-visit": str(first.uuid),
            "baseline-reason": "the one before steroids",
        },
    )
    recompute_if_due(patient.pk)

    assert answer.status_code == 302
    assert episode(patient).designated_baseline == first
    assert {score.baseline_id for score in Score.objects.up_to_date()} == {first.pk}
    page = at_desk.get(reverse("dashboard:patient", args=[patient.uuid])).content.decode()
    assert "the one before steroids" in page


def test_the_rule_can_be_chosen_again(at_desk: Client, patient: Patient) -> None:
    for visit in (str(patient.visits.all()[0].uuid), ""):
        at_desk.post(
            address(patient),
            {"decision": "baseline", "baseline-visit": visit, "baseline-reason": "tried"},
        )

    assert episode(patient).designated_baseline is None


def test_an_enzyme_is_chosen_with_its_reason(at_desk: Client, patient: Patient) -> None:
    answer = at_desk.post(
        address(patient),
        {"decision": "enzyme", "enzyme-exclude": ["alt", "ldh"], "enzyme-reason": "lung disease"},
    )

    assert answer.status_code == 302
    chosen = episode(patient)
    assert (chosen.enzyme, chosen.excluded_enzymes) == (None, ["alt", "ldh"])
    assert chosen.enzyme_reason == "lung disease"
