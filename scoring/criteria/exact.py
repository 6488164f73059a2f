"""Decimal arithmetic that never rounds, and the one place where a result is rounded for print.

Binary floats put 26 of the 10,201 pairs of 0.1-cm values in the wrong band, and Python's decimals
round to the precision of whoever calls. This context refuses instead, with room for every product
and difference of the values that scoring.criteria.cases lets in (docs/criteria.md, "Exact
arithmetic").
"""

from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation
from fractions import Fraction

EXACT = Context(prec=200, traps=[Inexact, InvalidOperation, DivisionByZero])
times, minus = EXACT.multiply, EXACT.subtract


def plain(number: Decimal | None) -> str | None:
    """A decimal as it is printed: no exponent, no trailing zeros, no negative zero.

    >>> plain(Decimal("40.0")), plain(Decimal("1E+2")), plain(Decimal("-0.0")), plain(None)
    ('40', '100', '0', None)
    """
    if number is None:
        return None
    return format(EXACT.normalize(number), "f") if number else "0"


def rounded(value: Fraction, decimals: int = 0) -> Decimal:
    """An exact result as it is printed or stored: so many decimals, a half to the even neighbour.

    >>> rounded(Fraction(25, 2)), rounded(Fraction(25, 2), 1), rounded(Fraction(2, 7), 3)
    (Decimal('12'), Decimal('12.5'), Decimal('0.286'))
    """
    return EXACT.scaleb(Decimal(round(value * 10**decimals)), -decimals)
