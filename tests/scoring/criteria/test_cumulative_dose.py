"""The cumulative dose: a gap makes it unknown; then the sum, against one added up day by day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.criteria.cumulative_dose import CumulativeDose, cumulative_prednisone_mg
from scoring.criteria.doses import DaySpan
from scoring.criteria.glucocorticoid import GlucocorticoidCourse, prednisone_mg_on
from tests.scoring.criteria.test_glucocorticoid import TAPER, course, day, span


def cumulative(first: int, last: int, *courses: GlucocorticoidCourse) -> CumulativeDose:
    return cumulative_prednisone_mg(day(first), day(last), courses)


def test_without_any_course_nothing_is_known() -> None:
    assert cumulative(0, 9) == (None, 0, 0, (span(0, 9),))
    assert cumulative(0, 9).unknown_days == 10


def test_a_gap_makes_it_unknown_and_says_which_days() -> None:
    gapped = course(0, None, (0, 9, "50"), (20, None, "25"))
    found = cumulative(0, 29, gapped)
    assert found == (None, 750, 20, (span(10, 19),))
    assert found.unknown_days == 10


def test_a_gap_outside_the_span_does_not_matter() -> None:
    gapped = course(0, None, (0, 9, "50"), (20, None, "25"))
    assert cumulative(0, 9, gapped).mg == 500
    assert cumulative(20, 29, gapped).mg == 250
    assert cumulative(0, 10, gapped).unknown == (span(10, 10),)
    assert cumulative(19, 29, gapped).unknown == (span(19, 19),)


def test_unknown_neighbours_are_joined_and_others_are_not() -> None:
    gapped = course(0, None, (0, 4, "50"), (10, 14, None), (20, 24, "25"))
    found = cumulative(0, 29, gapped)
    assert found.unknown == (span(5, 19), span(25, 29))
    assert found.unknown_days == 20


def test_one_day_of_knowledge_keeps_two_gaps_apart() -> None:
    gapped = course(0, None, (5, 5, "50"))
    assert cumulative(0, 9, gapped).unknown == (span(0, 4), span(6, 9))


def test_the_last_day_cannot_be_before_the_first() -> None:
    with pytest.raises(ValueError, match="2026-01-01, is before the first, 2026-01-02"):
        cumulative(1, 0, TAPER)


def test_a_single_day_is_its_dose() -> None:
    assert cumulative(0, 0, TAPER) == (50, 50, 1, ())


def test_both_ends_count() -> None:
    assert cumulative(29, 30, TAPER).mg == 75
    assert cumulative(0, 59, TAPER).mg == 30 * 50 + 30 * 25


def test_days_on_which_no_course_runs_add_nothing() -> None:
    past = course(0, 9, (0, 9, "50"))
    assert cumulative(-10, 30, past) == (500, 500, 41, ())


def test_courses_that_run_together_add_up() -> None:
    pulse = course(10, 12, (10, 12, "1250"))
    assert cumulative(0, 29, TAPER, pulse).mg == 30 * 50 + 3 * 1250


def test_sums_of_years_are_exact() -> None:
    small = course(0, None, (0, None, "0.001"))
    assert cumulative(0, 3652, small).mg == Decimal("3.653")


def test_the_end_of_the_calendar_is_no_obstacle() -> None:
    whole = DaySpan(date.min, date.max)
    taken = [GlucocorticoidCourse(whole, ((whole, Decimal(1)),))]
    days = (date.max - date.min).days + 1
    assert cumulative_prednisone_mg(date.min, date.max, taken).mg == days


DAYS = st.integers(0, 40)
DOSES = st.sampled_from([None, Decimal(0), Decimal("2.5"), Decimal(50)])


@st.composite
def spans(draw: st.DrawFn) -> DaySpan:
    first = draw(DAYS)
    return span(first, draw(st.none() | st.integers(first, 45)))


@st.composite
def courses(draw: st.DrawFn) -> GlucocorticoidCourse:
    doses = draw(st.lists(spans(), unique_by=lambda one: one.first, max_size=3))
    return GlucocorticoidCourse(draw(spans()), tuple((one, draw(DOSES)) for one in doses))


@given(taken=st.lists(courses(), max_size=3), first=DAYS, length=DAYS)
def test_by_pieces_and_day_by_day_are_the_same(
    taken: list[GlucocorticoidCourse], first: int, length: int
) -> None:
    days = [day(first) + timedelta(days=number) for number in range(length + 1)]
    by_day = {one: prednisone_mg_on(one, taken) for one in days}
    known = [mg for mg in by_day.values() if mg is not None]
    found = cumulative_prednisone_mg(days[0], days[-1], taken)
    assert found.known_mg == sum(known)
    assert found.known_days == len(known)
    assert found.mg == (sum(known) if len(known) == len(days) else None)
    assert found.unknown_days == len(days) - len(known)
    for one, mg in by_day.items():
        assert (mg is None) is any(gap.first <= one <= gap.last for gap in found.unknown)
    for gap, following in zip(found.unknown, found.unknown[1:], strict=False):
        assert following.first - gap.last > timedelta(days=1)
