"""The moments at which a worker may be killed, held still from outside of the program.

A lock on a table that the task needs next stops it there; a worker that stands still does not
acknowledge. Without this, a task of some milliseconds would be hit by chance only.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from unittest.mock import patch

import psycopg
import redis
from django.db import connection
from django.db.models import Count

from clinic.celery import app
from clinic.registry.models import Patient
from scoring.models import Recomputation, Score
from tests.servers import Redis
from tests.stack import Stack

PATIENCE_SECONDS = 60
OVERDUE = 1  # as an instant: a message that has waited for its acknowledgement since 1970


class Step(StrEnum):
    """Of a task, in their order."""

    BEFORE_THE_ROW = "before it takes the row"
    WITH_THE_ROW = "while it holds the row"
    BEFORE_THE_COMMIT = "after its scores are written, before the commit"
    BEFORE_THE_ACKNOWLEDGEMENT = "after the commit, before the acknowledgement"


# What each step waits for: a table, and the weakest lock on it that stops the task just there.
# SHARE lets the row be read and locked, and stops the update that ends the transaction.
LOCKS = {
    Step.BEFORE_THE_ROW: ("scoring_recomputation", "ACCESS EXCLUSIVE"),
    Step.WITH_THE_ROW: ("visits_visit", "ACCESS EXCLUSIVE"),
    Step.BEFORE_THE_COMMIT: ("scoring_recomputation", "SHARE"),
    Step.BEFORE_THE_ACKNOWLEDGEMENT: ("visits_visit", "ACCESS EXCLUSIVE"),
}


@contextmanager
def untold() -> Iterator[None]:
    """Changes are due, and nobody is told of them."""
    with patch("scoring.receivers.tasks.hand_over"):
        yield


def tell(broker: Redis, *patients: Patient) -> None:
    """Send a message for each, in this order."""
    with app.connection_for_write(broker.url) as way:
        for patient in patients:
            app.send_task("scoring.tasks.recompute", (patient.pk,), connection=way)


def stop_at(step: Step, stack: Stack, broker: Redis, kill: Callable[[], None]) -> None:
    """Let a running worker take what is due as far as this step, and there do `kill`."""
    due = Recomputation.objects.due().get()
    with standing_still(*LOCKS[step]):
        tell(broker, due.patient)
        wait_until(lambda: waiting_backends() > 0)
        if step is not Step.BEFORE_THE_ACKNOWLEDGEMENT:
            kill()
            return
        # The process that acknowledges is another one than the task's.
        os.kill(stack.worker.pid, signal.SIGSTOP)
    wait_until(lambda: not Recomputation.objects.due().exists())
    kill()


@contextmanager
def standing_still(table: str, mode: str) -> Iterator[None]:
    """Nobody gets past a lock on this table until the end of the block."""
    facts = connection.settings_dict
    with psycopg.connect(
        host=facts["HOST"],
        port=facts["PORT"] or None,
        user=facts["USER"],
        password=facts["PASSWORD"],
        dbname=facts["NAME"],
    ) as other:
        other.execute(f"LOCK TABLE {table} IN {mode} MODE")
        yield
        other.rollback()


def waiting_backends() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        (number,) = cursor.fetchone()
    return int(number)


def unacknowledged(broker: Redis) -> int:
    """How many messages a worker has taken and not said to be done."""
    return int(redis.Redis.from_url(broker.url).hlen("unacked"))


def make_overdue(broker: Redis) -> None:
    """What an hour does: messages whose worker never said that they are done come again."""
    client = redis.Redis.from_url(broker.url)
    for message in client.zrange("unacked_index", 0, -1):
        client.zadd("unacked_index", {message: OVERDUE})


def wait_until_drained(broker: Redis) -> None:
    """No message is left, taken or not, and nothing is due."""
    client = redis.Redis.from_url(broker.url)
    wait_until(lambda: not client.llen("celery") and not client.hlen("unacked"))
    wait_until(lambda: not Recomputation.objects.due().exists())


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def doubled_scores() -> int:
    """Rows of the ledger beyond one for each episode, visit and inputs.

    Of histories in which no input returns to a value that it had before.
    """
    kinds = Score.objects.values("episode", "visit", "fingerprint").annotate(rows=Count("pk"))
    return sum(kind["rows"] - 1 for kind in kinds)
