"""Median and quartiles, exact, by the one rule that gives the letter's figures.

Hyndman RJ, Fan Y. Sample quantiles in statistical packages. Am Stat 1996;50:361-5, type 6: the
p-quantile is the value at rank (n + 1) p, between two ranks in proportion. The letter's three
patients show quartiles equal to the smallest and largest value, which type 6 gives and the
default of R and numpy (type 7) does not. A rank beyond the ends is taken as the end
(docs/criteria.md, "Medians and quartiles").
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

# Printed beside every interquartile range.
RULE_NAME = "Hyndman-Fan type 6, (n+1)p"


class Quartiles(NamedTuple):
    """First quartile, median and third, exact, and of how many values; in their own unit."""

    first: Fraction
    median: Fraction
    third: Fraction
    n: int


def quartiles(values: Iterable[Decimal | Fraction | int]) -> Quartiles | None:
    """The three quartiles of one or more values; None of none.

    >>> [int(value) for value in quartiles([80, 50, 75])]
    [50, 75, 80, 3]
    >>> quartiles([])
    """
    ordered = sorted(Fraction(value) for value in values)
    if not ordered:
        return None
    first, median, third = (_quantile(ordered, Fraction(quarter, 4)) for quarter in (1, 2, 3))
    return Quartiles(first, median, third, len(ordered))


def _quantile(ordered: list[Fraction], p: Fraction) -> Fraction:
    rank = min(max((len(ordered) + 1) * p, Fraction(1)), Fraction(len(ordered)))
    below = int(rank)
    value = ordered[below - 1]
    if rank == below:
        return value
    return value + (ordered[below] - value) * (rank - below)
