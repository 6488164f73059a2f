"""The visit schedule: who is expected when, and what a visit stands for."""

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest

from scoring.criteria.schedule import due, expected_visits, is_overdue, months_later, next_due

START = date(2026, 1, 15)
WEEK_4, MONTH_3, MONTH_6 = date(2026, 2, 12), date(2026, 4, 15), date(2026, 7, 15)


def test_expected_are_day_0_week_4_months_3_6_9_12_and_every_6_months() -> None:
    assert list(islice(expected_visits(START), 9)) == [
        START,
        WEEK_4,
        MONTH_3,
        MONTH_6,
        date(2026, 10, 15),
        date(2027, 1, 15),
        date(2027, 7, 15),
        date(2028, 1, 15),
        date(2028, 7, 15),
    ]


def test_the_schedule_goes_on_in_order() -> None:
    for start in (START, date(2024, 2, 29), date(2026, 8, 31)):
        assert all(one < other for one, other in pairwise(islice(expected_visits(start), 60)))


@pytest.mark.parametrize("last", [None, START - timedelta(days=91)])
def test_without_a_visit_the_baseline_is_due_on_day_0(last: date | None) -> None:
    assert next_due(START, last) == START


@pytest.mark.parametrize(
    ("last_visit_on", "expected"),
    [
        (START - timedelta(days=90), WEEK_4),
        (START, WEEK_4),
        (START + timedelta(days=14), WEEK_4),  # half way to week 4: still the baseline's
        (START + timedelta(days=15), MONTH_3),
        (WEEK_4, MONTH_3),
        (date(2026, 3, 15), MONTH_3),  # 31 days after week 4, 31 before month 3
        (date(2026, 3, 16), MONTH_6),
        (MONTH_3, MONTH_6),
        (date(2029, 7, 1), date(2030, 1, 15)),
    ],
)
def test_a_visit_stands_for_the_nearest_expected_one(last_visit_on: date, expected: date) -> None:
    assert next_due(START, last_visit_on) == expected


def test_what_is_due_comes_after_the_last_visit() -> None:
    for number in range(0, 1500, 7):
        last = START + timedelta(days=number)
        assert next_due(START, last) > last


def test_overdue_is_more_than_14_days_late() -> None:
    late = [is_overdue(START, START + timedelta(days=days)) for days in (-1, 0, 14, 15)]
    assert late == [False, False, False, True]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 5), 12, date(2027, 12, 5)),
        (date(2026, 5, 5), 0, date(2026, 5, 5)),
    ],
)
def test_months_end_where_the_calendar_does(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@pytest.mark.parametrize(
    ("days", "is_soon", "is_late"),
    [(-7, False, False), (-6, True, False), (14, True, False), (15, True, True)],
)
def test_a_visit_is_due_soon_from_6_days_ahead(days: int, is_soon: bool, is_late: bool) -> None:
    found = due(START, WEEK_4, MONTH_3 + timedelta(days=days))
    assert (found.day, found.is_soon, found.is_overdue) == (MONTH_3, is_soon, is_late)
