"""Deterioration against the baseline, and its confirmation at the next visit.

ProDERM study, Arthritis Res Ther 2023;25, fig. 1: on two consecutive visits, against the baseline,
physician global activity worse by 2 cm or more and MMT8 worse by 20 % or more; or extramuscular
activity worse by 2 cm or more; or any 3 of the 5 measures other than the enzyme worse by 30 % or
more. Whether the percentages are relative is not stated there: relative to the baseline value here,
to be confirmed (docs/criteria.md, "Deterioration").

`evaluate(case)` judges one visit; `confirmed(previous, present)` two consecutive ones;
`confirmations(verdicts)` a whole episode.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from scoring.criteria.core_set import Case
from scoring.criteria.points import Measure
from scoring.criteria.relative_change import relative_changes
from scoring.criteria.verdict import (
    Finding,
    Verdict,
    all_of,
    any_of,
    at_least,
    finding_of,
    verdict_of,
)

GLOBAL_WORSE_CM = 2  # of the 10 cm of a global scale; 20 mm of 100
STRENGTH_WORSE_PERCENT = 20
MEASURES_WORSE_PERCENT = 30
MEASURES_WORSE = 3
SCALE_CM = 10


class Deterioration(NamedTuple):
    """One visit against its baseline: the verdict, its three ways, and what they rest on."""

    verdict: Verdict
    global_and_strength: Finding  # physician global by 2 cm, and strength by 20 %
    extramuscular: Finding  # by 2 cm
    three_measures: Finding  # by 30 %
    physician_global_cm: Fraction | None  # positive when worse
    extramuscular_cm: Fraction | None
    changes: dict[Measure, Fraction | None]  # of the five, in percent, positive when better
    worse: tuple[Measure, ...]  # of the five, by 30 % or more


def evaluate(case: Case) -> Deterioration:
    """Whether one visit meets the criterion against its baseline; exact, never raises.

    Not evaluable: something missing could still decide it.

    >>> from scoring.criteria.core_set import CoreSet
    >>> from scoring.criteria.points import Population
    >>> before, after = (CoreSet(extramuscular=Decimal(cm)) for cm in ("3.5", "5.5"))
    >>> found = evaluate(Case(Population.ADULT, before, after))
    >>> found.verdict, found.extramuscular_cm, found.global_and_strength is None
    (<Verdict.MET: 'met'>, Fraction(2, 1), True)
    """
    before, after, ranges = case.baseline, case.followup, case.ranges
    changes = relative_changes(case, enzyme=None)
    del changes[Measure.ENZYME]
    physician_cm = _worse_cm(
        before.physician_global, after.physician_global, ranges.physician_global
    )
    extramuscular_cm = _worse_cm(before.extramuscular, after.extramuscular, ranges.extramuscular)
    worse = {name: _is_down(change, MEASURES_WORSE_PERCENT) for name, change in changes.items()}
    ways = (
        all_of(_is_far(physician_cm), _is_down(changes[Measure.MMT], STRENGTH_WORSE_PERCENT)),
        _is_far(extramuscular_cm),
        at_least(MEASURES_WORSE, worse.values()),
    )
    return Deterioration(
        verdict_of(any_of(*ways)),
        *ways,
        physician_cm,
        extramuscular_cm,
        changes,
        tuple(name for name, is_worse in worse.items() if is_worse),
    )


def confirmed(previous: Verdict | None, present: Verdict) -> Verdict:
    """Whether deterioration is confirmed at a visit: there, and at the one before it.

    `previous` is None at the first follow-up: nothing before it can confirm.

    >>> confirmed(Verdict.MET, Verdict.MET), confirmed(Verdict.NOT_EVALUABLE, Verdict.MET)
    (<Verdict.MET: 'met'>, <Verdict.NOT_EVALUABLE: 'not_evaluable'>)
    """
    if previous is None:
        return Verdict.NOT_MET
    return verdict_of(all_of(finding_of(previous), finding_of(present)))


def confirmations(verdicts: Iterable[tuple[date, Verdict]]) -> dict[date, Verdict]:
    """For each day with a follow-up, in order, whether deterioration is confirmed there.

    Consecutive are two follow-ups of one baseline on different days with no other between them,
    however long the time. A follow-up that cannot be evaluated stands between its neighbours all
    the same. Of several on one day the last one given counts.

    >>> new_year, spring = date(2026, 1, 1), date(2026, 4, 1)
    >>> found = confirmations([(spring, Verdict.MET), (new_year, Verdict.MET)])
    >>> [(day.month, verdict.value) for day, verdict in found.items()]
    [(1, 'not_met'), (4, 'met')]
    """
    by_day = dict(verdicts)
    days = sorted(by_day)
    before = [None, *(by_day[day] for day in days)]
    return {
        day: confirmed(previous, by_day[day])
        for day, previous in zip(days, before, strict=False)  # the last one precedes no other
    }


def _worse_cm(before: Decimal | None, after: Decimal | None, full: Decimal) -> Fraction | None:
    """On a scale of 10 cm, whatever the unit of the scale; positive when worse."""
    if before is None or after is None:
        return None
    return (Fraction(after) - Fraction(before)) * SCALE_CM / Fraction(full)


def _is_far(worse_cm: Fraction | None) -> Finding:
    return None if worse_cm is None else worse_cm >= GLOBAL_WORSE_CM


def _is_down(change: Fraction | None, percent: int) -> Finding:
    return None if change is None else change <= -percent
