"""Nothing is lost: worker, Redis and web server are killed again and again while visits are saved.

`./run prove faults [ROUNDS [TURNS]]`, 60 rounds unless told. Then the worker is killed at each step
of its task, 2 turns unless told. What counts as lost: a visit that was answered as saved and is
not there, a visit without all of its laboratory values or without its audit row, a score that is
not the one a fresh computation gives, a score that stands in the ledger twice.
"""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count, cycle
from random import Random
from typing import TYPE_CHECKING

from tests import report
from tests.bench.machine import stamp
from tests.production import production
from tests.servers import Redis
from tests.stack import Stack

if TYPE_CHECKING:
    from clinic.registry.models import Patient
    from tests.visitor import Visitor

ROUNDS, TURNS = 60, 2
PATIENTS = 20
VISITS = 3
PATIENCE_SECONDS = 120
VICTIMS = ("worker", "redis", "web")


@dataclass
class Tally:
    """What was done and what became of it."""

    killed: Counter[str] = field(default_factory=Counter)
    saved: int = 0
    unanswered: int = 0
    missing_visits: int = 0
    half_visits: int = 0
    unaudited_visits: int = 0
    wrong_scores: int = 0
    doubled_scores: int = 0
    still_due: int = 0
    died: Counter[str] = field(default_factory=Counter)

    @property
    def lost(self) -> int:
        return (
            self.missing_visits
            + self.half_visits
            + self.unaudited_visits
            + self.wrong_scores
            + self.doubled_scores
            + self.still_due
        )


# Django's modules are imported where they are used: it is set up by production().


def main(arguments: Sequence[str]) -> int:
    rounds, turns = (*map(int, arguments), *(ROUNDS, TURNS)[len(arguments) :])
    started = time.monotonic()
    with production(RISPOSTA_SWEEP_SECONDS="1") as servers:
        from clinic.accounts.models import Centre
        from clinic.accounts.roles import Role
        from clinic.registry.models import Patient
        from tests.large_cohort import add_cohort
        from tests.people import make_person
        from tests.prove._deaths import die_at_each_step
        from tests.visitor import Visitor

        centre = Centre.objects.create(name="Milan")
        rossi = make_person("rossi", Role.CLINICIAN, centre)
        add_cohort(centre, PATIENTS, VISITS)
        visitor = Visitor(servers.stack.home, rossi)
        tally = strike(servers.stack, servers.redis, visitor, list(Patient.objects.all()), rounds)
        tally.died = die_at_each_step(servers, rossi, turns)
        examine_scores(tally)
    page = written(tally, time.monotonic() - started)
    print(page)
    report.write("faults", page)
    return 1 if tally.lost else 0


def strike(
    stack: Stack, redis: Redis, visitor: "Visitor", patients: list["Patient"], rounds: int
) -> Tally:
    """Kill one of the three in each round, while somebody saves visits without a pause."""
    tally, random = Tally(), Random(rounds)
    stack.start()
    saver = Saver(visitor, patients)
    saver.start()
    for victim in (*VICTIMS, *random.choices(VICTIMS, k=rounds))[:rounds]:
        time.sleep(random.uniform(0.1, 0.6))
        kill_and_restart(victim, stack, redis)
        tally.killed[victim] += 1
    saver.ends.set()
    saver.join()
    tally.saved, tally.unanswered = len(saver.answered), saver.unanswered
    wait_until_computed(tally)
    examine(tally, saver.answered)
    return tally


def kill_and_restart(victim: str, stack: Stack, redis: Redis) -> None:
    if victim == "redis":
        redis.kill()
        time.sleep(0.5)
        redis.start()
    elif victim == "worker":
        stack.worker.kill()
        time.sleep(0.2)
        stack.start_worker()
    else:
        stack.web.kill()
        stack.start_web()


