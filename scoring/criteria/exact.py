"""Decimal arithmetic that never rounds.

Binary floats put 26 of the 10,201 pairs of 0.1-cm values in the wrong band, and Python's decimals
round to the precision of whoever calls. This context refuses instead, with room for every product
and difference of the values that scoring.criteria.cases lets in.
"""

from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation

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
