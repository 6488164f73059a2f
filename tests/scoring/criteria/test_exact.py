"""Arithmetic refuses to round, whatever the caller's precision is."""

from decimal import Decimal, Inexact, localcontext
from fractions import Fraction

import pytest

from scoring.criteria.core_set import Case
from scoring.criteria.exact import EXACT, plain, rounded, times
from scoring.criteria.points import Measure, Population
from scoring.criteria.tis import score
from tests.scoring.criteria.changes import STEADY, changed


def test_it_would_rather_fail_than_round() -> None:
    with pytest.raises(Inexact):
        times(Decimal("0." + "3" * 150), Decimal("0." + "7" * 150))
    with pytest.raises(Inexact):
        EXACT.divide(Decimal(1), Decimal(3))


def test_the_callers_precision_does_not_matter() -> None:
    case = Case(Population.ADULT, STEADY, STEADY._replace(haq=Decimal("1.349999")))
    with localcontext(prec=4):
        assert score(case).total == 5
        assert plain(Decimal("123456.7")) == "123456.7"


def test_the_longest_values_let_in_are_scored_exactly() -> None:
    tiny = Decimal("0.000000000000001")
    assert changed(Measure.PHYSICIAN_GLOBAL, "5.5", Decimal(5) - tiny).points == Decimal("7.5")
    assert changed(Measure.PHYSICIAN_GLOBAL, "5.5", Decimal(5) + tiny).points == 0


@pytest.mark.parametrize(
    ("number", "printed"),
    [("0", "0"), ("-0.00", "0"), ("1E+3", "1000"), ("2.50", "2.5"), ("-1E-4", "-0.0001")],
)
def test_plain_numbers(number: str, printed: str) -> None:
    assert plain(Decimal(number)) == printed


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        ("7.5", 0, "8"),
        ("8.5", 0, "8"),
        ("8.51", 0, "9"),
        ("12.25", 1, "12.2"),
        ("-0.4", 0, "0"),
        ("20/7", 3, "2.857"),
        ("0.0005", 3, "0.000"),
        ("0.0015", 3, "0.002"),
    ],
)
def test_results_are_rounded_for_print_a_half_to_the_even_neighbour(
    value: str, decimals: int, printed: str
) -> None:
    assert str(rounded(Fraction(value), decimals)) == printed


def test_a_result_is_rounded_to_a_whole_number_unless_decimals_are_asked_for() -> None:
    assert str(rounded(Fraction(86, 10))) == "9"


def test_what_is_not_known_is_printed_as_nothing_and_not_as_zero() -> None:
    assert plain(None) is None


def test_there_is_room_for_200_digits_and_no_more() -> None:
    assert len(EXACT.add(Decimal("1E+199"), 1).as_tuple().digits) == 200
    with pytest.raises(Inexact):
        EXACT.add(Decimal("1E+200"), 1)


def test_rounding_takes_the_callers_precision_no_more_than_the_rest() -> None:
    with localcontext(prec=2):
        assert str(rounded(Fraction("1250.125"), 2)) == "1250.12"
