"""A value on its scale: refused outside of it and between its steps, never clamped or rounded.

The scales stand in scoring/criteria/limits.py (docs/criteria.md, "Values on a scale").
"""

from decimal import Decimal

from scoring.criteria.exact import EXACT, plain
from scoring.criteria.limits import Limit
from scoring.criteria.reading import Refused


def within(field: str, number: Decimal | int, limit: Limit) -> Decimal:
    """The value, found on its scale and in the scale's steps. Raises Refused naming the field.

    >>> from scoring.criteria.limits import MMT_GRADE
    >>> within("grade", 10, MMT_GRADE)
    Decimal('10')
    >>> within("grade", 11, MMT_GRADE)
    Traceback (most recent call last):
        ...
    scoring.criteria.reading.Refused: grade is 11, outside 0-10
    >>> within("grade", Decimal("9.5"), MMT_GRADE)
    Traceback (most recent call last):
        ...
    scoring.criteria.reading.Refused: grade is 9.5; the scale is read in steps of 1
    """
    number = Decimal(number)
    if not (number.is_finite() and limit.low <= number <= limit.high):
        raise Refused(field, str(limit), f"{field} is {plain(number)}, outside {limit}")
    step = EXACT.scaleb(Decimal(1), -limit.decimals)
    if EXACT.remainder(number, step):
        told = f"{field} is {plain(number)}; the scale is read in steps of {step}"
        raise Refused(field, f"{limit}, in steps of {step}", told)
    return number
