"""Messages that come often, late or in any order, and a broker that loses what it was given."""

import shutil
import threading
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from clinic.registry.services import PatientFacts, register_patient
from scoring.models import Recomputation, Score
from tests.broker.deaths import doubled_scores, tell, untold, wait_until, wait_until_drained
from tests.broker.test_nothing_is_lost import (
    SAVED_WITHIN_SECONDS,
    is_pending,
    save_remission,
)
from tests.scoring.findings import active_disease, amend, remission, see, start_anakinra
from tests.scoring.from_scratch import assert_as_from_scratch
from tests.servers import Redis
from tests.stack import Stack

pytestmark = pytest.mark.broker

TIMES = 5


@pytest.fixture
def carla_at_baseline(stack: Stack, milan: Centre, rossi: User) -> Patient:
    carla = register_patient(
        by=rossi,
        centre=milan,
        facts=PatientFacts(code="P-002", date_of_birth=date(1962, 3, 9), sex="female"),
        identity={"family_name": "Neri", "given_name": "Carla"},
    )
    start_anakinra(carla, rossi)
    see(carla, rossi, 0, active_disease())
    return carla


def test_messages_of_two_patients_shuffled_and_five_of_each_add_one_row_each(
    stack: Stack,
    redis_server: Redis,
    ada_at_baseline: Patient,
    carla_at_baseline: Patient,
    rossi: User,
) -> None:
    ada, carla = ada_at_baseline, carla_at_baseline
    with untold():
        of_ada = see(ada, rossi, 28, remission())
        see(carla, rossi, 28, active_disease())
    shuffle_and_tell(redis_server, ada, carla)
    stack.start_worker()  # two processes, and messages of the same patient for both
    wait_until_drained(redis_server)
    assert (totals(ada), totals(carla)) == ([100], [0])

    with untold():
        amend(of_ada, rossi, remission(haq=Decimal("1.5")))
        see(carla, rossi, 56, remission())
    shuffle_and_tell(redis_server, ada, carla)
    wait_until_drained(redis_server)
    assert (totals(ada), totals(carla)) == ([100, 90], [0, 100])
    assert_right_and_once(ada, carla)


def test_an_old_message_after_a_newer_change_changes_nothing(
    stack: Stack, redis_server: Redis, ada_at_baseline: Patient, rossi: User
) -> None:
    ada = ada_at_baseline
    with untold():
        visit = see(ada, rossi, 28, remission())
    tell(redis_server, ada)
    with untold():  # the message of this change is lost, and the one before it does the work
        amend(visit, rossi, remission(haq=Decimal("1.5")))
    stack.start_worker()
    wait_until_drained(redis_server)
    assert totals(ada) == [90], "what a message finds counts, not what it was sent for"

    tell(redis_server, ada)
    wait_until_drained(redis_server)
    assert totals(ada) == [90]
    assert_right_and_once(ada)


def test_a_broker_that_dies_between_commit_and_message_loses_nothing(
    stack: Stack, redis_server: Redis, ada_at_baseline: Patient, rossi: User
) -> None:
    stack.start_web()
    with redis_server.frozen():  # it takes the connection, and the message never
        dies = threading.Timer(0.3, redis_server.kill)
        dies.start()
        took = save_remission(stack, ada_at_baseline, rossi)
        dies.join()
    assert took < SAVED_WITHIN_SECONDS
    assert is_pending(ada_at_baseline)
    redis_server.start()
    assert_swept(stack, ada_at_baseline)


def test_a_broker_that_forgets_its_messages_loses_nothing(
    stack: Stack, redis_server: Redis, folder: Path, ada_at_baseline: Patient, rossi: User
) -> None:
    stack.start_web()
    save_remission(stack, ada_at_baseline, rossi)
    redis_server.kill()
    shutil.rmtree(folder / "redis" / "appendonlydir")
    redis_server.start()
    assert is_pending(ada_at_baseline)
    assert_swept(stack, ada_at_baseline)


def shuffle_and_tell(broker: Redis, *patients: Patient) -> None:
    messages = list(patients * TIMES)
    Random(7).shuffle(messages)
    tell(broker, *messages)


def assert_swept(stack: Stack, patient: Patient) -> None:
    """No message is there: beat and a worker bring the score."""
    stack.start_worker()
    stack.start_beat()
    wait_until(lambda: not is_pending(patient))
    assert_right_and_once(patient)
    assert totals(patient) == [100]


def assert_right_and_once(*patients: Patient) -> None:
    for patient in patients:
        assert_as_from_scratch(patient)
    assert doubled_scores() == 0
    assert {row.attempts for row in Recomputation.objects.all()} == {0}


def totals(patient: Patient) -> list[int]:
    """Of every row of the ledger, in its order."""
    rows = Score.objects.filter(episode__course__patient=patient).order_by("pk")
    return [int(row.total) for row in rows if row.total is not None]
