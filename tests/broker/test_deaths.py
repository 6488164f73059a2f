"""A worker killed at each step of its task: the score is right, not lost, and there once."""

import os
import signal

import pytest

from clinic.accounts.models import User
from clinic.registry.models import Patient
from scoring.models import Recomputation, Score
from tests.bench.machine import children
from tests.broker.deaths import (
    Step,
    doubled_scores,
    make_overdue,
    stop_at,
    unacknowledged,
    untold,
    wait_until,
    wait_until_drained,
)
from tests.scoring.findings import remission, see
from tests.scoring.from_scratch import assert_as_from_scratch
from tests.servers import Redis
from tests.stack import Stack

pytestmark = pytest.mark.broker


@pytest.fixture
def ada_unscored(ada_at_baseline: Patient, rossi: User) -> Patient:
    """Ada in remission on day 28; nobody has been told to compute that."""
    with untold():
        see(ada_at_baseline, rossi, 28, remission())
    return ada_at_baseline


def assert_scored_once(patient: Patient) -> None:
    assert_as_from_scratch(patient)
    assert [score.total for score in Score.objects.all()] == [100]
    assert doubled_scores() == 0
    assert Recomputation.objects.get(patient=patient).attempts == 0


@pytest.mark.parametrize("step", Step)
def test_a_worker_killed_at_this_step_leaves_a_message_that_comes_again(
    step: Step, stack: Stack, redis_server: Redis, ada_unscored: Patient
) -> None:
    """No sweep runs here: the late acknowledgement alone brings the score."""
    stack.start_worker()
    stop_at(step, stack, redis_server, stack.worker.kill)
    is_committed = step is Step.BEFORE_THE_ACKNOWLEDGEMENT
    assert Score.objects.exists() == is_committed
    assert unacknowledged(redis_server) == 1

    make_overdue(redis_server)
    stack.start_worker()
    wait_until_drained(redis_server)
    assert_scored_once(ada_unscored)


def test_a_worker_killed_with_its_message_is_made_good_by_a_sweep(
    stack: Stack, redis_server: Redis, ada_unscored: Patient
) -> None:
    """The message would come again after an hour only."""
    stack.start_worker()
    stop_at(Step.BEFORE_THE_COMMIT, stack, redis_server, stack.worker.kill)
    stack.start_worker()
    stack.start_beat()
    wait_until(lambda: not Recomputation.objects.due().exists())
    assert unacknowledged(redis_server) >= 1
    assert_scored_once(ada_unscored)


def test_where_the_tasks_own_process_is_killed_its_worker_goes_on_at_once(
    stack: Stack, redis_server: Redis, ada_unscored: Patient
) -> None:
    """As the kernel does where memory is short."""
    stack.start_worker()

    def kill_processes_of_tasks() -> None:
        for child in children(stack.worker.pid):
            os.kill(child, signal.SIGKILL)

    stop_at(Step.WITH_THE_ROW, stack, redis_server, kill_processes_of_tasks)
    wait_until_drained(redis_server)
    assert stack.worker.status is None
    assert_scored_once(ada_unscored)
