"""The course of a response: nothing reached, then times, durations, best and last.

The slow twin is written from the definitions, visit by visit.
"""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.criteria.points import THRESHOLDS, Category, Population
from scoring.criteria.response import (
    Duration,
    ScoredVisit,
    TimeTo,
    best_response,
    best_visit,
    cut_off,
    duration,
    last_visit,
    time_to,
    whole_months,
)
from scoring.criteria.tis import category_within

NONE, MINIMAL, MODERATE, MAJOR = list(Category)[:4]
OPEN = Category.UNDETERMINED
ADULT, JUVENILE = Population.ADULT, Population.JUVENILE
START = date(2026, 1, 5)


def day(number: int) -> date:
    return START + timedelta(days=number)


def visit(number: int, lower: str, upper: str | None = None) -> ScoredVisit:
    bounds = Decimal(lower), Decimal(upper or lower)
    return ScoredVisit(day(number), *bounds, category_within(ADULT, *bounds))


def time(response: Category, *visits: ScoredVisit) -> TimeTo | None:
    return time_to(response, ADULT, START, visits)


# --- Time to a response ----------------------------------------------------------------------


def test_without_a_scored_visit_there_is_no_time() -> None:
    assert time(MINIMAL) is None


@pytest.mark.parametrize("response", [NONE, OPEN])
def test_what_is_no_response_has_no_cut_off(response: Category) -> None:
    with pytest.raises(ValueError, match="tuple"):
        cut_off(ADULT, response)


def test_a_response_never_reached_is_censored_at_the_last_visit() -> None:
    found = time(MODERATE, visit(28, "20"), visit(90, "37.5"))
    assert found == TimeTo(90, None, None, day(90))
    assert found is not None
    assert found.is_censored
    assert not found.is_not_later_than


def test_never_reached_for_certain_is_censored_and_says_when_it_was_possible() -> None:
    found = time(MODERATE, visit(28, "30", "40"), visit(60, "30", "50"), visit(90, "37.5"))
    assert found == TimeTo(90, None, day(28), day(90))
    assert found is not None
    assert not found.is_not_later_than


def test_the_first_visit_whose_lower_bound_reaches_the_cut_off_counts() -> None:
    found = time(MODERATE, visit(28, "37.5"), visit(90, "40"), visit(180, "80"))
    assert found == TimeTo(90, day(90), None, day(180))
    assert found is not None
    assert not found.is_censored
    assert not found.is_not_later_than


def test_a_better_response_reaches_the_lesser_ones_as_well() -> None:
    assert time(MINIMAL, visit(28, "60")) == TimeTo(28, day(28), None, day(28))


def test_bounds_above_the_cut_off_reach_it() -> None:
    assert time(MINIMAL, visit(28, "20", "60")) == TimeTo(28, day(28), None, day(28))


def test_an_earlier_visit_that_could_have_reached_it_makes_it_not_later_than() -> None:
    earlier = [visit(10, "20", "37.5"), visit(28, "20", "40"), visit(60, "20", "60")]
    found = time(MODERATE, *earlier, visit(90, "40"))
    assert found == TimeTo(90, day(90), day(28), day(90))
    assert found is not None
    assert found.is_not_later_than
    assert not found.is_censored


def test_a_later_visit_that_could_reach_it_changes_nothing() -> None:
    assert time(MODERATE, visit(28, "40"), visit(60, "0", "100")) == TimeTo(
        28, day(28), None, day(60)
    )


def test_another_visit_of_the_same_day_is_not_earlier() -> None:
    assert time(MODERATE, visit(28, "0", "100"), visit(28, "40")) == TimeTo(
        28, day(28), None, day(28)
    )


def test_children_have_their_own_cut_offs() -> None:
    visits = [visit(28, "20"), visit(60, "30"), visit(90, "45"), visit(120, "70")]
    reached = [
        time_to(response, JUVENILE, START, visits) for response in (MINIMAL, MODERATE, MAJOR)
    ]
    assert [found and found.days for found in reached] == [60, 90, 120]


# --- Duration --------------------------------------------------------------------------------


def test_what_was_never_reached_did_not_last() -> None:
    assert duration(MODERATE, ADULT, []) is None
    assert duration(MODERATE, ADULT, [visit(28, "30", "50")]) is None


def test_reached_at_the_last_visit_it_is_censored_at_once() -> None:
    found = duration(MODERATE, ADULT, [visit(28, "40")])
    assert found == Duration(0, day(28), None)
    assert found is not None
    assert found.is_censored


def test_it_lasts_until_the_first_later_visit_surely_below() -> None:
    visits = [visit(28, "40"), visit(60, "0", "40"), visit(90, "0", "37.5"), visit(120, "0")]
    found = duration(MODERATE, ADULT, visits)
    assert found == Duration(62, day(28), day(90))
    assert found is not None
    assert not found.is_censored


def test_a_visit_below_before_it_was_reached_does_not_end_it() -> None:
    visits = [visit(10, "0"), visit(28, "40"), visit(90, "80")]
    assert duration(MODERATE, ADULT, visits) == Duration(62, day(28), None)


def test_only_the_first_stretch_counts() -> None:
    visits = [visit(28, "40"), visit(60, "0"), visit(90, "60"), visit(120, "60")]
    assert duration(MODERATE, ADULT, visits) == Duration(32, day(28), day(60))


def test_a_childs_duration_goes_by_the_childs_cut_off() -> None:
    visits = [visit(28, "45"), visit(60, "42.5")]
    assert duration(MODERATE, JUVENILE, visits) == Duration(32, day(28), day(60))


# --- Best and last ---------------------------------------------------------------------------


