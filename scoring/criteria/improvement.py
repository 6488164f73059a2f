"""The definition of improvement of 2004, shown beside the total improvement score.

Rider LG, et al. International consensus on preliminary definitions of improvement in adult and
juvenile myositis. Arthritis Rheum 2004;50:2281-90 (IMACS): at least 3 of the 6 core set measures
improved by 20 % or more, no more than 2 worse by 25 % or more, and a worse one may not be the
muscle strength. That the percentages are relative to the baseline value is to be confirmed
(docs/criteria.md, "Definition of improvement of 2004").

`evaluate(case, enzyme)` gives the verdict with the change of each measure.
"""

from fractions import Fraction
from typing import NamedTuple

from scoring.criteria.core_set import Case
from scoring.criteria.points import Measure
from scoring.criteria.relative_change import relative_changes
from scoring.criteria.verdict import Finding, Verdict, all_of, at_least, opposite, verdict_of

IMPROVED_PERCENT = 20
WORSE_PERCENT = 25
IMPROVED_MEASURES = 3
WORSE_MEASURES_ALLOWED = 2


class Improvement(NamedTuple):
    """The verdict, and what it rests on: `unknown` measures have no percentage."""

    verdict: Verdict
    changes: dict[Measure, Fraction | None]  # percent of the baseline value, positive when better
    improved: tuple[Measure, ...]  # by 20 % or more
    worse: tuple[Measure, ...]  # by 25 % or more
    unknown: tuple[Measure, ...]


def evaluate(case: Case, enzyme: str | None) -> Improvement:
    """Whether a follow-up meets the definition against its baseline; exact, never raises.

    `enzyme` is the one that the score follows (`scoring.criteria.tis.Score.enzyme`). Not
    evaluable: a measure without a percentage could still decide it.

    >>> from decimal import Decimal
    >>> from scoring.criteria.core_set import CoreSet
    >>> from scoring.criteria.points import Population
    >>> five = Decimal(5)
    >>> before = CoreSet(five, five, Decimal(150), Decimal(1), five)
    >>> after = CoreSet(Decimal(4), Decimal(4), Decimal(150), Decimal(1), Decimal(4))
    >>> found = evaluate(Case(Population.ADULT, before, after), None)
    >>> found.verdict, len(found.improved), found.unknown
    (<Verdict.MET: 'met'>, 3, (<Measure.ENZYME: 'enzyme'>,))
    """
    changes = relative_changes(case, enzyme)
    improved = {
        name: None if change is None else change >= IMPROVED_PERCENT
        for name, change in changes.items()
    }
    worse = {
        name: None if change is None else change <= -WORSE_PERCENT
        for name, change in changes.items()
    }
    met = all_of(
        at_least(IMPROVED_MEASURES, improved.values()),
        opposite(at_least(WORSE_MEASURES_ALLOWED + 1, worse.values())),
        opposite(worse[Measure.MMT]),
    )
    return Improvement(
        verdict_of(met),
        changes,
        _those(True, improved),
        _those(True, worse),
        _those(None, improved),
    )


def _those(wanted: Finding, findings: dict[Measure, Finding]) -> tuple[Measure, ...]:
    return tuple(name for name, finding in findings.items() if finding is wanted)
