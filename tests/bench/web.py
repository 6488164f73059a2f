"""CPU of a request in the web worker that serves it, and in the database behind it."""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import cycle
from statistics import median, quantiles
from typing import Any

from django.db import connection
from django.utils import timezone

from clinic.accounts.models import User
from clinic.registry.models import Patient
from tests.bench.machine import children, cpu_ns
from tests.large_cohort import LABORATORY, UNTIL_TODAY_DAYS
from tests.stack import Stack
from tests.visitor import Answer, Visitor

REQUESTS = 200
WARMING = 20
SETTLE_SECONDS = 0.003  # the worker closes the connection after its answer


def measure(
    stack: Stack, ask: Callable[[], Answer], expected: int, requests: int = REQUESTS
) -> dict[str, Any]:
    """CPU milliseconds of single requests, one after the other; `expected` is their status."""
    for _ in range(WARMING):
        assert ask().status == expected
    (worker,) = children(stack.web.pid)
    spent = []
    for _ in range(requests):
        before = cpu_ns(worker), _database_cpu_ns()
        assert ask().status == expected
        time.sleep(SETTLE_SECONDS)
        after = cpu_ns(worker), _database_cpu_ns()
        spent.append([(a - b) / 1e6 for a, b in zip(after, before, strict=True)])
    web, database = zip(*spent, strict=True)
    return {
        "cpu_ms_median": round(median(web), 2),
        "cpu_ms_p95": round(quantiles(web, n=20)[-1], 2),
        "database_cpu_ms_median": round(median(database), 2),
        "requests": requests,
    }


def saves(stack: Stack, by: User) -> Callable[[], Answer]:
    """Each call saves a full visit, of one patient after the other, on a free day."""
    visitor = Visitor(stack.home, by)
    visits = visits_to_save()

    def save() -> Answer:
        patient, fields = next(visits)
        return visitor.post(f"/patients/{patient.uuid}/visits/new/", fields)

    return save


def views(stack: Stack, by: User, path: str) -> Callable[[], Answer]:
    visitor = Visitor(stack.home, by)
    return lambda: visitor.get(path)


def visits_to_save(skipped: int = 0) -> Iterator[tuple[Patient, dict[str, str]]]:
    """A full visit of each of some patients, again and again on days that are free."""
    patients = list(Patient.objects.order_by("code")[skipped:][: REQUESTS + WARMING])
    for days_ago in range(UNTIL_TODAY_DAYS - 1, 0, -1):
        day = timezone.localdate() - timedelta(days=days_ago)
        for patient in patients:
            yield patient, full_visit(day)


def full_visit(day: date) -> dict[str, str]:
    """Every core set measure and seven laboratory values, as the form sends them."""
    fields = {
        "visited_on": day.isoformat(),
        "physician_global_cm": "1.2",
        "patient_global_cm": "2.1",
        "extramuscular_global_cm": "0.8",
        "muscle_strength": "144",
        "muscle_instrument": "mmt8_both_sides",
        "haq": "0.5",
        "has_fever": "no",
        "has_adverse_event": "no",
        "note": "Feels well, sleeps well.",
    }
    for (analyte, (unit, uln, _)), value in zip(
        LABORATORY.items(), cycle(["31", "120.5"]), strict=False
    ):
        fields |= {f"{analyte}-value": value, f"{analyte}-unit": unit, f"{analyte}-uln": str(uln)}
    return fields


def _database_cpu_ns() -> int:
    """Of the PostgreSQL processes, beside our own, that serve this database now: one for each
    thread that has asked it, and a busy server takes a new thread at any time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return sum(cpu_ns(int(backend)) for (backend,) in cursor.fetchall())
