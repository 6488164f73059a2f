"""What a score is written as, in JSON: the case it was computed from, and its result.

The keys are described in docs/criteria.md, section "The scoring command"; what is written here
`scoring.criteria.cases` reads back.
"""

from typing import Any

from scoring.criteria.bands import band_of
from scoring.criteria.core_set import Case, CoreSet, Ranges
from scoring.criteria.exact import plain, rounded
from scoring.criteria.points import ENZYME_RANGES, Measure
from scoring.criteria.tis import MeasureScore, Score, change_percent

PERCENT_DECIMALS = 4  # of a change as it is printed, half to the even neighbour


def to_json(case: Case) -> dict[str, Any]:
    """The case as `read_case` reads it: every input a score used, decimals as strings.

    >>> from scoring.criteria.points import Population
    >>> to_json(Case(Population.ADULT, CoreSet(), CoreSet()))["ranges"]["mmt"]
    '150'
    """
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
    """A result: the measures, the enzyme followed, total or bounds, category, flags.

    >>> from scoring.criteria.points import Population
    >>> from scoring.criteria.tis import score
    >>> result = score_to_json(score(Case(Population.ADULT, CoreSet(), CoreSet())))
    >>> result["total"], result["lower"], result["upper"], result["category"]
    (None, '0', '100', 'undetermined')
    """
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


def measures_to_json(score: Score) -> dict[str, dict[str, Any]]:
    """Per measure: change in percent (4 decimals, half-even), its band, and the points.

    With the band, and with the range of the enzyme as a multiple of its limit, a stored result can
    be checked by hand without the numbers of the version that made it.

    >>> from decimal import Decimal
    >>> from scoring.criteria.points import Population
    >>> from scoring.criteria.tis import score
    >>> before, after = CoreSet(haq=Decimal(1)), CoreSet(haq=Decimal("0.5"))
    >>> found = measures_to_json(score(Case(Population.ADULT, before, after)))["haq"]
    >>> found["change_percent"], found["band"], found["points"]
    ('16.6667', {'over': '15', 'to': '25'}, '7.5')
    """
    written = {
        name.value: _measure_to_json(name, measure) for name, measure in score.measures.items()
    }
    multiple = None if score.enzyme is None else plain(ENZYME_RANGES[score.enzyme])
    written[Measure.ENZYME]["multiple"] = multiple
    return written


def _measure_to_json(name: Measure, measure: MeasureScore) -> dict[str, Any]:
    change = change_percent(measure)
    return {
        "change_percent": None if change is None else plain(rounded(change, PERCENT_DECIMALS)),
        "band": None if change is None else band_of(name, change).to_json(),
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
