"""What would decide an open response: tried on the scale's own steps, by the score's own code."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from clinic.dashboard.numerals import printed
from scoring.criteria import limits
from scoring.criteria.core_set import Case
from scoring.criteria.points import Category, Measure
from scoring.criteria.tis import Score, score

# The steps in which each scale is read; an enzyme has none.
STEPS: dict[Measure, Decimal] = {
    Measure.PHYSICIAN_GLOBAL: Decimal(1).scaleb(-limits.GLOBAL_VAS.decimals),
    Measure.PATIENT_GLOBAL: Decimal(1).scaleb(-limits.GLOBAL_VAS.decimals),
    Measure.MMT: Decimal(1),
    Measure.HAQ: Decimal("0.125"),
    Measure.EXTRAMUSCULAR: Decimal(1).scaleb(-limits.GLOBAL_VAS.decimals),
}


@dataclass(frozen=True)
class Deciding:
    """From this value on, up or down, the response is the better one."""

    measure: Measure
    value: str
    is_or_higher: bool  # strength is better when higher, every other scale when lower
    category: Category


def deciding(case: Case, open_score: Score) -> list[Deciding]:
    """Where one measure alone leaves the response open, the values that decide it."""
    if open_score.category is not Category.UNDETERMINED or len(open_score.missing) != 1:
        return []
    measure = open_score.missing[0]
    if measure not in STEPS or getattr(case.baseline, measure) is None:
        return []
    tried = [(value, _category(case, measure, value)) for value in _worst_to_best(case, measure)]
    return [
        Deciding(measure, printed(value) or "", measure is Measure.MMT, category)
        for (_, before), (value, category) in pairwise(tried)
        if category is not before
    ]


def _category(case: Case, measure: Measure, value: Decimal) -> Category:
    changes: dict[str, Any] = {measure.value: value}
    return score(case._replace(followup=case.followup._replace(**changes))).category


def _worst_to_best(case: Case, measure: Measure) -> list[Decimal]:
    full, step = getattr(case.ranges, measure), STEPS[measure]
    values = [step * number for number in range(int(full / step) + 1)]
    return values if measure is Measure.MMT else values[::-1]
