"""When a visit is due, in words: first where nothing is said."""

from datetime import date, timedelta

import pytest

from clinic.dashboard.due import due_words
from scoring.criteria.schedule import due

START = date(2026, 1, 1)
MONTH_3 = date(2026, 4, 1)
SEEN_AT_WEEK_4 = date(2026, 1, 29)


@pytest.mark.parametrize(
    ("days", "is_soon", "is_overdue", "words"),
    [
        (-7, False, False, None),
        (-6, True, False, "due 1 Apr"),
        (0, True, False, "due 1 Apr"),
        (1, True, False, "due since 1 Apr"),
        (14, True, False, "due since 1 Apr"),
        (15, True, True, "15 days overdue"),
    ],
)
def test_a_visit_is_due_a_week_ahead_and_overdue_after_a_fortnight(
    days: int, is_soon: bool, is_overdue: bool, words: str | None
) -> None:
    today = MONTH_3 + timedelta(days=days)
    expected = due(START, SEEN_AT_WEEK_4, today)

    assert (expected.day, expected.is_soon, expected.is_overdue) == (MONTH_3, is_soon, is_overdue)
    assert due_words(expected, today) == words


def test_without_any_visit_the_first_day_is_due() -> None:
    assert due(START, None, START).day == START
