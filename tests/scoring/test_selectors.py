"""What pages ask about scores: nothing old is ever given as current."""

from typing import Any

import pytest
from django.utils import timezone

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from clinic.registry.services import PatientFacts, register_patient
from scoring import selectors, services
from scoring.models import MAX_ATTEMPTS, Recomputation
from scoring.selectors import Standing
from tests.scoring.findings import active_disease, day, remission, see, start_anakinra, start_index

pytestmark = pytest.mark.django_db


def test_a_patient_with_pending_work_has_no_current_score(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    see(ada, rossi, 30, remission())
    services.recompute_if_due(ada.pk)
    assert selectors.current_scores(ada).count() == 1

    see(ada, rossi, 60, remission())
    assert not selectors.current_scores(ada).exists()
    assert selectors.latest_scores([ada]) == {}


def test_pending_says_since_when_the_first_change_waits(ada: Patient, rossi: User) -> None:
    services.recompute_if_due(ada.pk)
    before = timezone.now()
    see(ada, rossi, 0, active_disease())
    first = selectors.score_state(Patient.objects.get(pk=ada.pk))
    see(ada, rossi, 30, remission())
    second = selectors.score_state(Patient.objects.get(pk=ada.pk))
    assert first.standing == second.standing == Standing.PENDING
    assert first.since is not None
    assert first.since >= before
    assert second.since == first.since


def test_given_up_attempts_are_not_shown_as_pending(ada: Patient) -> None:
    Recomputation.objects.filter(patient=ada).update(attempts=MAX_ATTEMPTS, failure="KeyError")
    state = selectors.score_state(Patient.objects.get(pk=ada.pk))
    assert (state.standing, state.failure) == (Standing.FAILED, "KeyError")


def test_after_the_computation_the_state_is_current(ada: Patient) -> None:
    services.recompute_if_due(ada.pk)
    assert selectors.score_state(Patient.objects.get(pk=ada.pk)).is_current


def test_a_patient_for_whom_nothing_was_ever_due_is_current() -> None:
    assert selectors.state_of(None).is_current


def test_current_scores_come_in_the_order_of_the_visits_in_one_query(
    ada: Patient, rossi: User, django_assert_num_queries: Any
) -> None:
    start_anakinra(ada, rossi)
    for study_day in (60, 0, 30):
        see(ada, rossi, study_day, active_disease())
    services.recompute_if_due(ada.pk)
    with django_assert_num_queries(1):
        rows = [
            (row.visit.visited_on, row.baseline.visited_on, row.episode.course.drug)
            for row in selectors.current_scores(ada)
        ]
    assert rows == [(day(30), day(0), "anakinra"), (day(60), day(0), "anakinra")]


def test_the_latest_score_of_many_patients_takes_one_query(
    ada: Patient, rossi: User, milan: Centre, django_assert_num_queries: Any
) -> None:
    start_anakinra(ada, rossi)
    for study_day in (0, 60, 30):
        see(ada, rossi, study_day, active_disease())
    carla = register_patient(
        by=rossi,
        centre=milan,
        facts=PatientFacts(code="P-002", date_of_birth=ada.date_of_birth, sex="female"),
        identity={"family_name": "Neri", "given_name": "Carla"},
    )
    services.sweep()
    with django_assert_num_queries(1):
        latest = selectors.latest_scores([ada, carla])
        assert {pk: score.visit.visited_on for pk, score in latest.items()} == {ada.pk: day(60)}


def test_the_latest_score_is_that_of_the_latest_course(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    second = start_index(ada, rossi, 190, "rituximab")
    see(ada, rossi, 185, remission())
    see(ada, rossi, 220, active_disease())
    services.recompute_if_due(ada.pk)
    assert selectors.latest_scores([ada])[ada.pk].episode.course == second
    assert selectors.current_scores(ada).count() == 3  # days 185 and 220, and 220 once more


def test_each_course_has_its_own_baseline(
    ada: Patient, rossi: User, django_assert_num_queries: Any
) -> None:
    first = start_anakinra(ada, rossi)
    visit = see(ada, rossi, 0, active_disease())
    second = start_index(ada, rossi, 200, "rituximab")
    services.recompute_if_due(ada.pk)
    with django_assert_num_queries(2):
        found = selectors.baselines(ada)
    assert [(row.course, row.baseline, row.is_designated) for row in found] == [
        (first, visit, False),
        (second, None, False),
    ]


def test_visits_at_hand_save_a_query(
    ada: Patient, rossi: User, django_assert_num_queries: Any
) -> None:
    start_anakinra(ada, rossi)
    visit = see(ada, rossi, 0, active_disease())
    with django_assert_num_queries(1):
        found = selectors.baselines(ada, [visit])
    assert found[0].baseline == visit
