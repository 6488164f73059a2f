"""What the database itself refuses, whoever writes."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from clinic.accounts.models import User
from clinic.registry.models import Patient
from scoring import services
from scoring.models import Episode, Recomputation, Score
from tests.scoring.findings import (
    active_disease,
    put_in_place_of,
    remission,
    see,
    start_anakinra,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def score(ada: Patient, rossi: User) -> Score:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    see(ada, rossi, 30, remission())
    services.recompute_if_due(ada.pk)
    return Score.objects.get()


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"problem": "cmas_for_an_adult"}, "score_or_problem"),
        ({"category": None}, "score_or_problem"),
        ({"lower": None}, "score_or_problem"),
        ({"lower": Decimal(50), "upper": Decimal("47.5")}, "bounds_in_order"),
        ({"population": "teenage"}, "known_population"),
    ],
)
def test_a_score_that_contradicts_itself_is_refused(
    score: Score, changes: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        put_in_place_of(score, **changes)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"enzyme": "ldh"}, "chosen_enzyme_has_reason"),
        ({"designated_baseline": F("course_id")}, "designated_baseline_has_reason"),
    ],
)
def test_a_decision_without_a_reason_is_refused(
    score: Score, changes: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Episode.objects.update(**changes)


def test_a_computation_ahead_of_its_request_is_refused(ada: Patient) -> None:
    with pytest.raises(IntegrityError, match="computed_not_ahead"), transaction.atomic():
        Recomputation.objects.update(computed_revision=F("revision") + 1)


def test_rows_say_what_they_are(score: Score, ada: Patient) -> None:
    assert str(score) == "major"
    assert str(Score(problem="cmas_for_an_adult")) == "cmas_for_an_adult"
    assert str(Recomputation.objects.get(patient=ada)) == "4 of 4"
    assert str(score.episode) == f"episode {score.episode_id}"