class Saver(threading.Thread):
    """Saves one visit after the other; remembers by its note each that was answered as saved."""

    def __init__(self, visitor: "Visitor", patients: list["Patient"]) -> None:
        super().__init__(daemon=True)
        self.visitor = visitor
        self.visits = visits_to_save(patients)
        self.ends = threading.Event()
        self.answered: list[str] = []
        self.unanswered = 0

    def run(self) -> None:
        while not self.ends.is_set():
            patient, fields = next(self.visits)
            try:
                answer = self.visitor.post(f"/patients/{patient.uuid}/visits/new/", fields)
            except (OSError, http.client.HTTPException):
                self.unanswered += 1
                time.sleep(0.05)
                continue
            if answer.status == 302:
                self.answered.append(fields["note"])


def visits_to_save(patients: list["Patient"]) -> Iterator[tuple["Patient", dict[str, str]]]:
    """Full visits on free days after the cohort's own, each with a note of its own."""
    from django.utils import timezone

    from tests.bench.web import full_visit

    number = count(1)
    for patient in cycle(patients):
        n = next(number)
        fields = full_visit(timezone.localdate() - timedelta(days=n % 9))
        yield patient, fields | {"note": f"save {n}", "another_visit_on": fields["visited_on"]}


def wait_until_computed(tally: Tally) -> None:
    from scoring.models import Recomputation

    deadline = time.monotonic() + PATIENCE_SECONDS
    while Recomputation.objects.due().exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    tally.still_due = Recomputation.objects.due().count()


def examine(tally: Tally, answered: Sequence[str]) -> None:
    from clinic.audit.models import AuditEvent
    from clinic.visits.models import Visit
    from tests.large_cohort import LABORATORY

    saved = Visit.objects.filter(note__startswith="save ").prefetch_related("laboratory")
    tally.missing_visits = len(set(answered) - {visit.note for visit in saved})
    tally.half_visits = sum(len(visit.laboratory.all()) != len(LABORATORY) for visit in saved)
    recorded = set(
        AuditEvent.objects.filter(
            table="visits_visit", operation="insert", actor="rossi"
        ).values_list("row", flat=True)
    )
    tally.unaudited_visits = sum(str(visit.pk) not in recorded for visit in saved)
    examine_scores(tally)


def examine_scores(tally: Tally) -> None:
    from tests.broker.deaths import doubled_scores

    tally.wrong_scores, tally.doubled_scores = wrong_scores(), doubled_scores()


def wrong_scores() -> int:
    """Current scores that differ from a fresh computation, or are missing, or too many."""
    from scoring.episodes import scores_of
    from scoring.models import Episode

    wrong = 0
    for episode in Episode.objects.select_related("course__patient"):
        patient = episode.course.patient
        visits = list(patient.visits.prefetch_related("laboratory"))
        fresh = {
            visit: score.fingerprint
            for visit, score in scores_of(patient, episode.course, episode, visits).items()
        }
        stored = dict(episode.scores.current().values_list("visit_id", "fingerprint"))
        wrong += len(set(fresh.items()) ^ set(stored.items()))
    return wrong


def written(tally: Tally, seconds: float) -> str:
    facts = stamp()
    rows = [
        *((f"{name} killed", times) for name, times in sorted(tally.killed.items())),
        ("visits answered as saved", tally.saved),
        ("requests without an answer", tally.unanswered),
        ("visits answered as saved and missing", tally.missing_visits),
        ("visits saved in part", tally.half_visits),
        ("visits without their audit row", tally.unaudited_visits),
        ("scores missing or other than computed afresh", tally.wrong_scores),
        ("scores twice in the ledger", tally.doubled_scores),
        ("patients still waiting at the end", tally.still_due),
    ]
    return f"""# Faults

{facts["date"]}, commit {facts["commit"]}. Made by `./run prove faults`, {seconds:.0f} s.

{report.table(("what", "how often"), rows)}

lost={tally.lost}

`kill -9` to the worker with its children, to Redis, to the web server with its workers, while one
person saves visits through the form without a pause. Requests without an answer are those in
flight when the web server died: each was saved whole or not at all.

Then the worker alone, held still at a step of its task and killed there; what it left was made good
by its message that came again, and by a sweep, in turns:

{report.table(("killed", "how often"), tally.died.items())}
"""
