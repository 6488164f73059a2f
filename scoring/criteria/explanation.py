"""A score as it is checked by hand: every measure, what is missing, what would decide, companions.

Section "Explanation of a score" of docs/criteria.md. `explain(case, score)` explains a score just
computed, `explain_stored(case, written)` one as it was written, with its own bands also where the
table has changed since.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from scoring.criteria import deterioration, improvement
from scoring.criteria.both_populations import BothPopulations
from scoring.criteria.core_set import Case
from scoring.criteria.deciding import Deciding, deciding
from scoring.criteria.deterioration import Deterioration
from scoring.criteria.enzyme import Flag
from scoring.criteria.explained_measure import (
    Explained,
    Outcome,
    explain_measure,
    outcome_of,
    stored_outcome,
)
from scoring.criteria.improvement import Improvement
from scoring.criteria.points import (
    CRITERIA,
    RESPONSES,
    THRESHOLDS,
    VERSION,
    Category,
    Measure,
)
from scoring.criteria.tis import Score, score
from scoring.criteria.verdict import Verdict


class Explanation(NamedTuple):
    """A score with everything that makes it; what only the course of visits knows is None at first.

    `thresholds` are None and the measures have no `row` where the criteria that made the score are
    not these ones; nothing is then said of what would decide it either. `confirmed`: whether
    deterioration is confirmed by the visit before; `both`: the response under either population's
    thresholds.
    """

    criteria: str
    version: str
    case: Case
    measures: tuple[Explained, ...]  # in the order of Measure
    enzyme: str | None
    total: Decimal | None
    lower: Decimal
    upper: Decimal
    attainable: Decimal
    category: Category
    flags: tuple[Flag, ...]
    thresholds: dict[Category, Decimal] | None
    deciding: Deciding | None
    improvement: Improvement
    deterioration: Deterioration
    confirmed: Verdict | None = None
    both: BothPopulations | None = None

    @property
    def missing(self) -> tuple[Explained, ...]:
        """The measures that could not be computed, for which there are bounds.

        >>> from scoring.criteria.core_set import CoreSet
        >>> from scoring.criteria.points import Population
        >>> case = Case(Population.ADULT, CoreSet(), CoreSet())
        >>> len(explain(case, score(case)).missing)
        6
        """
        return tuple(one for one in self.measures if one.outcome.points is None)

    @property
    def worsening(self) -> tuple[Explained, ...]:
        """The measures below their baseline, which the score does not subtract.

        >>> from scoring.criteria.core_set import CoreSet
        >>> from scoring.criteria.points import Population
        >>> case = Case(Population.ADULT, CoreSet(haq=Decimal(1)), CoreSet(haq=Decimal(2)))
        >>> [one.measure.value for one in explain(case, score(case)).worsening]
        ['haq']
        """
        return tuple(one for one in self.measures if one.is_worse)


def explain(case: Case, scored: Score) -> Explanation:
    """A case and the score that was computed from it.

    >>> from scoring.criteria.core_set import CoreSet
    >>> from scoring.criteria.points import Population
    >>> before, after = (CoreSet(physician_global=Decimal(cm)) for cm in ("2.2", "0.7"))
    >>> case = Case(Population.ADULT, before, after)
    >>> first = explain(case, score(case)).measures[0]
    >>> first.outcome.change, str(first.outcome.band.to), str(first.outcome.points)
    (Fraction(15, 1), '15', '7.5')
    """
    outcomes = {
        name: outcome_of(name, found, scored.enzyme) for name, found in scored.measures.items()
    }
    return Explanation(
        CRITERIA,
        VERSION,
        case,
        _measures(case, scored.enzyme, outcomes, with_row=True),
        scored.enzyme,
        scored.total,
        scored.lower,
        scored.upper,
        scored.attainable,
        scored.category,
        scored.flags,
        thresholds_of(case),
        deciding(case, scored),
        improvement.evaluate(case, scored.enzyme),
        deterioration.evaluate(case),
    )


def explain_stored(
    case: Case, written: Mapping[str, Any], criteria: str, version: str
) -> Explanation:
    """A result as `score_to_json` wrote it, under the criteria that are named beside it.

    What was written is told, not what these criteria would give.

    >>> from scoring.criteria.core_set import CoreSet
    >>> from scoring.criteria.points import Population
    >>> from scoring.criteria.results import score_to_json
    >>> case = Case(Population.ADULT, CoreSet(haq=Decimal(1)), CoreSet(haq=Decimal(0)))
    >>> found = explain_stored(case, score_to_json(score(case)), CRITERIA, "0.9")
    >>> str(found.measures[3].outcome.band.to), found.measures[3].row, found.thresholds
    ('40', None, None)
    """
    is_present = (criteria, version) == (CRITERIA, VERSION)
    outcomes = {name: stored_outcome(written["measures"][name]) for name in Measure}
    total, enzyme = written["total"], written["enzyme"]
    return Explanation(
        criteria,
        version,
        case,
        _measures(case, enzyme, outcomes, with_row=is_present),
        enzyme,
        None if total is None else Decimal(total),
        Decimal(written["lower"]),
        Decimal(written["upper"]),
        Decimal(written["attainable"]),
        Category(written["category"]),
        tuple(map(Flag, written["flags"])),
        thresholds_of(case) if is_present else None,
        deciding(case, score(case)) if is_present else None,
        improvement.evaluate(case, enzyme),
        deterioration.evaluate(case),
    )


def thresholds_of(case: Case) -> dict[Category, Decimal]:
    """The lowest score of each response, by the population of the case.

    >>> from scoring.criteria.core_set import CoreSet
    >>> from scoring.criteria.points import Population
    >>> child = Case(Population.JUVENILE, CoreSet(), CoreSet())
    >>> [str(points) for points in thresholds_of(child).values()]
    ['30', '45', '70']
    """
    return dict(zip(RESPONSES[1:], THRESHOLDS[case.population], strict=True))


def _measures(
    case: Case, enzyme: str | None, outcomes: Mapping[Measure, Outcome], *, with_row: bool
) -> tuple[Explained, ...]:
    return tuple(
        explain_measure(case, enzyme, name, outcome, with_row=with_row)
        for name, outcome in outcomes.items()
    )
