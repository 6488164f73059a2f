"""JSON read strictly: numbers as exact decimals, and a precise complaint about everything else.

What is refused and why stands in docs/criteria.md, "Reading numbers".
"""

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

MAX_DIGITS = 15  # in all, and of the whole part; more is a slip, and would cost time
MAX_CHARACTERS = 40  # of a number, and of a name as a message repeats it
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)  # date.fromisoformat reads weeks as well


class Refused(ValueError):
    """A value that cannot be used: which field, what it allows, and a sentence."""

    def __init__(self, field: str, limit: str, message: str) -> None:
        super().__init__(message)
        self.field, self.limit, self.message = field, limit, message

    def to_json(self) -> dict[str, str]:
        """As the command and the API answer.

        >>> Refused("haq", "0-3", "haq is 3.2, outside 0-3").to_json()
        {'field': 'haq', 'limit': '0-3', 'message': 'haq is 3.2, outside 0-3'}
        """
        return {"field": self.field, "limit": self.limit, "message": self.message}


class RepeatedKey(dict[str, Any]):
    """An object in which a key stands twice: which of the two is meant is not known."""

    key: str  # the one that stands there most often, the first of several


def parse(text: bytes | str) -> Any:
    """JSON with every number as a decimal, NaN and infinities included.

    Raises ValueError where it is no JSON or no text, RecursionError where it is nested too deeply.

    >>> parse('{"haq": 1.10}')
    {'haq': Decimal('1.10')}
    """
    return json.loads(
        text,
        parse_int=_decimal,
        parse_float=_decimal,
        parse_constant=_decimal,
        object_pairs_hook=_object,
    )


def object_at(path: str, raw: Any, allowed: Collection[str]) -> Mapping[str, Any]:
    """An object with known keys only. Raises Refused.

    >>> object_at("baseline", {"haq": "1"}, ["haq", "mmt"])
    {'haq': '1'}
    >>> object_at("baseline", {"hqa": "1"}, ["haq", "mmt"])
    Traceback (most recent call last):
        ...
    scoring.criteria.reading.Refused: baseline.hqa is not a known key
    """
    if not isinstance(raw, Mapping):
        raise Refused(path, "an object", f"{path} is not an object")
    if isinstance(raw, RepeatedKey):
        field = _within(path, raw.key)
        raise Refused(field, "given once", f"{field} is given more than once")
    for key in raw:
        if key not in allowed:
            field = _within(path, key)
            limit = f"one of {', '.join(sorted(allowed))}"
            raise Refused(field, limit, f"{field} is not a known key")
    return raw


def optional_object_at(path: str, raw: Any, allowed: Collection[str]) -> Mapping[str, Any]:
    """As `object_at`; null and an absent object mean the same as an empty one.

    >>> optional_object_at("ranges", None, ["haq", "mmt"])
    {}
    """
    return {} if raw is None else object_at(path, raw, allowed)


def number_at(path: str, raw: Any) -> Decimal:
    """A finite decimal of at most 15 digits. Raises Refused.

    >>> number_at("baseline.haq", "1.125"), number_at("baseline.haq", Decimal("1.125"))
    (Decimal('1.125'), Decimal('1.125'))
    >>> number_at("baseline.haq", "1,125")
    Traceback (most recent call last):
        ...
    scoring.criteria.reading.Refused: baseline.haq is not a number
    """
    if isinstance(raw, bool) or not isinstance(raw, str | int | Decimal):
        raise Refused(path, "a number", f"{path} is not a number")
    text = raw.strip() if isinstance(raw, str) else str(Decimal(raw))
    if len(text) > MAX_CHARACTERS:
        raise _too_long(path)
    if not _NUMBER.fullmatch(text):
        raise Refused(path, "a number", f"{path} is not a number")
    number = _decimal(text)
    if number.is_nan() or not _is_short(number):
        raise _too_long(path)
    return number


def day_at(path: str, raw: Any) -> date:
    """A day of the calendar, written YYYY-MM-DD in full. Raises Refused.

    >>> day_at("followup.on", "2026-03-01")
    datetime.date(2026, 3, 1)
    """
    try:
        return date.fromisoformat(raw if _DAY.fullmatch(raw) else "")
    except (TypeError, ValueError):  # no text, another way of writing, or no such month or day
        message = f"{path} is not a day of the calendar written YYYY-MM-DD"
        raise Refused(path, "a date, YYYY-MM-DD", message) from None


def _is_short(number: Decimal) -> bool:
    is_in_size = -MAX_DIGITS <= number.adjusted() < MAX_DIGITS
    return is_in_size and len(number.as_tuple().digits) <= MAX_DIGITS


def _too_long(path: str) -> Refused:
    return Refused(path, f"{MAX_DIGITS} digits", f"{path} has more than {MAX_DIGITS} digits")


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("NaN")  # an exponent beyond all bounds


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) == len(pairs):
        return read
    repeated = RepeatedKey(read)
    repeated.key = Counter(key for key, _ in pairs).most_common(1)[0][0]
    return repeated


def _within(path: str, key: str) -> str:
    key = key if len(key) <= MAX_CHARACTERS else f"{key[:MAX_CHARACTERS]}..."
    return f"{path}.{key}" if path else key
