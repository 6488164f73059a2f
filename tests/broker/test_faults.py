"""A sample of `./run prove faults`: each of the three killed once."""

import pytest

from clinic.accounts.models import User
from clinic.registry.models import Patient
from tests.large_cohort import add_cohort
from tests.prove.faults import VICTIMS, strike, wrong_scores
from tests.scoring.findings import put_in_place_of
from tests.servers import Redis
from tests.stack import Stack
from tests.visitor import Visitor

pytestmark = pytest.mark.broker


def test_nothing_is_lost_whoever_is_killed(stack: Stack, redis_server: Redis, rossi: User) -> None:
    add_cohort(rossi.memberships.get().centre, patients=5, visits=3)
    visitor = Visitor(stack.home, rossi)
    tally = strike(stack, redis_server, visitor, list(Patient.objects.all()), len(VICTIMS))
    assert tally.killed.total() == len(VICTIMS)
    assert tally.saved > len(VICTIMS)
    assert tally.lost == 0, tally


@pytest.mark.django_db
def test_a_score_that_is_not_the_computed_one_would_be_counted(rossi: User) -> None:
    from scoring.models import Score

    add_cohort(rossi.memberships.get().centre, patients=2, visits=3)
    assert wrong_scores() == 0
    put_in_place_of(Score.objects.current()[0], fingerprint="other")
    assert wrong_scores() == 2, "one too many, one missing"
