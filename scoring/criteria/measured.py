"""One visit of a case as it is written: on which scales, which side, which day, and its values.

Ranges of the instruments: response criteria of 2016; MMT8: IMACS form 04. See docs/criteria.md,
section "A visit of a case".
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from scoring.criteria.core_set import CoreSet, EnzymeValue, Ranges
from scoring.criteria.exact import plain
from scoring.criteria.limits import CMAS, MMT8_BOTH_SIDES, MMT8_ONE_SIDE, MMT_TOTAL
from scoring.criteria.points import ENZYME_RANGES, Population
from scoring.criteria.reading import Refused, day_at, number_at, object_at, optional_object_at
from scoring.criteria.units import ANALYTES, to_canonical

ALLOWED_RANGES: dict[str, tuple[Decimal, ...]] = {
    "physician_global": (Decimal(10), Decimal(100)),
    "patient_global": (Decimal(10), Decimal(100)),
    "mmt": (MMT8_ONE_SIDE.high, MMT8_BOTH_SIDES.high, MMT_TOTAL.high),
    "haq": (Decimal(3),),
    "extramuscular": (Decimal(10),),
}
# The side of an MMT8, and the range that it goes with.
SIDES: dict[str, Decimal] = {
    "right": MMT8_ONE_SIDE.high,
    "left": MMT8_ONE_SIDE.high,
    "both": MMT8_BOTH_SIDES.high,
}
VISIT_KEYS = frozenset({*CoreSet._fields, "ranges", "side", "on"})
ENZYME_KEYS = frozenset({*EnzymeValue._fields, "unit"})


class Visit(NamedTuple):
    """A visit before its values are read."""

    path: str  # baseline or followup
    given: Mapping[str, Any]
    own: frozenset[str]  # the ranges it gives itself
    ranges: Ranges
    side: str | None
    on: date | None


def visit_at(path: str, raw: Any, population: Population, shared: Ranges) -> Visit:
    """The visit on its own ranges, and on the case's where it has none. Raises Refused.

    >>> given = {"mmt": "70", "ranges": {"mmt": "80"}, "side": "left"}
    >>> visit = visit_at("followup", given, Population.ADULT, Ranges())
    >>> visit.ranges.mmt, visit.side, visit.own
    (Decimal('80'), 'left', frozenset({'mmt'}))
    """
    given = object_at(path, raw, VISIT_KEYS)
    own = ranges_at(f"{path}.ranges", given.get("ranges"), population)
    ranges = shared._replace(**own)
    return Visit(
        path,
        given,
        frozenset(own),
        ranges,
        _side_at(f"{path}.side", given.get("side"), ranges.mmt),
        None if given.get("on") is None else day_at(f"{path}.on", given["on"]),
    )


def ranges_at(path: str, raw: Any, population: Population) -> dict[str, Decimal]:
    """The ranges that are named, each one that its instrument has. Raises Refused.

    >>> ranges_at("ranges", {"mmt": "260", "haq": None}, Population.ADULT)
    {'mmt': Decimal('260')}
    """
    named = optional_object_at(path, raw, Ranges._fields)
    return {
        name: _range_at(f"{path}.{name}", value, name, population)
        for name, value in named.items()
        if value is not None
    }


def core_set_of(visit: Visit) -> CoreSet:
    """The values, each on its scale; enzymes with a unit in U/L. Raises Refused.

    >>> given = {"haq": "1.125", "enzymes": {"ck": {"value": "4", "uln": "3", "unit": "ukat/L"}}}
    >>> found = core_set_of(visit_at("baseline", given, Population.ADULT, Ranges()))
    >>> found.haq, found.mmt, found.enzymes["ck"]
    (Decimal('1.125'), None, EnzymeValue(value=Decimal('240'), uln=Decimal('180')))
    """
    scales = {
        name: _on_scale(visit.given.get(name), f"{visit.path}.{name}", high)
        for name, high in visit.ranges._asdict().items()
    }
    return CoreSet(**scales, enzymes=_enzymes(visit.given.get("enzymes"), f"{visit.path}.enzymes"))


def units_of(visit: Visit) -> dict[str, str | None]:
    """The units of the enzymes that were measured; None where none is named.

    >>> given = {"enzymes": {"ck": {"value": "4", "unit": "ukat/L"}, "ldh": {"value": "240"}}}
    >>> units_of(visit_at("baseline", given, Population.ADULT, Ranges()))
    {'ck': 'ukat/L', 'ldh': None}
    """
    enzymes: Mapping[str, Any] = visit.given.get("enzymes") or {}
    return {
        name: enzyme.get("unit")
        for name, enzyme in enzymes.items()
        if enzyme is not None and enzyme.get("value") is not None
    }


def unit_names(enzyme: str) -> str:
    """The units an enzyme may have, as an error names them.

    >>> unit_names("ck")
    'U/L or ukat/L'
    """
    return " or ".join(ANALYTES[enzyme].factors)


def _range_at(path: str, raw: Any, name: str, population: Population) -> Decimal:
    allowed = ALLOWED_RANGES[name]
    if name == "mmt" and population is Population.JUVENILE:
        allowed = (CMAS.high, *allowed)
    number = number_at(path, raw)
    if number not in allowed:
        limit = " or ".join(map(str, allowed))
        raise Refused(path, limit, f"{path} is {plain(number)}, not {limit}")
    return number


def _side_at(path: str, raw: Any, mmt_range: Decimal) -> str | None:
    if raw is None:
        return None
    if not isinstance(raw, str) or raw not in SIDES:
        limit = " or ".join(SIDES)
        raise Refused(path, limit, f"{path} is not {limit}")
    if SIDES[raw] != mmt_range:
        full = plain(mmt_range)
        fitting = " or ".join(side for side, of in SIDES.items() if of == mmt_range)
        rule = "one side has the range 80, both sides 150" if fitting else "only an MMT8 has a side"
        message = f"{path} is {raw} and the range of mmt is {full}; {rule}"
        raise Refused(path, fitting or "left out", message)
    return raw


def _on_scale(raw: Any, path: str, high: Decimal) -> Decimal | None:
    if raw is None:
        return None
    number = number_at(path, raw)
    if not 0 <= number <= high:
        limit = f"0-{plain(high)}"
        raise Refused(path, limit, f"{path} is {plain(number)}, outside {limit}")
    return number


def _enzymes(raw: Any, path: str) -> dict[str, EnzymeValue]:
    read = {
        name: _enzyme_at(f"{path}.{name}", name, enzyme)
        for name, enzyme in optional_object_at(path, raw, ENZYME_RANGES).items()
    }
    return {name: enzyme for name, enzyme in read.items() if enzyme is not None}


def _enzyme_at(path: str, name: str, raw: Any) -> EnzymeValue | None:
    given = optional_object_at(path, raw, ENZYME_KEYS)
    value = _positive(given.get("value"), f"{path}.value")
    uln = _positive(given.get("uln"), f"{path}.uln", zero=False)
    unit = given.get("unit")
    if unit is not None and not (isinstance(unit, str) and unit in ANALYTES[name].factors):
        limit = unit_names(name)
        raise Refused(f"{path}.unit", limit, f"{path}.unit is not {limit}")
    if value is None:
        return None
    if unit is None:
        return EnzymeValue(value, uln)
    return EnzymeValue(
        to_canonical(name, value, unit), None if uln is None else to_canonical(name, uln, unit)
    )


def _positive(raw: Any, path: str, *, zero: bool = True) -> Decimal | None:
    if raw is None:
        return None
    number = number_at(path, raw)
    if number < 0 or (number == 0 and not zero):
        limit = "0 or more" if zero else "above 0"
        raise Refused(path, limit, f"{path} is {plain(number)}; it must be {limit}")
    return number
