"""Eight processes write to one patient at the same moment, on a server of PostgreSQL."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError

from clinic.accounts.models import User
from clinic.audit.models import AuditEvent
from clinic.registry.models import Patient
from clinic.registry.services import correct_patient
from clinic.registry.treatment import correct_course
from clinic.visits.models import Visit
from clinic.visits.services import VisitChangedMeanwhile, amend_visit
from scoring import services
from scoring.models import Episode, Recomputation, Score
from tests.scoring.findings import active_disease, day, remission, see, start_anakinra
from tests.scoring.from_scratch import assert_as_from_scratch
from tests.together import processes_together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PROCESSES = 8
AMENDMENTS = 5


@pytest.fixture
def visits(ada: Patient, rossi: User) -> list[Visit]:
    """A baseline and seven follow-ups, computed: one for each process."""
    start_anakinra(ada, rossi)
    seen = [see(ada, rossi, 30 * number, active_disease()) for number in range(PROCESSES)]
    services.sweep()
    return seen


def amend_until_done(visit: Visit, by: User, findings: dict[str, Any]) -> int:
    """As a person does who is told that somebody was faster: look again, and amend that. How
    often it was refused."""
    refused = 0
    while True:
        now = Visit.objects.get(pk=visit.pk)
        try:
            amend_visit(visit=now, by=by, reason="slip", version=now.version, **findings)
        except VisitChangedMeanwhile:
            refused += 1
        else:
            return refused


def test_eight_processes_that_amend_a_visit_each_end_in_the_right_scores(
    ada: Patient, rossi: User, visits: list[Visit]
) -> None:
    """The baseline is among them, so that every amendment of it changes the scores of all."""

    def amend_again_and_again(visit: Visit) -> None:
        for step in range(AMENDMENTS):
            amend_until_done(visit, rossi, remission(physician_global_cm=Decimal(step)))

    processes_together(*[lambda visit=visit: amend_again_and_again(visit) for visit in visits])
    services.sweep()
    assert_ended_well(ada)
    assert {visit.version for visit in Visit.objects.all()} == {1 + AMENDMENTS}
    assert {visit.physician_global_cm for visit in Visit.objects.all()} == {AMENDMENTS - 1}


def test_eight_processes_that_amend_the_same_visit_each_see_what_the_others_did(
    ada: Patient, rossi: User, visits: list[Visit]
) -> None:
    def amend_again_and_again(number: int) -> int:
        return sum(
            amend_until_done(visits[1], rossi, remission(physician_global_cm=Decimal(number)))
            for _ in range(AMENDMENTS)
        )

    refused = processes_together(
        *[lambda number=number: amend_again_and_again(number) for number in range(PROCESSES)]
    )
    services.sweep()
    assert_ended_well(ada)
    assert sum(refused) > 0, "nobody was in anybody's way"
    amended = Visit.objects.get(pk=visits[1].pk)
    assert amended.version == 1 + PROCESSES * AMENDMENTS, "each amendment once"
    written = AuditEvent.objects.filter(
        table="visits_visit", operation="update", row=str(amended.pk)
    )
    assert written.count() == PROCESSES * AMENDMENTS


def test_eight_processes_that_do_eight_different_things_do_not_lock_each_other_out(
    ada: Patient, rossi: User, visits: list[Visit]
) -> None:
    episode = Episode.objects.get()
    see(ada, rossi, -20, active_disease(haq=Decimal(1)))

    def designate(turn: int) -> None:
        chosen = visits[0] if turn % 2 else None
        services.designate_baseline(episode=episode, by=rossi, visit=chosen, reason="better")

    def choose(turn: int) -> None:
        use = "ck" if turn % 2 else None
        services.choose_enzyme(episode=episode, by=rossi, use=use, exclude=[], reason="exercise")

    def correct_birth(turn: int) -> None:
        born = visits[0].visited_on.replace(year=1970 + turn)
        correct_patient(patient=ada, by=rossi, reason="slip", date_of_birth=born)

    def correct_start(turn: int) -> None:
        course = episode.course
        correct_course(course=course, by=rossi, reason="slip", started_on=day(turn % 2))

    def amend_baseline(turn: int) -> None:
        amend_until_done(visits[0], rossi, active_disease(haq=Decimal(turn) / 8))

    def amend_followup(turn: int) -> None:
        amend_until_done(visits[1], rossi, remission(haq=Decimal(turn) / 8))

    def recompute(turn: int) -> None:
        services.recompute_if_due(ada.pk)

    def sweep(turn: int) -> None:
        services.sweep()

    done: list[Callable[[int], None]] = [designate, choose, correct_birth, correct_start]
    done += [amend_baseline, amend_followup, recompute, sweep]
    assert len(done) == PROCESSES

    deadlocks = processes_together(*[lambda act=act: deadlocks_of(act) for act in done])
    assert Counter(deadlocks) == {0: PROCESSES}
    services.sweep()
    assert_ended_well(ada)


def deadlocks_of(act: Callable[[int], None]) -> int:
    """How often the database ended one of the turns because two waited for each other."""
    met = 0
    for turn in range(AMENDMENTS * 2):
        try:
            act(turn)
        except OperationalError as error:
            if "deadlock" not in str(error):
                raise
            met += 1
    return met


def assert_ended_well(patient: Patient) -> None:
    assert_as_from_scratch(patient)
    assert {row.attempts for row in Recomputation.objects.all()} == {0}
    rows = Score.objects.filter(superseded_at__isnull=True)
    assert rows.count() == rows.values("episode", "visit").distinct().count()
    repeated = [
        row
        for row in Score.objects.select_related("supersedes").exclude(supersedes=None)
        if row.supersedes.fingerprint == row.fingerprint and not row.supersedes.ceased
    ]
    assert repeated == [], "the same inputs give no new row"
