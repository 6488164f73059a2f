"""The case format of the scoring command: JSON to a case, and a case to its answer.

The keys of a case, of its result and of an error are described in docs/criteria.md, section "The
scoring command".
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from scoring.criteria.comparable import refuse_half_named_units, refuse_incomparable
from scoring.criteria.core_set import Case, EnzymeChoice, Ranges
from scoring.criteria.measured import core_set_of, ranges_at, visit_at
from scoring.criteria.points import ENZYME_RANGES, Population
from scoring.criteria.reading import Refused, object_at, optional_object_at
from scoring.criteria.results import score_to_json
from scoring.criteria.tis import score

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
        return {"id": id_if_any(raw), "error": refusal.to_json()}


def read_case(raw: Any) -> Case:
    """The case without its id. Raises Refused naming the first field that is wrong.

    >>> case = {"population": "adult", "baseline": {"haq": "1.5"}, "followup": {"haq": "0.75"}}
    >>> read_case(case).followup.haq
    Decimal('0.75')
    """
    given = _case_object(raw)
    population = _population(given.get("population"))
    shared = Ranges(**ranges_at("ranges", given.get("ranges"), population))
    baseline = visit_at("baseline", given.get("baseline"), population, shared)
    followup = visit_at("followup", given.get("followup"), population, shared)
    refuse_incomparable(baseline, followup)
    before, after = core_set_of(baseline), core_set_of(followup)
    refuse_half_named_units(baseline, followup)
    choice = _enzyme_choice(given.get("enzyme_choice"))
    return Case(population, before, after, baseline.ranges, choice)


def id_if_any(raw: Any) -> str | int | None:
    """What names the case in its answer; None where nothing does.

    >>> id_if_any({"id": "A"}), id_if_any({"id": Decimal(7)}), id_if_any({"id": []})
    ('A', 7, None)
    """
    name = raw.get("id") if isinstance(raw, Mapping) else None
    if isinstance(name, Decimal):
        return int(name) if _is_whole(name) else None
    return name if isinstance(name, str) else None


def _case_object(raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise Refused("case", "an object", "the case is not an object")
    return object_at("", raw, INPUT_KEYS | IGNORED_KEYS)


def _id(raw: Any) -> str | int:
    name = id_if_any(_case_object(raw))
    if name is None:
        raise Refused("id", "a text or a whole number", "the case has no id to name its result by")
    return name


def _is_whole(number: Decimal) -> bool:
    """Of at most 15 digits: asked of its size first, because arithmetic fails beyond all bounds."""
    return number.is_finite() and -1 < number.adjusted() < 15 and number == number.to_integral()


def _population(raw: Any) -> Population:
    try:
        return Population(raw)
    except ValueError:
        message = "population is neither adult nor juvenile"
        raise Refused("population", "adult or juvenile", message) from None


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
