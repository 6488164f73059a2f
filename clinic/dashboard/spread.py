"""A median with its interquartile range as it is printed. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from clinic.dashboard.numerals import EN_DASH, at_most_decimals, printed
from scoring.criteria.exact import rounded
from scoring.criteria.quartiles import quartiles


@dataclass(frozen=True)
class Spread:
    """A median with its interquartile range as it is printed, and of how many values."""

    text: str | None  # "75 [50–80]"; None: no value is known
    n: int


def spread(values: Iterable[Decimal | Fraction | int], decimals: int = 0) -> Spread:
    """Of the values that are known, with at most so many decimals."""
    found = quartiles(values)
    if found is None:
        return Spread(None, 0)
    first, median, third = (
        _text(value, decimals) for value in (found.first, found.median, found.third)
    )
    return Spread(f"{median} [{first}{EN_DASH}{third}]", found.n)


def _text(value: Fraction, decimals: int) -> str:
    return printed(at_most_decimals(rounded(value, decimals), decimals)) or ""
