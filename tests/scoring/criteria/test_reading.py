"""Numbers and days as a file writes them: what is none is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from scoring.criteria import reading
from scoring.criteria.cases import answer
from scoring.criteria.reading import Refused
from tests.scoring.criteria.worked_cases import FIRST, first_with

LONG = "9" * 10**6
NO_NUMBERS = [
    ("", "a number"),
    ("1,5", "a number"),
    ("1_0", "a number"),
    ("１", "a number"),
    ("0x1", "a number"),
    ("one", "a number"),
    (True, "a number"),
    ([1], "a number"),
    ({"value": 1}, "a number"),
    (1.5, "a number"),  # a float: how exact it was is lost
    ("NaN", "a number"),
    (Decimal("NaN"), "a number"),
    (Decimal("-Infinity"), "a number"),
    ("1e999999", "15 digits"),
    (Decimal("1e-999999"), "15 digits"),
    ("1e99999999999999999999", "15 digits"),
    ("1e-99999999999999999999", "15 digits"),
    ("1.0000000000000001", "15 digits"),
    (LONG, "15 digits"),
    (Decimal(LONG), "15 digits"),
    (10**5000, "15 digits"),
]


@pytest.mark.parametrize(
    ("raw", "limit"), NO_NUMBERS, ids=[str(number) for number in range(len(NO_NUMBERS))]
)
def test_what_is_no_number_is_refused(raw: Any, limit: str) -> None:
    error = answer(first_with("baseline.haq", raw))["error"]
    assert (error["field"], error["limit"]) == ("baseline.haq", limit)
    assert len(error["message"]) < 120


@pytest.mark.parametrize(
    "text", ["999999999999999", "1.00000000000001", "0.000000000000001", "1e14", "1e-15", "0e9"]
)
def test_15_digits_are_let_in(text: str) -> None:
    assert reading.number_at("here", text) == Decimal(text)


@pytest.mark.parametrize(
    "text", ["1000000000000000", "1.000000000000001", "1e15", "1e-16", "0" * 41]
)
def test_16_are_not(text: str) -> None:
    with pytest.raises(Refused, match="more than 15 digits"):
        reading.number_at("here", text)


def test_a_number_may_have_40_characters_and_no_more() -> None:
    assert reading.number_at("here", "0" * 39 + "1") == 1
    with pytest.raises(Refused, match="more than 15 digits"):
        reading.number_at("here", "0" * 40 + "1")


@pytest.mark.parametrize("value", ["1.75", " 1.75 ", "+1.75", "1.750", "175e-2", Decimal("1.75")])
def test_numbers_may_be_written_in_many_ways(value: Any) -> None:
    assert answer(first_with("baseline.haq", value)) == answer(FIRST)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "2026",
        "2026-02",
        "2026-2-1",
        "2026-02-30",
        "2025-02-29",
        "2026-13-01",
        "0000-01-01",
        "20260201",
        "2026-W05-7",
        "2026-02-01T10:00",
        " 2026-02-01",
        "01/02/2026",
        "２０２６-02-01",
        True,
        Decimal(2026),
        ["2026-02-01"],
    ],
)
def test_what_is_no_day_written_in_full_is_refused(raw: Any) -> None:
    with pytest.raises(Refused) as refused:
        reading.day_at("followup.on", raw)
    assert refused.value.to_json() == {
        "field": "followup.on",
        "limit": "a date, YYYY-MM-DD",
        "message": "followup.on is not a day of the calendar written YYYY-MM-DD",
    }


def test_a_day_of_a_leap_year_is_one() -> None:
    assert reading.day_at("followup.on", "2024-02-29") == date(2024, 2, 29)


def test_of_two_keys_given_twice_the_first_is_named() -> None:
    repeated = reading.parse('{"once": 0, "first": 1, "second": 2, "second": 3, "first": 4}')
    assert isinstance(repeated, reading.RepeatedKey)
    assert (repeated.key, dict(repeated)) == ("first", {"once": 0, "first": 4, "second": 3})
