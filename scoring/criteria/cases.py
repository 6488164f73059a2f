"""The case format: a case read from JSON with a precise complaint, a result written to JSON.

Numbers are strings or JSON numbers and are read as decimals. The keys of a case, of its result
and of an error are described in docs/criteria.md, section "The scoring command".
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from scoring.criteria.core_set import Case, CoreSet, EnzymeChoice, EnzymeValue, Ranges
from scoring.criteria.exact import plain
from scoring.criteria.points import ENZYME_RANGES, Population
from scoring.criteria.tis import MeasureScore, Score, change_percent

MAX_DIGITS = 15  # before and after the point; more is a slip, and would cost time
CMAS_RANGE = Decimal(52)
ALLOWED_RANGES: dict[str, tuple[Decimal, ...]] = {
    "physician_global": (Decimal(10), Decimal(100)),
    "patient_global": (Decimal(10), Decimal(100)),
    "mmt": (Decimal(80), Decimal(150), Decimal(260)),
    "haq": (Decimal(3),),
    "extramuscular": (Decimal(10),),
}
# Carried by files of worked cases beside the input proper.
IGNORED_KEYS = frozenset({"title", "expected", "error_field"})


class CaseError(ValueError):
    """A case that cannot be scored: which field, what it allows, and a sentence."""

    def __init__(self, field: str, limit: str, message: str) -> None:
        super().__init__(message)
        self.field, self.limit, self.message = field, limit, message

    def to_json(self) -> dict[str, str]:
        return {"field": self.field, "limit": self.limit, "message": self.message}


def read_case(raw: Any) -> Case:
    """Read one case. Raises CaseError naming the first field that is refused.

    >>> read_case({"id": 1, "population": "adult", "baseline": {"haq": "3.2"}, "followup": {}})
    Traceback (most recent call last):
        ...
    scoring.criteria.cases.CaseError: baseline.haq is 3.2, outside 0-3
    """
    case = _object(raw, "case", {"id", "population", "baseline", "followup"} | _OPTIONAL)
    population = _population(case.get("population"))
    ranges = _ranges(case.get("ranges"), population)
    return Case(
        population,
        _core_set(case.get("baseline"), "baseline", ranges),
        _core_set(case.get("followup"), "followup", ranges),
        ranges,
        _enzyme_choice(case.get("enzyme_choice")),
    )


def to_json(case: Case) -> dict[str, Any]:
    """The case as `read_case` reads it: every input a score used, decimals as strings."""
    choice = case.enzyme_choice
    written: dict[str, Any] = {
        "population": case.population.value,
        "baseline": _core_set_to_json(case.baseline),
        "followup": _core_set_to_json(case.followup),
        "ranges": {name: plain(value) for name, value in case.ranges._asdict().items()},
    }
    if choice.use or choice.exclude:
        written["enzyme_choice"] = {
            "use": choice.use,
            "exclude": sorted(choice.exclude),
            "reason": choice.reason,
        }
    return written


def score_to_json(score: Score) -> dict[str, Any]:
    """A result: the measures, the enzyme followed, total or bounds, category, flags."""
    return {
        "measures": measures_to_json(score),
        "enzyme": score.enzyme,
        "missing": [name.value for name in score.missing],
        "total": plain(score.total),
        "lower": plain(score.lower),
        "upper": plain(score.upper),
        "attainable": plain(score.attainable),
        "category": score.category.value,
        "worsening": [name.value for name in score.worsening],
        "flags": [flag.value for flag in score.flags],
    }


def measures_to_json(score: Score) -> dict[str, dict[str, str | None]]:
    """Per measure: change in percent (4 decimals, half-even) and the points."""
    return {name.value: _measure_to_json(measure) for name, measure in score.measures.items()}


def _measure_to_json(measure: MeasureScore) -> dict[str, str | None]:
    change = change_percent(measure)
    return {
        "change_percent": None
        if change is None
        else plain(Decimal(round(change * 10**4)).scaleb(-4)),
        "points": plain(measure.points),
        "lower": plain(measure.lower),
        "upper": plain(measure.upper),
        "attainable": plain(measure.attainable),
    }


def _core_set_to_json(core_set: CoreSet) -> dict[str, Any]:
    written: dict[str, Any] = {
        name: plain(getattr(core_set, name)) for name in CoreSet._fields if name != "enzymes"
    }
    written["enzymes"] = {
        name: {"value": plain(enzyme.value), "uln": plain(enzyme.uln)}
        for name, enzyme in core_set.enzymes.items()
    }
    return written


_OPTIONAL = {"ranges", "enzyme_choice"} | IGNORED_KEYS


def _object(raw: Any, path: str, allowed: Iterable[str]) -> Mapping[str, Any]:
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        raise CaseError(path, "an object", f"{path} is not an object")
    allowed = sorted(allowed)
    for key in raw:
        if key not in allowed:
            field = key if path == "case" else f"{path}.{key}"
            raise CaseError(field, f"one of {', '.join(allowed)}", f"{field} is not a known key")
    return raw


def _population(raw: Any) -> Population:
    try:
        return Population(raw)
    except ValueError:
        raise CaseError(
            "population", "adult or juvenile", "population is neither adult nor juvenile"
        ) from None


def _ranges(raw: Any, population: Population) -> Ranges:
    given = _object(raw, "ranges", Ranges._fields)
    values = {}
    for name, value in given.items():
        if value is None:
            continue
        allowed = ALLOWED_RANGES[name]
        if name == "mmt" and population is Population.JUVENILE:
            allowed += (CMAS_RANGE,)
        number = _number(value, f"ranges.{name}")
        if number not in allowed:
            limit = " or ".join(str(option) for option in allowed)
            raise CaseError(f"ranges.{name}", limit, f"ranges.{name} is {value}, not {limit}")
        values[name] = number
    return Ranges(**values)


def _core_set(raw: Any, path: str, ranges: Ranges) -> CoreSet:
    given = _object(raw, path, CoreSet._fields)
    scales = {
        name: _on_scale(given.get(name), f"{path}.{name}", getattr(ranges, name))
        for name in Ranges._fields
    }
    return CoreSet(**scales, enzymes=_enzymes(given.get("enzymes"), f"{path}.enzymes"))


def _on_scale(raw: Any, path: str, high: Decimal) -> Decimal | None:
    if raw is None:
        return None
    number = _number(raw, path)
    if not 0 <= number <= high:
        raise CaseError(path, f"0-{high}", f"{path} is {raw}, outside 0-{high}")
    return number


def _enzymes(raw: Any, path: str) -> dict[str, EnzymeValue]:
    given = _object(raw, path, ENZYME_RANGES)
    enzymes = {}
    for name, enzyme in given.items():
        fields = _object(enzyme, f"{path}.{name}", {"value", "uln"})
        value, uln = (_positive(fields, f"{path}.{name}", key) for key in ("value", "uln"))
        if value is not None:
            enzymes[name] = EnzymeValue(value, uln)
    return enzymes


def _positive(fields: Mapping[str, Any], path: str, key: str) -> Decimal | None:
    """A value of 0 or more; an upper limit of normal above 0."""
    if fields.get(key) is None:
        return None
    field = f"{path}.{key}"
    number = _number(fields[key], field)
    if number < 0 or (key == "uln" and number == 0):
        limit = "above 0" if key == "uln" else "0 or more"
        raise CaseError(field, limit, f"{field} is {fields[key]}; it must be {limit}")
    return number


def _enzyme_choice(raw: Any) -> EnzymeChoice:
    given = _object(raw, "enzyme_choice", {"use", "exclude", "reason"})
    use, exclude, reason = given.get("use"), given.get("exclude") or [], given.get("reason")
    names = ", ".join(ENZYME_RANGES)
    if use is not None and use not in ENZYME_RANGES:
        raise CaseError("enzyme_choice.use", names, "enzyme_choice.use is not a known enzyme")
    if not isinstance(exclude, list) or any(name not in ENZYME_RANGES for name in exclude):
        raise CaseError(
            "enzyme_choice.exclude", names, "enzyme_choice.exclude is not a list of known enzymes"
        )
    if (use or exclude) and not (isinstance(reason, str) and reason.strip()):
        raise CaseError("enzyme_choice.reason", "a sentence", "a choice of enzyme needs its reason")
    if use in exclude:
        raise CaseError("enzyme_choice.use", "not excluded", "the chosen enzyme is also excluded")
    return EnzymeChoice(use, frozenset(exclude), reason)


def _number(raw: Any, path: str) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, (str, int, Decimal)):
        raise CaseError(path, "a number", f"{path} is not a number")
    try:
        number = Decimal(raw.strip() if isinstance(raw, str) else raw)
    except InvalidOperation:
        raise CaseError(path, "a number", f"{path} is not a number") from None
    if not number.is_finite():
        raise CaseError(path, "a number", f"{path} is not a number")
    if abs(number.adjusted()) > MAX_DIGITS or len(number.as_tuple().digits) > MAX_DIGITS:
        raise CaseError(path, f"{MAX_DIGITS} digits", f"{path} has more than {MAX_DIGITS} digits")
    return number
