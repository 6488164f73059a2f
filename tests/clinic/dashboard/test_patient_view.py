"""A patient's page: first who does not get it, and what must not stand on it."""

import json
import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import GRANTS, Permission, Role
from clinic.registry.models import Patient
from clinic.registry.treatment import Dose, end_course, start_course
from clinic.visits.services import record_relapse
from scoring.models import MAX_ATTEMPTS, Recomputation
from scoring.services import mark_due, recompute_if_due
from tests.clinic.dashboard.course import active, better, course, register, see, treat
from tests.clinic.dashboard.queries import queries_of
from tests.people import let_in


def page_of(client: Client, patient: Patient, asking: str = "") -> str:
    answer = client.get(reverse("dashboard:patient", args=[patient.uuid]) + asking)
    assert answer.status_code == 200
    return answer.content.decode()


def figure(text: str, name: str) -> dict[str, Any]:
    block = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', text)
    assert block
    drawn: dict[str, Any] = json.loads(block[1])
    return drawn


@pytest.mark.parametrize("name", ["patient", "scores", "baseline"])
def test_an_unknown_patient_is_not_found(name: str, at_desk: Client) -> None:
    assert at_desk.get(reverse(f"dashboard:{name}", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize("name", ["patient", "scores", "baseline"])
def test_another_centres_patient_is_not_found(
    name: str, client: Client, neri: User, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    let_in(client, neri)

    answer = client.get(reverse(f"dashboard:{name}", args=[patient.uuid]))
    assert answer.status_code == 404
    assert "P-101" not in answer.content.decode()


@pytest.mark.parametrize("name", ["patient", "scores", "baseline"])
def test_a_role_without_the_permission_gets_403_and_no_patient(
    name: str, client: Client, greco: User, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    let_in(client, greco)

    answer = client.get(reverse(f"dashboard:{name}", args=[patient.uuid]))
    assert answer.status_code == 403
    assert "P-101" not in answer.content.decode()


def test_no_name_stands_on_the_page(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    text = page_of(at_desk, course(rossi, milan, "P-101", today))

    assert "Bianchi" not in text
    assert "1970" not in text


def test_while_pending_no_old_score_stands_anywhere(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    assert "57.5" in page_of(at_desk, patient)

    mark_due(patient.pk)
    text = page_of(at_desk, patient)
    assert "57.5" not in text
    assert "Moderate" not in text
    assert "Being recomputed" in text
    assert all(
        point in (20, 40, 60) for trace in figure(text, "response")["data"] for point in trace["y"]
    )


def test_a_page_asks_whether_its_scores_are_still_those_it_shows(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    """From current to pending to the new one: nobody has to load the page again."""
    patient = course(rossi, milan, "P-101", today)
    shown = page_of(at_desk, patient)
    assert at_desk.get(question_of(shown)).status_code == 204
    assert "every" not in shown

    mark_due(patient.pk)
    pending = at_desk.get(question_of(shown)).content.decode()
    assert "Being recomputed" in pending
    assert "57.5" not in pending
    assert at_desk.get(question_of(pending)).status_code == 204
    assert 'hx-trigger="look from:body, every 2s"' in pending

    recompute_if_due(patient.pk)
    answer = at_desk.get(question_of(pending)).content.decode()
    assert "57.5" in answer
    assert "<html" not in answer
    assert at_desk.get(question_of(answer)).status_code == 204


def test_a_change_during_a_recomputation_is_no_news_that_could_be_missed(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    mark_due(patient.pk)
    pending = page_of(at_desk, patient)
    recompute_if_due(patient.pk)
    mark_due(patient.pk)
    assert at_desk.get(question_of(pending)).status_code == 200


def question_of(text: str) -> str:
    """The address at which a page asks whether anything is new."""
    return unescape(re.findall(r'hx-get="([^"]+seen=[^"]*)"', text)[0])


def test_a_failed_recomputation_is_said_and_no_score_shown(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    mark_due(patient.pk)
    Recomputation.objects.filter(patient=patient).update(attempts=MAX_ATTEMPTS)

    text = page_of(at_desk, patient)
    assert "could not be recomputed" in text
    assert "57.5" not in text
    assert "every" not in text, "it is not asked for again and again"


def test_without_treatment_the_page_offers_to_start_anakinra(
    at_desk: Client, rossi: User, milan: Centre
) -> None:
    text = page_of(at_desk, register(rossi, milan, "P-101"))

    assert "Start anakinra" in text
    assert 'data-figure="' not in text


def test_data_entry_is_not_offered_what_it_may_not_do(
    client: Client, verdi: User, rossi: User, milan: Centre, today: date
) -> None:
    let_in(client, verdi)
    assert "Start anakinra" not in page_of(client, register(rossi, milan, "P-101"))

    text = page_of(client, course(rossi, milan, "P-102", today))
    assert "New visit" in text
    for refused in ("Change dose", "Choose another", "Start a treatment", "Record a relapse"):
        assert refused not in text


def test_who_registers_patients_is_offered_to_correct_and_nobody_else(
    client: Client, verdi: User, rossi: User, milan: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = register(rossi, milan, "P-101")
    address = reverse("registry:correct", args=[patient.uuid])
    let_in(client, verdi)
    assert address in page_of(client, patient)
    monkeypatch.setitem(GRANTS, Permission.REGISTER_PATIENTS, frozenset({Role.CLINICIAN}))
    assert address not in page_of(client, patient)


def test_without_a_baseline_the_page_says_what_to_do(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = register(rossi, milan, "P-101")
    treat(patient, rossi, today - timedelta(days=100))
    see(patient, rossi, today - timedelta(days=5), better())
    recompute_if_due(patient.pk)

    text = page_of(at_desk, patient)
    assert "There is no baseline" in text
    assert "There is no baseline visit yet." in text


def test_with_a_baseline_alone_the_page_waits_for_the_first_followup(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    text = page_of(at_desk, course(rossi, milan, "P-101", today, days=(-10,)))

    assert "gives the first score" in text
    assert "Baseline" in text


def test_a_full_page_shows_score_dose_worse_measures_and_the_rule(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100, -60))
    see(patient, rossi, today - timedelta(days=5), better(muscle_strength=Decimal(90), haq=None))
    record_relapse(
        patient=patient,
        by=rossi,
        occurred_on=today - timedelta(days=5),
        organ="heart",
        action="Prednisone raised to 50 mg",
    )
    recompute_if_due(patient.pk)

    text = page_of(at_desk, patient)
    for words in (
        "Day 100 of anakinra 100 mg/d.",
        "Interstitial lung disease, myositis.",
        "<strong>MMT8</strong> 100 → 90",
        "HAQ-DI",
        "50 mg a day",
        "prednisone 50 mg/d",
        "Prednisone raised to 50 mg",
        "Meets the rule",
        "Positive by ELISA",
        "not assessed",
    ):
        assert words in text, words


def test_the_dose_of_a_relapse_says_where_it_is_a_daily_mean(
    at_desk: Client, rossi: User, ada: Patient, today: date
) -> None:
    start_course(
        patient=ada,
        by=rossi,
        drug="prednisone",
        role="concomitant",
        route="oral",
        started_on=today - timedelta(days=9),
        doses=[
            Dose(today - timedelta(days=9), Decimal(10)),
            Dose(today, Decimal(15), every_days=2),
        ],
    )
    record_relapse(patient=ada, by=rossi, occurred_on=today - timedelta(days=1), organ="lung")
    assert "daily mean" not in page_of(at_desk, ada)

    record_relapse(patient=ada, by=rossi, occurred_on=today, organ="heart")
    text = page_of(at_desk, ada)
    assert "prednisone 7.5 mg/d" in text
    assert text.count("daily mean") == 1


def test_the_numbers_of_the_figures_stand_beside_them(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    text = page_of(at_desk, course(rossi, milan, "P-101", today))
    crp = next(
        trace for trace in figure(text, "inflammation")["data"] if trace.get("name") == "CRP"
    )

    assert crp["y"] == [40.0, 8.0, 8.0]
    assert text.count("The same numbers as a table") == 2
    for number in ("40", "8", "84", "57.5"):
        assert f">{number}</td>" in text, number


def test_a_second_index_treatment_has_its_own_baseline_and_can_be_chosen(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100, -60))
    (first,) = patient.courses.filter(role="index")
    end_course(course=first, by=rossi, ended_on=today - timedelta(days=50))
    start_course(
        patient=patient,
        by=rossi,
        drug="rituximab",
        role="index",
        started_on=today - timedelta(days=40),
    )
    see(patient, rossi, today - timedelta(days=5), better())
    recompute_if_due(patient.pk)

    latest = figure(page_of(at_desk, patient), "response")
    earlier = figure(page_of(at_desk, patient, f"?course={first.uuid}"), "response")
    assert [trace["y"] for trace in latest["data"] if "customdata" in trace] == [[0.0]]
    assert [trace["y"] for trace in earlier["data"] if "customdata" in trace] == [[57.5, 57.5]]


def test_nonsense_for_a_course_shows_the_latest(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)

    assert "57.5" in page_of(at_desk, patient, "?course=x")
    assert "57.5" in page_of(at_desk, patient, f"?course={uuid4()}")


def test_a_script_in_an_action_is_text(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    record_relapse(
        patient=patient, by=rossi, occurred_on=today, organ="lung", action="<script>x</script>"
    )

    assert "<script>x" not in page_of(at_desk, patient)


def test_the_page_asks_the_same_questions_whatever_the_number_of_visits(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    few = course(rossi, milan, "P-101", today, days=(-100, -10))
    many = course(rossi, milan, "P-102", today, days=range(-100, 0, 4))
    record_relapse(patient=many, by=rossi, occurred_on=today, organ="lung")
    recompute_if_due(many.pk)

    asked_few = queries_of(lambda: page_of(at_desk, few))
    asked_many = queries_of(lambda: page_of(at_desk, many))
    assert len(asked_few) == len(asked_many) == 9, asked_many


def test_a_child_is_measured_by_the_thresholds_of_children(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    born = today - timedelta(days=12 * 365)
    text = page_of(at_desk, course(rossi, milan, "P-101", today, born=born))

    assert figure(text, "response")["layout"]["yaxis"]["tickvals"] == [0, 30, 45, 70, 100]


def test_an_adult_by_today_who_was_a_child_at_baseline_is_a_child(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    born = (today - timedelta(days=50)).replace(year=today.year - 18)
    text = page_of(at_desk, course(rossi, milan, "P-101", today, born=born))

    assert figure(text, "response")["layout"]["yaxis"]["tickvals"] == [0, 30, 45, 70, 100]


def test_active_disease_again_is_no_response_and_drawn_as_none(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100,))
    see(patient, rossi, today - timedelta(days=5), active())
    recompute_if_due(patient.pk)

    points = next(
        t for t in figure(page_of(at_desk, patient), "response")["data"] if "customdata" in t
    )
    assert (points["y"], points["marker"]["color"]) == ([0.0], ["var(--none-fill)"])
