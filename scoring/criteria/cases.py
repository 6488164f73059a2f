"""The case format of the scoring command: JSON to a case, a score to JSON.

The keys of a case, of its result and of an error are described in docs/criteria.md, section "The
scoring command".
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.criteria.core_set import Case, CoreSet, EnzymeChoice, EnzymeValue, Ranges
from scoring.criteria.exact import EXACT, plain
from scoring.criteria.points import ENZYME_RANGES, Population
from scoring.criteria.reading import Refused, number_at, object_at, optional_object_at
from scoring.criteria.tis import MeasureScore, Score, change_percent, score

CMAS_RANGE = Decimal(52)
ALLOWED_RANGES: dict[str, tuple[Decimal, ...]] = {
    "physician_global": (Decimal(10), Decimal(100)),
    "patient_global": (Decimal(10), Decimal(100)),
    "mmt": (Decimal(80), Decimal(150), Decimal(260)),
    "haq": (Decimal(3),),
    "extramuscular": (Decimal(10),),
}
INPUT_KEYS = frozenset({"id", "population", "baseline", "followup", "ranges", "enzyme_choice"})
ENZYME_NAMES = ", ".join(ENZYME_RANGES)
# Carried by files of worked cases beside the input proper.
IGNORED_KEYS = frozenset({"title", "expected", "error_field"})


def answer(raw: Any) -> dict[str, Any]:
    """The result of one case with its id, or its id and what is wrong with it. Never raises.

    >>> answer({"id": "A", "population": "adult", "baseline": {"haq": "3.2"}, "followup": {}})
    {'id': 'A', 'error': {'field': 'baseline.haq', 'limit': '0-3', \
'message': 'baseline.haq is 3.2, outside 0-3'}}
    """
    try:
        return {"id": _id(raw), **score_to_json(score(read_case(raw)))}
    except Refused as refusal:
        return {"id": _id_if_any(raw), "error": refusal.to_json()}


def read_case(raw: Any) -> Case:
    """The case without its id. Raises Refused naming the first field that is wrong."""
    given = _case_object(raw)
    population = _population(given.get("population"))
    ranges = _ranges(given.get("ranges"), population)
    return Case(
        population,
        _core_set(given.get("baseline"), "baseline", ranges),
        _core_set(given.get("followup"), "followup", ranges),
        ranges,
        _enzyme_choice(given.get("enzyme_choice")),
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
        else plain(EXACT.scaleb(Decimal(round(change * 10**4)), -4)),
        "points": plain(measure.points),
        "lower": plain(measure.lower),
        "upper": plain(measure.upper),
        "attainable": plain(measure.attainable),
    }


def _core_set_to_json(core_set: CoreSet) -> dict[str, Any]:
    written: dict[str, Any] = {name: plain(getattr(core_set, name)) for name in Ranges._fields}
    written["enzymes"] = {
        name: {"value": plain(enzyme.value), "uln": plain(enzyme.uln)}
        for name, enzyme in core_set.enzymes.items()
    }
    return written


def _case_object(raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise Refused("case", "an object", "the case is not an object")
    return object_at("", raw, INPUT_KEYS | IGNORED_KEYS)


def _id(raw: Any) -> str | int:
    name = _id_if_any(_case_object(raw))
    if name is None:
        raise Refused("id", "a text or a whole number", "the case has no id to name its result by")
    return name


def _id_if_any(raw: Any) -> str | int | None:
    name = raw.get("id") if isinstance(raw, Mapping) else None
    if isinstance(name, Decimal):
        return int(name) if _is_whole(name) else None
    return name if isinstance(name, str) else None


def _is_whole(number: Decimal) -> bool:
    """Of at most 15 digits: asked of its size first, because arithmetic fails beyond all bounds."""
    return number.is_finite() and -1 < number.adjusted() < 15 and number == number.to_integral()


def _population(raw: Any) -> Population:
    try:
        return Population(raw)
    except ValueError:
        message = "population is neither adult nor juvenile"
        raise Refused("population", "adult or juvenile", message) from None


def _ranges(raw: Any, population: Population) -> Ranges:
    given = optional_object_at("ranges", raw, Ranges._fields)
    values = {}
    for name, value in given.items():
        if value is None:
            continue
        allowed = ALLOWED_RANGES[name]
        if name == "mmt" and population is Population.JUVENILE:
            allowed = (CMAS_RANGE, *allowed)
        number = number_at(f"ranges.{name}", value)
        if number not in allowed:
            limit = " or ".join(str(option) for option in allowed)
            message = f"ranges.{name} is {plain(number)}, not {limit}"
            raise Refused(f"ranges.{name}", limit, message)
        values[name] = number
    return Ranges(**values)


def _core_set(raw: Any, path: str, ranges: Ranges) -> CoreSet:
    given = object_at(path, raw, CoreSet._fields)
    scales = {
        name: _on_scale(given.get(name), f"{path}.{name}", high)
        for name, high in ranges._asdict().items()
    }
    return CoreSet(**scales, enzymes=_enzymes(given.get("enzymes"), f"{path}.enzymes"))


def _on_scale(raw: Any, path: str, high: Decimal) -> Decimal | None:
    if raw is None:
        return None
    number = number_at(path, raw)
    if not 0 <= number <= high:
        limit = f"0-{plain(high)}"
        raise Refused(path, limit, f"{path} is {plain(number)}, outside {limit}")
    return number


def _enzymes(raw: Any, path: str) -> dict[str, EnzymeValue]:
    enzymes = {}
    for name, enzyme in optional_object_at(path, raw, ENZYME_RANGES).items():
        field = f"{path}.{name}"
        given = optional_object_at(field, enzyme, EnzymeValue._fields)
        value = _positive(given.get("value"), f"{field}.value")
        uln = _positive(given.get("uln"), f"{field}.uln", zero=False)
        if value is not None:
            enzymes[name] = EnzymeValue(value, uln)
    return enzymes


def _positive(raw: Any, path: str, *, zero: bool = True) -> Decimal | None:
    if raw is None:
        return None
    number = number_at(path, raw)
    if number < 0 or (number == 0 and not zero):
        limit = "0 or more" if zero else "above 0"
        raise Refused(path, limit, f"{path} is {plain(number)}; it must be {limit}")
    return number


def _enzyme_choice(raw: Any) -> EnzymeChoice:
    given = optional_object_at("enzyme_choice", raw, EnzymeChoice._fields)
    use, exclude, reason = given.get("use"), given.get("exclude"), given.get("reason")
    exclude = [] if exclude is None else exclude
    if use is not None and not _is_enzyme(use):
        raise Refused("enzyme_choice.use", ENZYME_NAMES, "enzyme_choice.use is not a known enzyme")
    if not isinstance(exclude, list) or not all(map(_is_enzyme, exclude)):
        message = "enzyme_choice.exclude is not a list of known enzymes"
        raise Refused("enzyme_choice.exclude", ENZYME_NAMES, message)
    if use in exclude:
        message = "the enzyme to use is also excluded"
        raise Refused("enzyme_choice.use", "not excluded", message)
    if (use or exclude) and not (isinstance(reason, str) and reason.strip()):
        raise Refused("enzyme_choice.reason", "a text", "a choice of enzyme needs its reason")
    return EnzymeChoice(use, frozenset(exclude), reason)


def _is_enzyme(name: Any) -> bool:
    return isinstance(name, str) and name in ENZYME_RANGES
