"""Numbers as they are printed: first what must not be printed as a number."""

from decimal import Decimal

import pytest
from django.utils import translation

from clinic.dashboard.numerals import (
    at_most_decimals,
    day_number,
    printed,
    score_text,
    signed,
)


def test_nothing_is_printed_for_nothing() -> None:
    assert printed(None) is None
    assert signed(None) is None


@pytest.mark.parametrize(
    ("number", "text"),
    [("4.0", "4"), ("12.50", "12.5"), ("-2.5", "−2.5"), ("-0.0", "0"), ("1E+2", "100")],
)
def test_a_number_keeps_its_decimals_and_has_a_true_minus(number: str, text: str) -> None:
    assert printed(Decimal(number)) == text


@pytest.mark.parametrize(("number", "text"), [("10", "10.0"), ("67.5", "67.5"), ("-0.04", "0.0")])
def test_a_score_has_one_decimal(number: str, text: str) -> None:
    assert printed(Decimal(number), 1) == text


@pytest.mark.parametrize(("change", "text"), [("2.5", "+2.5"), ("-2.5", "−2.5"), ("0", "0.0")])
def test_a_change_has_its_sign_and_zero_has_none(change: str, text: str) -> None:
    assert signed(Decimal(change), 1) == text


def test_bounds_are_printed_as_two_numbers_and_equal_ones_as_one() -> None:
    assert score_text(Decimal("35"), Decimal("55")) == "35.0–55.0"
    assert score_text(Decimal("55"), Decimal("55")) == "55.0"


def test_italian_has_a_decimal_comma() -> None:
    with translation.override("it"):
        assert printed(Decimal("67.5")) == "67,5"
        assert signed(Decimal("-2.5")) == "−2,5"


def test_a_half_is_rounded_to_the_even_neighbour() -> None:
    assert at_most_decimals(Decimal("0.25"), 1) == Decimal("0.2")
    assert at_most_decimals(Decimal("3.999"), 2) == Decimal("4")


def test_a_study_day_before_the_start_is_negative() -> None:
    assert (day_number(-4), day_number(0), day_number(143)) == ("−4", "0", "143")
