"""The worker killed at each step of its task, again and again, on a cohort that stays in use."""

from collections import Counter
from datetime import timedelta
from decimal import Decimal
from itertools import cycle, product
from typing import TYPE_CHECKING

import redis as client
from django.utils import timezone

from tests.production import Production

if TYPE_CHECKING:
    from clinic.accounts.models import User
    from clinic.registry.models import Patient

# How the killed task is made good: its message comes again, or a sweep finds what is due.
WAYS = ("message", "sweep")


def die_at_each_step(servers: Production, by: "User", turns: int) -> Counter[str]:
    """Every step and way, so many times; how often the worker was killed at each step."""
    from clinic.registry.models import Patient
    from tests.broker.deaths import Step

    stack, died = servers.stack, Counter[str]()
    stack.beat.kill()
    stack.worker.kill()
    patients = cycle(Patient.objects.order_by("code"))
    for turn, (step, way) in product(range(turns), product(Step, WAYS)):
        _make_due(next(patients), by, turn)
        die_once(servers, step, way)
        died[step.value] += 1
    return died


def die_once(servers: Production, step: str, way: str) -> None:
    """Raises AssertionError where what was due is still due after a minute."""
    from scoring.models import Recomputation
    from tests.broker.deaths import Step, make_overdue, stop_at, wait_until, wait_until_drained

    stack, broker = servers.stack, servers.redis
    client.Redis.from_url(broker.url).flushdb()  # what earlier deaths have left
    stack.start_worker()
    stop_at(Step(step), stack, broker, stack.worker.kill)
    if way == "message":
        make_overdue(broker)
    else:
        stack.start_beat()
    stack.start_worker()
    if way == "message":
        wait_until_drained(broker)
    else:
        wait_until(lambda: not Recomputation.objects.due().exists())
    stack.beat.kill()
    stack.worker.kill()


def _make_due(patient: "Patient", by: "User", turn: int) -> None:
    from clinic.visits.services import record_visit
    from tests.broker.deaths import untold

    with untold():
        record_visit(
            patient=patient,
            by=by,
            visited_on=timezone.localdate() - timedelta(days=turn % 9),
            is_another_visit=True,
            physician_global_cm=Decimal(turn % 100) / 10,
        )
