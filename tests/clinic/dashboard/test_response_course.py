"""The course of the response on a patient's page: nothing old, then its words."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from clinic.accounts.models import Centre, User
from clinic.dashboard.response_course import ResponseCourse, ScoreCourse, response_course
from clinic.dashboard.selectors.patient import patient_findings
from clinic.registry.models import Patient
from clinic.visits.services import record_relapse
from scoring.models import MAX_ATTEMPTS, Recomputation
from scoring.services import mark_due, recompute_if_due
from tests.clinic.dashboard.course import active, better, course, register, see, treat
from tests.clinic.dashboard.test_patient_view import page_of

EMPTY: dict[str, Any] = {
    "physician_global_cm": None,
    "patient_global_cm": None,
    "extramuscular_global_cm": None,
    "muscle_strength": None,
    "muscle_instrument": None,
    "haq": None,
    "laboratory": [],
}


def treated(by: User, centre: Centre, today: date, *found: dict[str, Any], **facts: Any) -> Patient:
    """Day 0 is 100 days ago; then one visit every 20 days with these findings."""
    patient = register(by, centre, "P-101", **facts)
    start = today - timedelta(days=100)
    treat(patient, by, start)
    see(patient, by, start, active())
    for number, findings in enumerate(found, start=1):
        see(patient, by, start + timedelta(days=20 * number), findings)
    recompute_if_due(patient.pk)
    return patient


def course_of(patient: Patient, today: date) -> ResponseCourse | None:
    return response_course(patient_findings(Patient.objects.get(pk=patient.pk), today))


def scores_of(patient: Patient, today: date) -> ScoreCourse:
    found = course_of(patient, today)
    assert found is not None
    assert found.scores is not None
    return found.scores


def lines(scores: ScoreCourse) -> list[tuple[str, str, str | None, str | None]]:
    return [(str(line.name), line.reached, line.possible, line.lasted) for line in scores.lines]


def section(text: str) -> str:
    """The words of the section, without its tags."""
    found = re.search(r'<section class="response-course".*?</section>', text, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_without_an_index_treatment_there_is_no_course(
    db: None, rossi: User, milan: Centre, today: date
) -> None:
    assert course_of(register(rossi, milan, "P-101"), today) is None


@pytest.mark.parametrize("standing", ["pending", "failed"])
def test_nothing_of_an_old_score_stands_in_the_course(
    standing: str, at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    assert "Moderate" in section(page_of(at_desk, patient))

    mark_due(patient.pk)
    if standing == "failed":
        Recomputation.objects.filter(patient=patient).update(attempts=MAX_ATTEMPTS)
    text = section(page_of(at_desk, patient))
    assert ("Being recomputed" if standing == "pending" else "Not recomputed") in text
    for old in ("Moderate", "day 40", "Worsening", "Deterioration"):
        assert old not in text
    assert "5050 mg of prednisone" in text


def test_before_the_first_score_the_course_says_so(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    text = section(page_of(at_desk, course(rossi, milan, "P-101", today, days=(-10,))))
    assert "No visit has a score yet." in text
    assert "Relapses none" in text


def test_times_durations_best_and_last(rossi: User, milan: Centre, today: date, db: None) -> None:
    patient = treated(rossi, milan, today, active(), better(), better(), active())
    found = scores_of(patient, today)
    lost = (today - timedelta(days=20)).strftime("%-d %b %Y")

    assert lines(found) == [
        ("Minimal", "day 40", None, f"lost after 40 days, on {lost}"),
        ("Moderate", "day 40", None, f"lost after 40 days, on {lost}"),
        ("Major", "not by day 80", None, None),
    ]
    assert [line.is_reached for line in found.lines] == [True, True, False]
    assert found.best is not None
    assert (found.best.category, found.best.day) == ("moderate", today - timedelta(days=60))
    assert found.last is not None
    assert (found.last.category, found.last.day) == ("none", today - timedelta(days=20))


def test_what_still_holds_is_told_as_such(
    rossi: User, milan: Centre, today: date, db: None
) -> None:
    held = scores_of(treated(rossi, milan, today, better(), better()), today)
    assert lines(held)[1] == ("Moderate", "day 20", None, "held for 20 days, to the last score")


def test_a_response_of_the_last_visit_has_not_held_yet(
    rossi: User, milan: Centre, today: date, db: None
) -> None:
    found = scores_of(treated(rossi, milan, today, active(), better()), today)
    assert lines(found)[1] == ("Moderate", "day 40", None, "reached at the last score")


def test_an_undetermined_visit_makes_a_time_not_later_than(
    rossi: User, milan: Centre, today: date, db: None
) -> None:
    unsure = better(haq=None, extramuscular_global_cm=None)
    found = scores_of(treated(rossi, milan, today, unsure, better()), today)
    assert lines(found)[1:] == [
        (
            "Moderate",
            "not later than day 40",
            "possible on day 20",
            "reached at the last score",
        ),
        ("Major", "not for certain by day 40", "possible on day 20", None),
    ]


def test_bounds_alone_name_no_best_and_no_last_response(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = treated(rossi, milan, today, active(**EMPTY))
    found = scores_of(patient, today)
    assert (found.best, found.last) == (None, None)
    assert "Best undetermined Last undetermined" in section(page_of(at_desk, patient))


def test_worsening_measures_are_counted_over_the_visits(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    weak = better(muscle_strength=Decimal(90))
    patient = treated(rossi, milan, today, weak, better(haq=Decimal("2.125")), weak)
    text = section(page_of(at_desk, patient))
    assert "MMT8 2/3, HAQ-DI 1/3 of the scored visits" in text
    found = scores_of(patient, today)
    assert list(found.worsening) == ["MMT8 2/3", "HAQ-DI 1/3"]


def test_a_response_without_worsening_says_so(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    text = section(page_of(at_desk, course(rossi, milan, "P-101", today)))
    assert "Worsening none of the six measures Deterioration none confirmed" in text


WORSE = active(extramuscular_global_cm=Decimal(9))


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ([better(), better()], "none confirmed"),
        ([WORSE, better()], "none confirmed"),
        ([better(), WORSE], "at the last visit, not confirmed yet"),
        ([better(), active(**EMPTY)], "none confirmed"),
        ([active(**EMPTY), active(**EMPTY)], "none found, not evaluable at 1 visit"),
    ],
)
def test_deterioration_in_words(
    found: list[dict[str, Any]], words: str, rossi: User, milan: Centre, today: date, db: None
) -> None:
    assert scores_of(treated(rossi, milan, today, *found), today).deterioration == words


def test_deterioration_is_confirmed_by_the_second_of_two_visits(
    rossi: User, milan: Centre, today: date, db: None
) -> None:
    patient = treated(rossi, milan, today, WORSE, WORSE, better())
    second = (today - timedelta(days=60)).strftime("%-d %b %Y")
    assert scores_of(patient, today).deterioration == f"confirmed on {second}"


def test_a_visit_on_another_instrument_cannot_be_evaluated_and_has_no_part_in_the_times(
    rossi: User, milan: Centre, today: date, db: None
) -> None:
    other = better(muscle_strength=Decimal(70), muscle_instrument="mmt_total")
    found = scores_of(treated(rossi, milan, today, WORSE, other), today)
    assert lines(found)[0] == ("Minimal", "not by day 20", None, None)
    assert found.deterioration == "none found, not evaluable at 1 visit"


def test_a_child_who_turned_18_is_told_by_both_thresholds(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    born = (today - timedelta(days=90)).replace(year=today.year - 18)
    patient = treated(rossi, milan, today, better(), born=born)
    assert scores_of(patient, today).as_adult == "Moderate"
    assert "the last score by an adult's: moderate" in section(page_of(at_desk, patient))


def test_who_was_an_adult_all_along_is_told_by_one(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = treated(rossi, milan, today, better())
    assert scores_of(patient, today).as_adult is None
    assert "Since 18" not in section(page_of(at_desk, patient))


def test_relapses_stand_with_the_dose_of_their_day(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    record_relapse(patient=patient, by=rossi, occurred_on=today, organ="lung")
    recompute_if_due(patient.pk)
    assert f"{today.strftime('%-d %b %Y')} at prednisone 50 mg/d" in section(
        page_of(at_desk, patient)
    )
