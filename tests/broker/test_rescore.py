"""`manage.py rescore` with a real broker: the workers compute, whoever is killed."""

from decimal import Decimal

import pytest

from clinic.accounts.models import User
from scoring.models import Recomputation, RescoreRun, Score
from tests.broker.deaths import wait_until
from tests.large_cohort import add_cohort
from tests.scoring.findings import put_in_place_of
from tests.scoring.from_scratch import assert_chains_are_whole
from tests.servers import Redis
from tests.stack import Stack

pytestmark = pytest.mark.broker

PATIENTS = 6


def test_a_rescore_that_was_killed_goes_on_and_prints_what_the_workers_found(
    stack: Stack, redis_server: Redis, rossi: User
) -> None:
    add_cohort(rossi.memberships.get().centre, patients=PATIENTS, visits=3)
    wrong = put_in_place_of(Score.objects.current()[0], attainable=Decimal("1.5"))
    revisions = dict(Recomputation.objects.values_list("patient_id", "revision"))

    command = stack.command("rescore")
    command.start()  # no worker is there yet: it waits
    wait_until(lambda: Recomputation.objects.due().count() == PATIENTS)
    command.kill()
    assert RescoreRun.objects.get().finished_at is None

    stack.start_worker()
    again = stack.command("rescore")
    again.start()
    wait_until(lambda: RescoreRun.objects.get().finished_at is not None)
    printed = again.log.read_text()
    assert "Going on with the run" in printed
    assert f"{PATIENTS} of {PATIENTS} patients" in printed
    assert printed.count(" anakinra: ") == 1, "one score was wrong"

    assert not Recomputation.objects.due().exists()
    assert Score.objects.current().get(visit=wrong.visit).attainable != wrong.attainable
    assert_chains_are_whole()
    raised = dict(Recomputation.objects.values_list("patient_id", "revision"))
    assert raised == {patient: revision + 1 for patient, revision in revisions.items()}
