"""Several people and workers at once: nothing lost, nothing doubled, nobody locked out."""

import threading
from decimal import Decimal
from typing import Any

import pytest

from clinic.accounts.models import User
from clinic.registry.models import Patient
from clinic.visits.models import Visit
from clinic.visits.services import restore_visit, withdraw_visit
from scoring import services
from scoring.episodes import scores_of as compute
from scoring.models import Recomputation, Score
from tests.scoring.findings import active_disease, amend, remission, see, start_anakinra
from tests.scoring.from_scratch import assert_as_from_scratch, assert_chains_are_whole
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visits(ada: Patient, rossi: User) -> list[Visit]:
    """A baseline and three follow-ups, computed."""
    start_anakinra(ada, rossi)
    seen = [see(ada, rossi, study_day, active_disease()) for study_day in (0, 30, 60, 90)]
    services.sweep()
    return seen


def test_amendments_and_computations_at_once_end_in_the_right_scores(
    ada: Patient, rossi: User, visits: list[Visit]
) -> None:
    def amend_again_and_again(visit: Visit) -> None:
        for step in range(6):
            amend(visit, rossi, active_disease(physician_global_cm=Decimal(step)))

    def compute_again_and_again() -> None:
        for _ in range(8):
            services.recompute_if_due(ada.pk)
            services.sweep()

    def withdraw_and_restore(visit: Visit) -> None:
        for _ in range(4):
            withdraw_visit(visit=visit, by=rossi, reason="slip")
            restore_visit(visit=visit, by=rossi, reason="hers after all")

    amendments = [lambda visit=visit: amend_again_and_again(visit) for visit in visits[:-1]]
    changes = [*amendments, lambda: withdraw_and_restore(visits[-1])]
    together(*changes, compute_again_and_again, compute_again_and_again)
    services.sweep()
    assert_as_from_scratch(ada)
    assert_chains_are_whole()
    assert {row.attempts for row in Recomputation.objects.all()} == {0}


def test_one_change_computed_by_many_adds_one_row(
    ada: Patient, rossi: User, visits: list[Visit]
) -> None:
    before = Score.objects.count()
    amend(visits[1], rossi, remission())
    services.mark_due(ada.pk)
    done = together(*[lambda: services.recompute_if_due(ada.pk)] * 4)
    assert sorted(done) == [False, False, False, True]
    assert Score.objects.count() == before + 1


def test_a_first_change_by_two_people_at_once_makes_one_row(ada: Patient) -> None:
    Recomputation.objects.all().delete()
    together(*[lambda: services.mark_due(ada.pk)] * 4)
    assert Recomputation.objects.get(patient=ada).revision == 4


@pytest.mark.postgresql
def test_a_change_during_a_computation_waits_and_makes_the_scores_due_again(
    ada: Patient, rossi: User, visits: list[Visit], monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite lets one transaction write at a time, whomever it is about."""
    computing, amended = threading.Event(), threading.Event()
    amended_meanwhile = []

    def compute_slowly(*args: Any) -> Any:
        computing.set()
        amended_meanwhile.append(amended.wait(timeout=0.5))
        return compute(*args)

    def compute_now() -> None:
        services.recompute_if_due(ada.pk)

    def change_the_baseline_meanwhile() -> None:
        computing.wait(timeout=10)
        amend(visits[0], rossi, remission())
        amended.set()

    amend(visits[1], rossi, remission())
    services.mark_due(ada.pk)
    monkeypatch.setattr(services, "scores_of", compute_slowly)
    monkeypatch.setattr("scoring.receivers.tasks.hand_over", lambda patient_id: None)
    together(compute_now, change_the_baseline_meanwhile)

    assert amended_meanwhile == [False]
    assert Recomputation.objects.get(patient=ada).is_pending
    assert not Score.objects.up_to_date().exists()
    services.sweep()
    assert_as_from_scratch(ada)
