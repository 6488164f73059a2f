"""Quartiles by the (n+1)p rule, against values typed from other programs."""

import statistics
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest

from scoring.criteria.quartiles import RULE_NAME, quartiles


def test_of_nothing_there_are_no_quartiles() -> None:
    assert quartiles([]) is None


# numpy.quantile(values, [.25, .5, .75], method="weibull"), typed in.
WEIBULL = [
    ([7], 7, 7, 7),
    ([1, 2], 1, 1.5, 2),
    ([50, 75, 80], 50, 75, 80),
    ([5, 8, 9], 5, 8, 9),
    ([1, 2, 3, 4], 1.25, 2.5, 3.75),
    ([1, 2, 3, 4, 5], 1.5, 3, 4.5),
    ([3, 1, 4, 1, 5, 9], 1, 3.5, 6),
    ([2, 4, 4, 5, 7, 9, 10], 4, 5, 9),
    ([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8], 0.25, 1.2, 5.6),
]


@pytest.mark.parametrize(("values", "first", "median", "third"), WEIBULL)
def test_known_values(values: list[float], first: float, median: float, third: float) -> None:
    exact = [Decimal(str(value)) for value in values]
    assert quartiles(exact) == (
        Fraction(str(first)),
        Fraction(str(median)),
        Fraction(str(third)),
        len(values),
    )


def test_two_values_are_not_extrapolated() -> None:
    """Python's own rule of this type gives 0.75 and 2.25 here."""
    found = quartiles([1, 2])
    assert found is not None
    assert (found.first, found.third) == (1, 2)
    assert statistics.quantiles([1, 2], n=4) == [0.75, 1.5, 2.25]


def test_from_three_values_on_it_is_pythons_exclusive_method() -> None:
    random = Random(6)
    for size in range(3, 40):
        values = [Fraction(random.randint(0, 1000), 7) for _ in range(size)]
        found = quartiles(values)
        assert found is not None
        assert list(found[:3]) == statistics.quantiles(values, n=4, method="exclusive")
        assert found.median == statistics.median(values)


def test_order_does_not_matter_and_the_values_are_left_alone() -> None:
    values = [80, 50, 75]
    assert quartiles(values) == quartiles(sorted(values))
    assert values == [80, 50, 75]


def test_the_rule_has_a_name_to_print() -> None:
    assert RULE_NAME == "Hyndman-Fan type 6, (n+1)p"
