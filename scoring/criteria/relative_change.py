"""Change of the core set measures relative to their baseline values.

The definition of improvement of 2004 and the deterioration of ProDERM are read as relative to the
baseline value; the total improvement score never is. Section "Relative change" of
docs/criteria.md; to be confirmed by a clinician with the papers.
"""

from decimal import Decimal
from fractions import Fraction

from scoring.criteria.core_set import Case, EnzymeValue, Ranges
from scoring.criteria.points import Measure


def relative_changes(case: Case, enzyme: str | None) -> dict[Measure, Fraction | None]:
    """Of each measure in percent of its baseline value, positive when better.

    `enzyme` is the one that the score follows. None: not assessed at one of the visits, or a
    baseline of 0, of which there is no percentage.

    >>> from scoring.criteria.core_set import CoreSet
    >>> from scoring.criteria.points import Population
    >>> before, after = CoreSet(mmt=Decimal(120), haq=Decimal(0)), CoreSet(mmt=Decimal(90))
    >>> changes = relative_changes(Case(Population.ADULT, before, after), None)
    >>> changes[Measure.MMT], changes[Measure.HAQ]
    (Fraction(-25, 1), None)
    """
    changes: dict[Measure, Fraction | None] = dict.fromkeys(Measure)
    for name in Ranges._fields:
        measure = Measure(name)
        before, after = (getattr(found, name) for found in (case.baseline, case.followup))
        changes[measure] = _percent(measure, before, after)
    changes[Measure.ENZYME] = _enzyme_percent(case, enzyme)
    return changes


def _percent(
    measure: Measure, before: Decimal | Fraction | None, after: Decimal | Fraction | None
) -> Fraction | None:
    if before is None or after is None or before == 0:
        return None
    fall = 100 * (1 - Fraction(after) / Fraction(before))
    return -fall if measure is Measure.MMT else fall


def _enzyme_percent(case: Case, enzyme: str | None) -> Fraction | None:
    """Of the multiples of the upper limit of normal, each with its own limit."""
    if enzyme is None:
        return None
    before, after = (found.enzymes.get(enzyme) for found in (case.baseline, case.followup))
    if before is None or after is None or before.uln is None:
        return None
    return _percent(Measure.ENZYME, *(_multiple(found, before.uln) for found in (before, after)))


def _multiple(found: EnzymeValue, uln_before: Decimal) -> Fraction:
    """A follow-up without a limit of its own is measured by the baseline's."""
    return Fraction(found.value) / Fraction(uln_before if found.uln is None else found.uln)
