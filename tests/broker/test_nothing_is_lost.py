"""A visit saved by a web server is scored, whatever dies on the way."""

import json
import time
from decimal import Decimal

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from clinic.accounts.models import User
from clinic.registry.models import Patient
from scoring.models import Recomputation, Score
from tests.scoring.findings import day, remission
from tests.servers import Redis
from tests.stack import Stack
from tests.visitor import CSRF, Visitor, typed

pytestmark = pytest.mark.broker

PATIENCE_SECONDS = 60
# Whoever waits for a broker that is away waits until it is back: more than any machine needs.
SAVED_WITHIN_SECONDS = 15


def test_a_saved_visit_is_scored_by_the_worker(
    stack: Stack, ada_at_baseline: Patient, rossi: User
) -> None:
    stack.start_web()
    stack.start_worker()
    save_remission(stack, ada_at_baseline, rossi)
    assert score_within(PATIENCE_SECONDS, ada_at_baseline) == Decimal(100)
    assert stack.sweeps() == 0, "the message did it, no sweep"


def test_a_visit_saved_while_the_worker_is_dead_is_scored_when_it_is_back(
    stack: Stack, ada_at_baseline: Patient, rossi: User
) -> None:
    stack.start_web()
    stack.start_worker()
    stack.worker.kill()
    save_remission(stack, ada_at_baseline, rossi)
    assert is_pending(ada_at_baseline)
    stack.start_worker()
    assert score_within(PATIENCE_SECONDS, ada_at_baseline) == Decimal(100)


def test_a_visit_saved_while_redis_is_down_is_scored_by_a_sweep_once_it_is_back(
    stack: Stack, redis_server: Redis, ada_at_baseline: Patient, rossi: User
) -> None:
    stack.start_web()
    stack.start_worker()
    redis_server.kill()
    took = save_remission(stack, ada_at_baseline, rossi)
    assert took < SAVED_WITHIN_SECONDS, "whoever saves does not wait for a dead broker"
    assert says_recomputing(stack, ada_at_baseline, rossi)
    redis_server.start()
    stack.start_beat()
    assert score_within(PATIENCE_SECONDS, ada_at_baseline) == Decimal(100)
    assert stack.sweeps() > 0
    assert not says_recomputing(stack, ada_at_baseline, rossi)


def test_readiness_tells_of_the_broker_and_does_not_depend_on_it(
    stack: Stack, redis_server: Redis, rossi: User
) -> None:
    stack.start_web()
    visitor = Visitor(stack.home, rossi)
    assert json.loads(visitor.get("/readyz").text)["broker"] == "answers"
    redis_server.kill()
    answer = visitor.get("/readyz")
    assert (answer.status, json.loads(answer.text)["broker"]) == (200, "does not answer")


def test_a_broker_that_never_answers_does_not_hold_up_a_save(
    stack: Stack, redis_server: Redis, ada_at_baseline: Patient, rossi: User
) -> None:
    stack.start_web()
    with redis_server.frozen():
        took = save_remission(stack, ada_at_baseline, rossi)
        again = save_remission(stack, ada_at_baseline, rossi, study_day=56)
    assert max(took, again) < SAVED_WITHIN_SECONDS
    assert is_pending(ada_at_baseline)


def test_a_person_signs_in_while_redis_is_down(
    stack: Stack, redis_server: Redis, rossi: User
) -> None:
    """What limits failed sign-ins does not stand in the broker."""
    rossi.password = Argon2PasswordHasher().encode("correct horse battery", "some-salt")
    rossi.save()
    stack.start_web()
    stranger = Visitor(stack.home, rossi)
    stranger.headers["Cookie"] = f"csrftoken={CSRF}"
    redis_server.kill()
    wrong = {"login": rossi.username, "password": "incorrect horse battery"}
    assert stranger.post("/sign-in/", wrong).status == 200
    assert stranger.post("/sign-in/", wrong | {"password": "correct horse battery"}).status == 302


def save_remission(stack: Stack, patient: Patient, by: User, study_day: int = 28) -> float:
    """Save a follow-up through the form; how many seconds that took."""
    visitor = Visitor(stack.home, by)
    started = time.monotonic()
    saved = visitor.post(
        f"/patients/{patient.uuid}/visits/new/", typed(day(study_day), remission())
    )
    assert saved.location == f"/patients/{patient.uuid}/", saved
    return time.monotonic() - started


def says_recomputing(stack: Stack, patient: Patient, by: User) -> bool:
    shown = Visitor(stack.home, by).get(f"/patients/{patient.uuid}/")
    assert shown.status == 200
    return "Being recomputed" in shown.text


def is_pending(patient: Patient) -> bool:
    return Recomputation.objects.get(patient=patient).is_pending


def score_within(seconds: float, patient: Patient) -> Decimal | None:
    """The one current score, once the patient's scores are up to date."""
    deadline = time.monotonic() + seconds
    while is_pending(patient):
        assert time.monotonic() < deadline, "the score did not appear"
        time.sleep(0.1)
    return Score.objects.current().get(episode__course__patient=patient).total
