"""Relapse during taper: what is not known, what is no taper; then the limit of 10 mg."""

import pytest

from scoring.criteria.relapse import is_relapse_below_taper_limit
from tests.scoring.criteria.test_glucocorticoid import TAPER, course, day


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


def test_a_dose_that_was_not_known_before_could_have_been_higher() -> None:
    for unknown in (
        course(0, None, (0, 9, None), (10, None, "5")),
        course(0, None, (10, None, "5")),
    ):
        assert is_relapse_below_taper_limit(day(25), [unknown]) is None


def test_a_dose_that_is_not_known_later_says_nothing_of_the_taper() -> None:
    later = course(0, None, (0, 29, "5"), (40, None, "50"))
    assert is_relapse_below_taper_limit(day(25), [later]) is False


def test_what_was_not_known_before_does_not_matter_at_a_high_dose() -> None:
    high = course(0, None, (10, None, "20"))
    assert is_relapse_below_taper_limit(day(25), [high]) is False


def test_a_course_before_the_present_one_counts() -> None:
    courses = [course(40, None, (40, None, "5")), course(0, 19, (0, 19, "50"))]
    assert is_relapse_below_taper_limit(day(45), courses) is True


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
