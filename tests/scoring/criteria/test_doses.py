"""The dose on a day: none outside the course or in a gap; then of two the later."""

from datetime import date, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from scoring.criteria.doses import DaySpan, held_on

START = date(2026, 1, 1)
DAYS = st.integers(min_value=0, max_value=20)


def day(number: int) -> date:
    return START + timedelta(days=number)


def span(first: int, last: int | None = None) -> DaySpan:
    return DaySpan(day(first), None if last is None else day(last))


@st.composite
def spans(draw: st.DrawFn) -> DaySpan:
    first = draw(DAYS)
    return span(first, draw(st.none() | st.integers(min_value=first, max_value=25)))


def test_outside_its_course_no_dose_holds() -> None:
    doses = [(span(0), "100 mg")]
    assert [held_on(day(n), span(5, 9), doses) for n in (4, 5, 9, 10)] == [
        None,
        "100 mg",
        "100 mg",
        None,
    ]


def test_in_a_gap_no_dose_holds() -> None:
    doses = [(span(0, 4), "100 mg"), (span(8), "50 mg")]
    assert [held_on(day(n), span(0), doses) for n in (4, 5, 7, 8)] == [
        "100 mg",
        None,
        None,
        "50 mg",
    ]


def test_a_dose_that_is_not_known_holds_as_well() -> None:
    assert held_on(day(5), span(0), [(span(0), "100 mg"), (span(3), None)]) is None


def test_of_overlapping_doses_the_one_that_began_last_holds_in_whatever_order() -> None:
    doses = [(span(0), "100 mg"), (span(3), "50 mg"), (span(6, 8), "25 mg")]
    for turned in permutations(doses):
        held = [held_on(day(n), span(0), turned) for n in (2, 3, 6, 9)]
        assert held == ["100 mg", "50 mg", "25 mg", "50 mg"]


def test_of_two_doses_of_one_day_the_first_holds_in_whatever_form_they_are_kept() -> None:
    kept: list[dict[str, str] | None] = [{"mg": "100"}, None]
    for first, second in permutations(kept):
        assert held_on(day(0), span(0), [(span(0), first), (span(0), second)]) is first


@given(course=spans(), doses=st.lists(spans(), unique_by=lambda found: found.first), number=DAYS)
def test_what_holds_covers_the_day_and_nothing_that_covers_it_began_later(
    course: DaySpan, doses: list[DaySpan], number: int
) -> None:
    held = held_on(day(number), course, [(dose, dose) for dose in doses])
    covering = [dose for dose in doses if dose.covers(day(number))]
    if not covering or not course.covers(day(number)):
        assert held is None
    else:
        assert held in covering
        assert all(dose.first <= held.first for dose in covering)
