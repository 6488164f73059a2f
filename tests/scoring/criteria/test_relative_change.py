"""Relative change: none without both values or from 0; then its sign, and enzymes in multiples."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scoring.criteria.core_set import Case, CoreSet
from scoring.criteria.points import Measure, Population
from scoring.criteria.relative_change import relative_changes
from tests.scoring.criteria.changes import STEADY, enzyme

SCALES = [measure for measure in Measure if measure is not Measure.ENZYME]


def percent(measure: Measure, before: Any, after: Any) -> Fraction | None:
    first, second = (
        STEADY._replace(**{measure.value: None if value is None else Decimal(str(value))})
        for value in (before, after)
    )
    return relative_changes(Case(Population.ADULT, first, second), "ck")[measure]


def enzyme_percent(before: Any, after: Any, followed: str | None = "ck") -> Fraction | None:
    first = STEADY._replace(enzymes=before)
    second = STEADY._replace(enzymes=after)
    return relative_changes(Case(Population.ADULT, first, second), followed)[Measure.ENZYME]


@pytest.mark.parametrize("measure", SCALES)
@pytest.mark.parametrize(("before", "after"), [(None, 2), (2, None), (None, None), (0, 2), (0, 0)])
def test_without_both_values_or_from_0_there_is_no_percentage(
    measure: Measure, before: Any, after: Any
) -> None:
    assert percent(measure, before, after) is None


@pytest.mark.parametrize(
    ("before", "after", "followed"),
    [
        ({}, {}, None),
        ({"ck": enzyme(400, 200)}, {"ck": enzyme(200, 200)}, None),
        ({"ck": enzyme(400, 200)}, {"ldh": enzyme(200, 200)}, "ck"),
        ({"ldh": enzyme(400, 200)}, {"ck": enzyme(200, 200)}, "ck"),
        ({"ck": enzyme(400, None)}, {"ck": enzyme(200, 200)}, "ck"),
        ({"ck": enzyme(0, 200)}, {"ck": enzyme(200, 200)}, "ck"),
    ],
)
def test_an_enzyme_that_cannot_be_followed_has_no_percentage(
    before: Any, after: Any, followed: str | None
) -> None:
    assert enzyme_percent(before, after, followed) is None


def test_a_follow_up_of_0_is_a_value() -> None:
    assert percent(Measure.HAQ, 2, 0) == 100
    assert percent(Measure.MMT, 100, 0) == -100
    assert enzyme_percent({"ck": enzyme(400, 200)}, {"ck": enzyme(0, 200)}) == 100


@pytest.mark.parametrize("measure", [m for m in SCALES if m is not Measure.MMT])
def test_less_is_better(measure: Measure) -> None:
    assert percent(measure, "2.5", 2) == 20
    assert percent(measure, "2", "2.5") == -25
    assert percent(measure, "0.9", "0.6") == Fraction(100, 3)


def test_more_strength_is_better() -> None:
    assert percent(Measure.MMT, 100, 120) == 20
    assert percent(Measure.MMT, 120, 90) == -25


def test_what_stayed_the_same_changed_by_0() -> None:
    changes = relative_changes(Case(Population.ADULT, STEADY, STEADY), "ck")
    assert changes == dict.fromkeys(Measure, 0)
    assert list(changes) == list(Measure)


def test_the_percentage_is_of_the_baseline_and_not_of_the_scale() -> None:
    case = Case(Population.ADULT, STEADY, STEADY._replace(physician_global=Decimal(4)))
    in_mm = case._replace(
        baseline=STEADY._replace(physician_global=Decimal(50)),
        followup=STEADY._replace(physician_global=Decimal(40)),
        ranges=case.ranges._replace(physician_global=Decimal(100)),
    )
    for each in (case, in_mm):
        assert relative_changes(each, "ck")[Measure.PHYSICIAN_GLOBAL] == 20


def test_an_enzyme_is_compared_in_multiples_each_with_its_own_limit() -> None:
    before = {"ck": enzyme(2000, 200)}
    assert enzyme_percent(before, {"ck": enzyme(1000, 200)}) == 50
    assert enzyme_percent(before, {"ck": enzyme(1000, 100)}) == 0
    assert enzyme_percent(before, {"ck": enzyme(1000, 400)}) == 75


def test_a_follow_up_without_a_limit_uses_the_baselines() -> None:
    assert enzyme_percent({"ck": enzyme(2000, 200)}, {"ck": enzyme(1500, None)}) == 25


def test_only_the_enzyme_that_is_followed_counts() -> None:
    before = {"ck": enzyme(2000, 200), "ldh": enzyme(480, 240)}
    after = {"ck": enzyme(1000, 200), "ldh": enzyme(960, 240)}
    assert enzyme_percent(before, after, "ck") == 50
    assert enzyme_percent(before, after, "ldh") == -100


def test_a_visit_without_findings_has_six_unknowns() -> None:
    empty = Case(Population.ADULT, CoreSet(), CoreSet())
    assert relative_changes(empty, None) == dict.fromkeys(Measure)