@pytest.mark.parametrize("categories", [[], [OPEN], [OPEN, OPEN]])
def test_without_a_named_category_there_is_no_response(categories: list[Category]) -> None:
    assert best_response(categories) is None
    visits = [visit(28, "0")._replace(category=category) for category in categories]
    assert best_visit(visits) is None
    assert last_visit(visits) is None


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


def test_the_best_visit_is_the_first_of_its_response() -> None:
    visits = [visit(28, "20"), visit(90, "42.5"), visit(60, "40"), visit(120, "0", "100")]
    assert best_visit(visits) == visit(60, "40")


def test_the_last_response_is_that_of_the_latest_visit_that_names_one() -> None:
    visits = [visit(90, "20"), visit(28, "60"), visit(120, "0", "100")]
    assert last_visit(visits) == visit(90, "20")


@pytest.mark.parametrize(
    ("days", "months"), [(0, 0), (15, 0), (16, 1), (152, 5), (243, 8), (274, 9)]
)
def test_follow_up_is_printed_in_whole_months(days: int, months: int) -> None:
    assert whole_months(START, START + timedelta(days=days)) == months


# --- Against the definitions -----------------------------------------------------------------


def twin_time(response: Category, population: Population, visits: list[ScoredVisit]) -> str | None:
    """As a sentence, found by looking at every day of the observation in turn."""
    if not visits:
        return None
    cut = THRESHOLDS[population][{MINIMAL: 0, MODERATE: 1, MAJOR: 2}[response]]
    possible = ""
    last = max(seen.day for seen in visits)
    for number in range((last - START).days + 1):
        for seen in visits:
            if seen.day == day(number) and seen.lower >= cut:
                return f"{possible}reached after {number}"
        for seen in visits:
            if seen.day == day(number) and seen.upper >= cut and not possible:
                possible = f"possible after {number}, "
    return f"{possible}censored after {(last - START).days}"


def twin_duration(
    response: Category, population: Population, visits: list[ScoredVisit]
) -> str | None:
    cut = THRESHOLDS[population][{MINIMAL: 0, MODERATE: 1, MAJOR: 2}[response]]
    since: int | None = None
    last = max(((seen.day - START).days for seen in visits), default=0)
    for number in range(last + 1):
        for seen in visits:
            if seen.day != day(number):
                continue
            if since is None:
                since = number if seen.lower >= cut else None
            elif seen.upper < cut:
                return f"{number - since} lost"
    return None if since is None else f"{last - since} censored"


STEPS = st.integers(0, 40).map(lambda step: Decimal(step) * Decimal("2.5"))


def test_of_two_visits_of_one_day_the_one_recorded_later_is_the_last() -> None:
    earlier, later = visit(30, "50"), visit(30, "30")
    assert last_visit([earlier, later]) == later
    assert last_visit([later, earlier]) == earlier


@st.composite
def scored_visits(draw: st.DrawFn) -> list[ScoredVisit]:
    days = draw(st.lists(st.integers(1, 400), unique=True, max_size=6))
    visits = []
    for number in days:
        lower, upper = sorted([draw(STEPS), draw(STEPS)])
        upper = draw(st.sampled_from([lower, upper]))
        visits.append(ScoredVisit(day(number), lower, upper, category_within(ADULT, lower, upper)))
    return visits


RESPONSES = st.sampled_from([MINIMAL, MODERATE, MAJOR])
POPULATIONS = st.sampled_from(Population)


@given(visits=scored_visits(), response=RESPONSES, population=POPULATIONS)
def test_times_and_durations_are_those_of_the_slow_twin(
    visits: list[ScoredVisit], response: Category, population: Population
) -> None:
    assert _told(time_to(response, population, START, visits)) == twin_time(
        response, population, visits
    )
    found = duration(response, population, visits)
    told = None
    if found is not None:
        told = f"{found.days} {'censored' if found.is_censored else 'lost'}"
    assert told == twin_duration(response, population, visits)


def _told(found: TimeTo | None) -> str | None:
    if found is None:
        return None
    possible = ""
    if found.possible_on:
        possible = f"possible after {(found.possible_on - START).days}, "
    return f"{possible}{'censored' if found.is_censored else 'reached'} after {found.days}"


@given(visits=scored_visits(), response=RESPONSES, seed=st.integers(0, 9))
def test_the_order_in_which_visits_are_given_does_not_matter(
    visits: list[ScoredVisit], response: Category, seed: int
) -> None:
    turned = Random(seed).sample(visits, len(visits))
    assert time(response, *turned) == time(response, *visits)
    assert duration(response, ADULT, turned) == duration(response, ADULT, visits)
    assert best_visit(turned) == best_visit(visits)
    assert last_visit(turned) == last_visit(visits)


@given(visits=scored_visits(), response=RESPONSES, data=st.data())
def test_a_completed_score_never_reaches_it_before_it_was_possible_nor_after_it_was_certain(
    visits: list[ScoredVisit], response: Category, data: st.DataObject
) -> None:
    """Whatever the bounds turn out to be, the time lies between what they allow."""
    bounds = time(response, *visits)
    certain = []
    for seen in visits:
        total = data.draw(st.sampled_from([seen.lower, seen.upper]))
        certain.append(seen._replace(lower=total, upper=total))
    exact = time(response, *certain)
    if bounds is None or exact is None:
        assert bounds is exact is None
        return
    if bounds.reached_on:
        assert exact.reached_on
        assert (bounds.possible_on or bounds.reached_on) <= exact.reached_on <= bounds.reached_on
    elif bounds.possible_on is None:
        assert exact.is_censored
