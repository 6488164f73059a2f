"""Arithmetic refuses to round, whatever the caller's precision is."""

from decimal import Decimal, Inexact, localcontext

import pytest

from scoring.criteria.core_set import Case
from scoring.criteria.exact import EXACT, plain, times
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
