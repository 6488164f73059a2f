"""Which baselines a visit that is only typed would take over, and what that changes."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.accounts.models import User
from clinic.registry.models import Patient
from clinic.visits.models import Visit
from clinic.visits.signals import BaselineTaken
from scoring.takeover import baselines_taken
from tests.scoring.findings import day, see, start_anakinra, start_index

pytestmark = pytest.mark.django_db


def physician(cm: str) -> dict[str, Any]:
    return {"physician_global_cm": Decimal(cm)}


def taken_on(patient: Patient, study_day: int, cm: str = "8") -> list[BaselineTaken]:
    return baselines_taken(patient=patient, visited_on=day(study_day), findings=physician(cm))


@pytest.fixture
def baseline(ada: Patient, rossi: User) -> Visit:
    """Before anakinra, with two follow-ups of which one assessed nothing."""
    start_anakinra(ada, rossi)
    visit = see(ada, rossi, -9, physician("8"))
    see(ada, rossi, 30, physician("4"))
    see(ada, rossi, 60, {})
    return visit


@pytest.mark.parametrize("study_day", [-91, -10, 1, 40])
def test_none_outside_the_window_or_before_the_present_one(
    ada: Patient, baseline: Visit, study_day: int
) -> None:
    assert taken_on(ada, study_day) == []


def test_none_where_there_was_no_baseline_before(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    assert taken_on(ada, 0) == []


def test_the_same_findings_change_no_score(ada: Patient, baseline: Visit) -> None:
    (taken,) = taken_on(ada, 0)
    assert (taken.present, taken.changing) == (baseline, 0)


def test_only_scores_that_come_out_otherwise_are_counted(ada: Patient, baseline: Visit) -> None:
    """7.9 to 4 is 39 % and earns as 8 to 4 does; 4.2 to 4 earns nothing, and 2 can earn less
    whatever is found later.
    """
    assert [taken_on(ada, 0, cm)[0].changing for cm in ("7.9", "4.2", "2")] == [0, 1, 2]


def test_a_follow_up_of_one_course_can_take_over_the_baseline_of_the_next(
    ada: Patient, rossi: User, baseline: Visit
) -> None:
    second = start_index(ada, rossi, 70, "rituximab")
    (taken,) = taken_on(ada, 65)
    assert (taken.course, taken.present.visited_on) == (second, day(60))


def test_a_follow_up_costs_one_query(ada: Patient, baseline: Visit) -> None:
    with CaptureQueriesContext(connection) as asked:
        taken_on(ada, 50)
    assert len(asked) == 1
