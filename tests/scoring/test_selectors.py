"""What pages ask about scores: nothing old is ever given as current."""

from datetime import date
from typing import Any

import pytest

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from clinic.registry.services import PatientFacts, register_patient
from scoring import selectors, services
from scoring.models import MAX_ATTEMPTS, Recomputation, Standing
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


def test_a_second_change_while_one_waits_keeps_the_time_of_the_first(
    ada: Patient, rossi: User
) -> None:
    services.recompute_if_due(ada.pk)
    see(ada, rossi, 0, active_disease())
    first = Recomputation.objects.get(patient=ada)
    see(ada, rossi, 30, remission())
    assert Recomputation.objects.get(patient=ada).requested_at == first.requested_at
    assert selectors.standing(Patient.objects.get(pk=ada.pk)) is Standing.PENDING


def test_given_up_attempts_are_not_shown_as_pending(ada: Patient) -> None:
    Recomputation.objects.filter(patient=ada).update(attempts=MAX_ATTEMPTS - 1)
    assert selectors.standing(Patient.objects.get(pk=ada.pk)) is Standing.PENDING
    Recomputation.objects.filter(patient=ada).update(attempts=MAX_ATTEMPTS)
    assert selectors.standing(Patient.objects.get(pk=ada.pk)) is Standing.FAILED


def test_after_the_computation_a_patient_is_current(ada: Patient) -> None:
    services.recompute_if_due(ada.pk)
    assert selectors.standing(Patient.objects.get(pk=ada.pk)).is_current


def test_a_patient_for_whom_nothing_was_ever_due_is_current() -> None:
    assert selectors.standing(Patient()).is_current


def test_the_standing_of_many_patients_takes_one_query(
    ada: Patient, rossi: User, milan: Centre, django_assert_num_queries: Any
) -> None:
    carla, never = register_carla(rossi, milan), 0
    Recomputation.objects.filter(patient=ada).update(attempts=MAX_ATTEMPTS)
    with django_assert_num_queries(1):
        found = selectors.standings([ada.pk, carla.pk, never])
    assert found == {
        ada.pk: Standing.FAILED,
        carla.pk: Standing.PENDING,
        never: Standing.CURRENT,
    }


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


def register_carla(rossi: User, milan: Centre) -> Patient:
    return register_patient(
        by=rossi,
        centre=milan,
        facts=PatientFacts(code="P-002", date_of_birth=date(1970, 5, 4), sex="female"),
        identity={"family_name": "Neri", "given_name": "Carla"},
    )
