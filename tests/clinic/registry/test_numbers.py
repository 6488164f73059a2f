"""Numbers as people type them."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from clinic.registry.numbers import in_limit, read_number, unit_text, with_decimals, written
from scoring.criteria.limits import GLOBAL_VAS, MMT8_BOTH_SIDES


@pytest.mark.parametrize(
    "text",
    ["abc", "1.2.3", "1e3", "NaN", "Infinity", "--1", "1 2", "", "٣", "1_000", "0x10", "1" * 40],
)
def test_what_is_no_number_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValidationError, match="Write a number"):
        read_number(text)


@pytest.mark.parametrize("text", ["1,234.5", "1.234,5"])
def test_a_thousands_separator_beside_a_decimal_sign_is_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="thousands separator"):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("3.6", "3.6"), ("3,6", "3.6"), (" 3,60 ", "3.60"), (",5", "0.5"), ("7.", "7"), ("-1", "-1")],
)
def test_a_decimal_comma_counts_as_a_point(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize("number", ["-0.1", "10.1", "72"])
def test_a_number_outside_its_limit_is_refused_with_the_limit_and_the_unit(number: str) -> None:
    with pytest.raises(ValidationError) as refused:
        in_limit(Decimal(number), GLOBAL_VAS)
    assert refused.value.messages == [f"{number} is outside 0-10 cm."]


@pytest.mark.parametrize("number", ["0", "10", "10.0", "0.1"])
def test_both_ends_of_a_limit_are_allowed(number: str) -> None:
    assert in_limit(Decimal(number), GLOBAL_VAS) == Decimal(number)


def test_more_decimals_than_the_scale_has_are_refused() -> None:
    with pytest.raises(ValidationError, match="Write at most 1 decimal"):
        in_limit(Decimal("3.65"), GLOBAL_VAS)
    with pytest.raises(ValidationError, match="Write a whole number"):
        in_limit(Decimal("124.5"), MMT8_BOTH_SIDES)


def test_zeros_after_the_last_decimal_say_nothing_new() -> None:
    assert str(with_decimals(Decimal("3.500"), 1)) == "3.5"


def test_a_number_is_written_back_in_the_readers_decimal_sign() -> None:
    assert written(Decimal("3.50")) == "3.5"
    assert written(None) == ""
    with translation.override("it"):
        assert written(Decimal("3.50")) == "3,5"


def test_a_unit_is_printed_with_its_micro_sign() -> None:
    assert [unit_text(unit) for unit in ("ug/L", "ukat/L", "U/L")] == ["µg/L", "µkat/L", "U/L"]
