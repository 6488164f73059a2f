"""Baseline, population and clock: what is no baseline, then the edges of the window."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import permutations

import pytest

from scoring.criteria.episode import default_baseline, months_since, population_on, study_day
from scoring.criteria.points import Population

START = date(2026, 6, 29)


def days(*study_days: int) -> list[date]:
    return [START + timedelta(days=day) for day in study_days]


@pytest.mark.parametrize("visits", [(), (1,), (1, 30, 400), (-91,), (-400, -91, 1)])
def test_no_visit_in_the_window_is_no_baseline(visits: tuple[int, ...]) -> None:
    assert default_baseline(START, days(*visits)) is None


@pytest.mark.parametrize(
    ("visits", "baseline"),
    [((0,), 0), ((-90,), -90), ((-90, -1), -1), ((0, -1, 1), 0), ((-91, -90, 1), -90)],
)
def test_the_latest_visit_of_the_window_is_the_baseline(
    visits: tuple[int, ...], baseline: int
) -> None:
    assert default_baseline(START, days(*visits)) == days(baseline)[0]


def test_the_order_in_which_visits_are_given_does_not_matter() -> None:
    visits = days(-91, -40, -3, 0, 12)
    assert {default_baseline(START, turned) for turned in permutations(visits)} == {START}


@pytest.mark.parametrize(
    ("born", "day", "population"),
    [
        (date(2008, 6, 30), START, Population.JUVENILE),
        (date(2008, 6, 29), START, Population.ADULT),
        (date(2008, 2, 29), date(2026, 2, 28), Population.JUVENILE),
        (date(2008, 2, 29), date(2026, 3, 1), Population.ADULT),
        (date(2026, 6, 29), START, Population.JUVENILE),
        (date(1950, 1, 1), START, Population.ADULT),
        (date(2007, 12, 31), START, Population.ADULT),
    ],
)
def test_an_adult_is_one_from_the_eighteenth_birthday_on(
    born: date, day: date, population: Population
) -> None:
    assert population_on(day, born) is population


def test_day_0_is_the_first_day_of_treatment() -> None:
    assert [study_day(day, START) for day in days(-1, 0, 1)] == [-1, 0, 1]


def test_months_are_exact() -> None:
    assert months_since(*days(487, 0)) == 16
    assert months_since(*days(-1, 0)) == Fraction(-16, 487)
