"""What would decide an open response."""

from decimal import Decimal
from typing import Any

import pytest

from clinic.dashboard.deciding import deciding
from scoring.criteria.core_set import Case, CoreSet, EnzymeValue
from scoring.criteria.points import Category, Measure, Population
from scoring.criteria.tis import score

BEFORE = CoreSet(
    physician_global=Decimal("7.4"),
    patient_global=Decimal("6.8"),
    mmt=Decimal(112),
    haq=Decimal("2.25"),
    extramuscular=Decimal("6.2"),
    enzymes={"ck": EnzymeValue(Decimal(2337), Decimal(190))},
)
NOW = CoreSet(
    physician_global=Decimal("3.6"),
    patient_global=Decimal("4.4"),
    mmt=Decimal(124),
    haq=None,
    extramuscular=Decimal("3.4"),
    enzymes={"ck": EnzymeValue(Decimal(627), Decimal(190))},
)


def answers(**changes: Any) -> list[tuple[str, bool, Category]]:
    case = Case(Population.ADULT, BEFORE, NOW._replace(**changes))
    return [(one.value, one.is_or_higher, one.category) for one in deciding(case, score(case))]


def test_a_response_that_is_settled_asks_for_nothing() -> None:
    assert answers(haq=Decimal(1)) == []
    # HAQ-DI is missing, and the response major either way
    assert answers(physician_global=Decimal(0), mmt=Decimal(150)) == []


def test_two_missing_measures_are_not_guessed_at() -> None:
    assert answers(mmt=None) == []


def test_a_missing_enzyme_has_no_steps_to_try() -> None:
    assert answers(haq=Decimal("2.25"), enzymes={}) == []


def test_without_a_baseline_value_nothing_at_this_visit_decides() -> None:
    case = Case(Population.ADULT, BEFORE._replace(haq=None), NOW)
    assert deciding(case, score(case)) == []


def test_the_value_that_makes_the_response_better_is_named() -> None:
    assert answers() == [("2", False, Category.MAJOR)]


def test_strength_decides_upwards() -> None:
    found = answers(haq=Decimal("2.25"), mmt=None)
    assert [is_or_higher for _, is_or_higher, _ in found] == [True] * len(found)
    assert found[-1][2] is Category.MAJOR


@pytest.mark.parametrize("steps", [Decimal("-0.125"), Decimal(0), Decimal("0.125")])
def test_the_named_value_is_the_edge(steps: Decimal) -> None:
    edge = Decimal(answers()[0][0])
    case = Case(Population.ADULT, BEFORE, NOW._replace(haq=edge + steps))
    assert (score(case).category is Category.MAJOR) == (steps <= 0)
    assert Measure.HAQ not in score(case).missing
