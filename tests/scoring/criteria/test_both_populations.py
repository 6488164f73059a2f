"""Both populations: an adult and a child stay what they were; then the 18th birthday between."""

from datetime import date
from decimal import Decimal

import pytest

from scoring.criteria.both_populations import BothPopulations, under_both
from scoring.criteria.points import Category, Population

BASELINE, FOLLOWUP = date(2026, 2, 1), date(2026, 5, 1)
ADULT, JUVENILE = Population.ADULT, Population.JUVENILE


def found(born: date, lower: str = "65", upper: str | None = None) -> BothPopulations:
    return under_both(Decimal(lower), Decimal(upper or lower), BASELINE, FOLLOWUP, born)


def test_an_adult_at_the_baseline_passes_no_birthday_that_counts() -> None:
    result = found(date(2008, 2, 1))  # 18 on the day of the baseline
    assert (result.population, result.is_past_18) == (ADULT, False)


def test_a_child_that_is_still_one_has_not_passed_it() -> None:
    result = found(date(2008, 5, 2))  # 18 the day after the follow-up
    assert (result.population, result.is_past_18) == (JUVENILE, False)


def test_a_follow_up_on_the_birthday_itself_is_past_it() -> None:
    result = found(date(2008, 5, 1))
    assert (result.population, result.is_past_18) == (JUVENILE, True)
    assert found(date(2008, 2, 2)).is_past_18  # the day after the baseline


def test_the_baselines_population_counts() -> None:
    child = found(date(2008, 3, 1))
    assert child.category is Category.MODERATE
    assert child.categories == {ADULT: Category.MAJOR, JUVENILE: Category.MODERATE}
    assert found(date(2000, 3, 1)).category is Category.MAJOR


@pytest.mark.parametrize(
    ("total", "adult", "juvenile"),
    [
        ("17.5", Category.NONE, Category.NONE),
        ("20", Category.MINIMAL, Category.NONE),
        ("30", Category.MINIMAL, Category.MINIMAL),
        ("40", Category.MODERATE, Category.MINIMAL),
        ("45", Category.MODERATE, Category.MODERATE),
        ("60", Category.MAJOR, Category.MODERATE),
        ("70", Category.MAJOR, Category.MAJOR),
    ],
)
def test_one_total_under_both_sets_of_thresholds(
    total: str, adult: Category, juvenile: Category
) -> None:
    result = found(date(2008, 3, 1), total)
    assert (result.categories[ADULT], result.categories[JUVENILE]) == (adult, juvenile)


def test_bounds_may_decide_under_one_population_only() -> None:
    result = found(date(2008, 3, 1), "20", "37.5")
    assert result.categories == {ADULT: Category.MINIMAL, JUVENILE: Category.UNDETERMINED}
    assert result.category is Category.UNDETERMINED
