"""Handing over: nothing that fails there may make saved work look lost."""

from contextlib import suppress
from typing import Any

import pytest

from clinic.accounts.models import User
from clinic.registry.models import Patient
from scoring import services, tasks
from scoring.models import Recomputation, Score
from tests.scoring.findings import active_disease, remission, see, start_anakinra

pytestmark = pytest.mark.django_db


class Broken(Exception):
    pass


@pytest.fixture(autouse=True)
def no_failure_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "hints", tasks.Hints())


def fail(*args: Any, **options: Any) -> None:
    raise Broken


def test_a_failing_computation_in_the_web_process_does_not_fail_the_request(
    ada: Patient,
    rossi: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(services, "entries_of", fail)
    with django_capture_on_commit_callbacks(execute=True):
        see(ada, rossi, 0, active_disease())
    row = Recomputation.objects.get(patient=ada)
    assert (row.is_pending, row.failure) == (True, "Broken")


def test_handing_over_never_raises(ada: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "recompute_if_due", fail)
    tasks.hand_over(ada.pk)


def test_a_broker_that_is_down_does_not_fail_the_request(
    ada: Patient,
    rossi: User,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.CELERY_BROKER_URL = "redis://localhost:1/0"
    monkeypatch.setattr(tasks.recompute, "apply_async", fail)
    with django_capture_on_commit_callbacks(execute=True):
        see(ada, rossi, 0, active_disease())
    assert Recomputation.objects.get(patient=ada).is_pending


def test_with_a_broker_the_hint_is_sent_once_and_not_retried(
    ada: Patient,
    rossi: User,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    sent: list[Any] = []
    settings.CELERY_BROKER_URL = "redis://localhost:1/0"
    monkeypatch.setattr(tasks.recompute, "apply_async", lambda *a, **o: sent.append((a, o)))
    with django_capture_on_commit_callbacks(execute=True):
        see(ada, rossi, 0, active_disease())
    [(arguments, options)] = sent
    assert (arguments, options["retry"]) == (((ada.pk,),), False)
    assert Recomputation.objects.get(patient=ada).is_pending


def test_a_broker_that_failed_is_left_alone_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def refuse(*args: Any, **options: Any) -> None:
        asked.append(1)
        raise Broken

    hints, clock = tasks.Hints(), [1000.0]
    monkeypatch.setattr(tasks.recompute, "apply_async", refuse)
    monkeypatch.setattr("scoring.tasks.time.monotonic", lambda: clock[0])
    for seconds in (0.0, tasks.SILENCE_SECONDS - 0.1, tasks.SILENCE_SECONDS):
        clock[0] = 1000 + seconds
        with suppress(Broken):
            hints.send(1)
    assert len(asked) == 2


def test_without_a_broker_the_score_is_there_after_the_commit(
    ada: Patient, rossi: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        start_anakinra(ada, rossi)
        see(ada, rossi, 0, active_disease())
    with django_capture_on_commit_callbacks(execute=True):
        see(ada, rossi, 30, remission())
    assert Score.objects.up_to_date().get().total == 100


def test_a_change_that_is_refused_marks_nothing_as_due(
    ada: Patient, rossi: User, django_capture_on_commit_callbacks: Any
) -> None:
    from django.core.exceptions import ValidationError

    services.recompute_if_due(ada.pk)
    with (
        django_capture_on_commit_callbacks(execute=True) as callbacks,
        pytest.raises(ValidationError),
    ):
        see(ada, rossi, 0, active_disease(haq=99))
    assert callbacks == []
    assert not Recomputation.objects.get(patient=ada).is_pending


def test_the_tasks_do_what_the_services_do(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    see(ada, rossi, 30, remission())
    tasks.recompute(ada.pk)
    tasks.recompute(ada.pk)
    assert Score.objects.count() == 1
    see(ada, rossi, 60, remission())
    tasks.sweep()
    assert Score.objects.up_to_date().count() == 2


def test_a_message_that_comes_again_is_counted_as_an_attempt_before_it_begins(
    ada: Patient, rossi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever kills its worker comes again at once, for ever."""
    start_anakinra(ada, rossi)
    attempts: list[int] = []

    def die(*args: Any) -> None:
        attempts.append(Recomputation.objects.get(patient=ada).attempts)
        raise SystemExit

    monkeypatch.setattr(services, "entries_of", die)
    task: Any = tasks.recompute
    task.push_request(delivery_info={"redelivered": True})
    for _ in range(3):
        with suppress(SystemExit):
            task(ada.pk)
    task.pop_request()
    assert attempts == [1], "the next one waits for its time"
