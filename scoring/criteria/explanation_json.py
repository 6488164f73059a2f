"""The explanation of a score as JSON: decimals as strings, digit by digit.

The keys are described in docs/criteria.md, section "Explanation as JSON".
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from scoring.criteria.both_populations import BothPopulations
from scoring.criteria.deciding import Deciding
from scoring.criteria.deterioration import Deterioration
from scoring.criteria.exact import plain, rounded
from scoring.criteria.explained_measure import Explained
from scoring.criteria.explanation import Explanation
from scoring.criteria.improvement import Improvement
from scoring.criteria.points import Measure
from scoring.criteria.results import PERCENT_DECIMALS
from scoring.criteria.verdict import Verdict


def to_json(explanation: Explanation) -> dict[str, Any]:
    """The explanation with plain keys, as it is delivered.

    >>> from decimal import Decimal
    >>> from scoring.criteria.core_set import Case, CoreSet
    >>> from scoring.criteria.explanation import explain
    >>> from scoring.criteria.points import Population
    >>> from scoring.criteria.tis import score
    >>> case = Case(Population.ADULT, CoreSet(haq=Decimal(1)), CoreSet())
    >>> written = to_json(explain(case, score(case)))
    >>> written["measures"]["haq"]["missing_at"], written["measures"]["haq"]["upper"]
    ('followup', '7.5')
    """
    case, choice = explanation.case, explanation.case.enzyme_choice
    return {
        "criteria": {"name": explanation.criteria, "version": explanation.version},
        "population": case.population.value,
        "thresholds": explanation.thresholds
        and {name.value: plain(points) for name, points in explanation.thresholds.items()},
        "total": plain(explanation.total),
        "lower": plain(explanation.lower),
        "upper": plain(explanation.upper),
        "attainable": plain(explanation.attainable),
        "category": explanation.category.value,
        "measures": {one.measure.value: _measure(one) for one in explanation.measures},
        "enzyme": explanation.enzyme,
        "enzyme_choice": {
            "use": choice.use,
            "exclude": sorted(choice.exclude),
            "reason": choice.reason,
        },
        "missing": [one.measure.value for one in explanation.missing],
        "worsening": [one.measure.value for one in explanation.worsening],
        "flags": [flag.value for flag in explanation.flags],
        "deciding": explanation.deciding and _deciding(explanation.deciding),
        "improvement_2004": _improvement(explanation.improvement),
        "deterioration": _deterioration(explanation.deterioration, explanation.confirmed),
        "both_populations": explanation.both and _both(explanation.both),
    }


def _measure(one: Explained) -> dict[str, Any]:
    outcome = one.outcome
    written: dict[str, Any] = {
        "baseline": plain(one.baseline),
        "followup": plain(one.followup),
        "range": plain(one.range),
        "unit": one.unit,
        "change_percent": _percent(outcome.change),
        "band": outcome.band and outcome.band.to_json(),
        "row": one.row and [band.to_json() | {"points": plain(band.points)} for band in one.row],
        "points": plain(outcome.points),
        "lower": plain(outcome.lower),
        "upper": plain(outcome.upper),
        "attainable": plain(outcome.attainable),
        "missing_at": one.missing and one.missing.value,
        "limited_by": one.limited_by and one.limited_by.value,
        "is_worse": one.is_worse,
    }
    if one.measure is Measure.ENZYME:
        before, after = (_percent(multiple) for multiple in one.multiples)
        written |= {
            "baseline_uln": plain(one.baseline_uln),
            "followup_uln": plain(one.followup_uln),
            "baseline_multiple": before,
            "followup_multiple": after,
        }
    return written


def _deciding(found: Deciding) -> dict[str, Any]:
    return {
        "decisive": [
            {
                "measure": one.measure.value,
                "category": one.category.value,
                "at_least": plain(one.at_least),
                "at_most": plain(one.at_most),
                "below": plain(one.below),
                "uln": plain(one.uln),
            }
            for one in found.decisive
        ],
        "several": _names(found.several),
        "not_now": _names(found.not_now),
        "is_decidable": found.is_decidable,
    }


def _improvement(found: Improvement) -> dict[str, Any]:
    return {
        "verdict": found.verdict.value,
        "changes_percent": _percents(found.changes),
        "improved": _names(found.improved),
        "worse": _names(found.worse),
        "unknown": _names(found.unknown),
    }


def _deterioration(found: Deterioration, confirmed: Verdict | None) -> dict[str, Any]:
    return {
        "verdict": found.verdict.value,
        "confirmed": confirmed and confirmed.value,
        "global_and_strength": found.global_and_strength,
        "extramuscular": found.extramuscular,
        "three_measures": found.three_measures,
        "physician_global_worse_cm": _percent(found.physician_global_cm),
        "extramuscular_worse_cm": _percent(found.extramuscular_cm),
        "changes_percent": _percents(found.changes),
        "worse": _names(found.worse),
    }


def _both(found: BothPopulations) -> dict[str, Any]:
    return {
        "categories": {name.value: category.value for name, category in found.categories.items()},
        "is_past_18": found.is_past_18,
    }


def _names(measures: tuple[Measure, ...]) -> list[str]:
    return [name.value for name in measures]


def _percents(changes: Mapping[Measure, Fraction | None]) -> dict[str, str | None]:
    return {name.value: _percent(change) for name, change in changes.items()}


def _percent(exact: Fraction | None) -> str | None:
    return None if exact is None else plain(rounded(exact, PERCENT_DECIMALS))
