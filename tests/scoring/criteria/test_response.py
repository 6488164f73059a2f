"""The course of a response: best category, follow-up, relapse during taper."""

from datetime import timedelta

import pytest

from scoring.criteria.points import Category
from scoring.criteria.response import (
    best_response,
    is_relapse_below_taper_limit,
    whole_months,
)
from tests.scoring.criteria.test_glucocorticoid import START, TAPER, course, day

NONE, MINIMAL, MODERATE, MAJOR = list(Category)[:4]
OPEN = Category.UNDETERMINED


@pytest.mark.parametrize("categories", [[], [OPEN], [OPEN, OPEN]])
def test_without_a_named_category_there_is_no_response(categories: list[Category]) -> None:
    assert best_response(categories) is None


@pytest.mark.parametrize(
    ("categories", "best"),
    [
        ([NONE], NONE),
        ([MAJOR, MINIMAL], MAJOR),
        ([MINIMAL, OPEN], MINIMAL),
        ([NONE, MODERATE, OPEN, NONE, OPEN], MODERATE),
    ],
)
def test_the_best_response_is_the_highest_named(categories: list[Category], best: Category) -> None:
    assert best_response(categories) is best


@pytest.mark.parametrize(
    ("days", "months"), [(0, 0), (15, 0), (16, 1), (152, 5), (243, 8), (274, 9)]
)
def test_follow_up_is_printed_in_whole_months(days: int, months: int) -> None:
    assert whole_months(START, START + timedelta(days=days)) == months


# --- Relapse during taper -------------------------------------------------------------------


def test_without_a_known_dose_it_cannot_be_said() -> None:
    assert is_relapse_below_taper_limit(day(5), []) is None
    assert is_relapse_below_taper_limit(day(5), [course(0, None)]) is None


@pytest.mark.parametrize(("number", "below"), [(0, False), (30, False), (59, False), (60, True)])
def test_a_relapse_is_below_the_limit_from_the_dose_below_10_mg_on(
    number: int, below: bool
) -> None:
    assert is_relapse_below_taper_limit(day(number), [TAPER]) is below


def test_10_mg_is_not_below_10_mg() -> None:
    taper = course(0, None, (0, 9, "50"), (10, 19, "10"), (20, None, "9.999"))
    assert is_relapse_below_taper_limit(day(15), [taper]) is False
    assert is_relapse_below_taper_limit(day(20), [taper]) is True


def test_a_low_dose_from_the_first_day_on_is_no_taper() -> None:
    low = course(0, None, (0, None, "5"))
    rising = course(0, None, (0, 9, "2.5"), (10, None, "5"))
    assert is_relapse_below_taper_limit(day(20), [low]) is False
    assert is_relapse_below_taper_limit(day(20), [rising]) is False


def test_the_first_day_of_a_low_dose_is_no_taper() -> None:
    first = course(0, None, (0, None, "0.5"))
    assert is_relapse_below_taper_limit(day(0), [first]) is False


def test_half_a_milligram_is_still_a_taper() -> None:
    last = course(0, None, (0, 9, "50"), (10, None, "0.5"))
    assert is_relapse_below_taper_limit(day(10), [last]) is True


def test_after_the_last_dose_there_is_no_taper_any_more() -> None:
    ended = course(0, 59, (0, 29, "50"), (30, 59, "5"))
    assert is_relapse_below_taper_limit(day(59), [ended]) is True
    assert is_relapse_below_taper_limit(day(60), [ended]) is False


def test_a_dose_that_was_not_known_before_does_not_hide_the_taper() -> None:
    taper = course(0, None, (0, 9, None), (10, 19, "50"), (20, None, "5"))
    assert is_relapse_below_taper_limit(day(25), [taper]) is True


def test_the_whole_dose_of_the_day_counts() -> None:
    other = course(0, None, (0, None, "5"))
    assert is_relapse_below_taper_limit(day(70), [TAPER, other]) is False  # 7.5 + 5 mg
