"""A baseline, chosen with a reason: first what is refused."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from clinic.visits.services import amend_visit
from scoring.models import Episode, Score
from scoring.services import designate_baseline, recompute_if_due
from tests.clinic.dashboard.course import active, better, register, see, treat
from tests.entries import entries_on
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
    answer = client.post(address(patient), {"reason": "x"})

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
        {"visit": str(first.uuid), "reason": reason},
    )

    assert answer.status_code == 200
    assert "This field is required." in answer.content.decode()
    assert episode(patient).designated_baseline is None


def test_a_follow_up_is_no_choice(at_desk: Client, patient: Patient) -> None:
    followup = patient.visits.last()
    assert followup
    answer = at_desk.post(
        address(patient),
        {"visit": str(followup.uuid), "reason": "x"},
    )

    assert answer.status_code == 200
    assert episode(patient).designated_baseline is None


def test_a_designated_baseline_is_saved_with_its_reason_and_scores_follow(
    at_desk: Client, patient: Patient
) -> None:
    first = patient.visits.first()
    assert first
    answer = at_desk.post(
        address(patient),
        {
            "visit": str(first.uuid),
            "reason": "the one before steroids",
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
            {"visit": visit, "reason": "tried"},
        )

    assert episode(patient).designated_baseline is None


def test_a_designation_that_somebody_made_meanwhile_is_shown_beside_ones_own(
    at_desk: Client, rossi: User, patient: Patient
) -> None:
    first, second = patient.visits.all()[:2]
    sent = entries_on(at_desk.get(address(patient)).content.decode())
    sent |= {"visit": str(first.uuid), "reason": "before steroids"}
    designate_baseline(episode=episode(patient), by=rossi, visit=second, reason="agreed")
    answer = at_desk.post(address(patient), sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    both = [date_format(one.visited_on, "SHORT_DATE_FORMAT") for one in (second, first)]
    assert f"<td>{both[0]}</td><td>{both[1]}</td>" in page
    assert episode(patient).designated_baseline == second
    assert at_desk.post(address(patient), entries_on(page)).status_code == 302
    assert episode(patient).designated_baseline == first


def test_what_another_baseline_would_change_is_shown_first(
    at_desk: Client, rossi: User, patient: Patient
) -> None:
    first = patient.visits.first()
    assert first
    amend_visit(
        visit=first,
        by=rossi,
        reason="misread",
        version=first.version,
        **active(physician_global_cm=Decimal("6.1")),
    )
    preview = reverse("dashboard:baseline_preview", args=[patient.uuid])
    page = at_desk.post(preview, {"visit": str(first.uuid)}).content.decode()
    day = date_format(first.visited_on, "SHORT_DATE_FORMAT")
    assert f"The baseline is the visit of {day}." in page
    assert "1 of 1 scores comes out otherwise." in page
    assert "57.5" in page
    assert episode(patient).designated_baseline is None
    assert "stays as it is" in at_desk.post(preview, {"visit": ""}).content.decode()


@pytest.mark.parametrize("visit", ["nonsense", "b0a5f1d2-3a53-4a3e-9a77-0a4a5d8f9c11"])
def test_of_a_visit_that_is_no_choice_nothing_is_told(
    visit: str, at_desk: Client, patient: Patient
) -> None:
    preview = reverse("dashboard:baseline_preview", args=[patient.uuid])
    page = at_desk.post(preview, {"visit": visit}).content.decode()
    assert "The baseline is" not in page


def test_without_a_baseline_a_score_comes_with_one(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = register(rossi, milan, "P-103")
    treat(patient, rossi, today - timedelta(days=100))
    old = see(patient, rossi, today - timedelta(days=300), active())
    see(patient, rossi, today - timedelta(days=10), better())
    recompute_if_due(patient.pk)
    assert "There is no baseline visit yet." in at_desk.get(address(patient)).content.decode()
    preview = reverse("dashboard:baseline_preview", args=[patient.uuid])
    page = at_desk.post(preview, {"visit": str(old.uuid)}).content.decode()
    assert "no score" in page
    assert "57.5" in page


def test_the_way_to_the_enzyme_of_this_baseline_stands_on_the_page(
    at_desk: Client, patient: Patient
) -> None:
    page = at_desk.get(address(patient)).content.decode()
    course = episode(patient).course
    assert f"{reverse('dashboard:enzyme', args=[patient.uuid])}?course={course.uuid}" in page
