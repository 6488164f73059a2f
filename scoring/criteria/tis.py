"""The total improvement score (TIS) of one follow-up against one baseline.

Rules and sources: scoring/criteria/points.py and docs/criteria.md. All arithmetic is exact:
decimals under a context that refuses to round. What cannot be computed is None and widens the
bounds; it never counts as 0.
"""

from bisect import bisect_left, bisect_right
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import repeat
from typing import NamedTuple

from scoring.criteria.core_set import Case, EnzymeValue, Ranges
from scoring.criteria.enzyme import Flag, followed_enzyme
from scoring.criteria.exact import minus, times
from scoring.criteria.points import (
    ENZYME_RANGES,
    RESPONSES,
    ROWS,
    THRESHOLDS,
    Category,
    Measure,
    Population,
)

ZERO, PERCENT = Decimal(0), Decimal("0.01")
MEASURES = tuple(Measure)
_new = tuple.__new__  # a NamedTuple's own constructor is Python code; six are made for a score


class MeasureScore(NamedTuple):
    """What one measure contributes.

    `improvement` of `full_scale` is the absolute change, positive when better, both in the unit
    of the scale; for an enzyme whose limit changed, both are multiplied by the new limit.
    `lower`, `upper`: points at the least and at the most; equal to `points` where it is known.
    `attainable`: the most this baseline allows.
    """

    improvement: Decimal | None
    full_scale: Decimal
    points: Decimal | None
    lower: Decimal
    upper: Decimal
    attainable: Decimal


class Score(NamedTuple):
    """A total improvement score, or its bounds where a measure is missing."""

    outcomes: tuple[MeasureScore, ...]  # in the order of Measure
    enzyme: str | None
    missing: tuple[Measure, ...]
    total: Decimal | None
    lower: Decimal
    upper: Decimal
    attainable: Decimal
    category: Category
    flags: tuple[Flag, ...]

    @property
    def measures(self) -> dict[Measure, MeasureScore]:
        """What each measure contributes, by its name.

        >>> from scoring.criteria.core_set import CoreSet
        >>> unknown = score(Case(Population.ADULT, CoreSet(), CoreSet()))
        >>> unknown.measures[Measure.HAQ].upper
        Decimal('10')
        """
        return dict(zip(MEASURES, self.outcomes, strict=True))

    @property
    def worsening(self) -> tuple[Measure, ...]:
        """Measures worse than at their baseline, which the score does not subtract.

        >>> from scoring.criteria.core_set import CoreSet
        >>> before, after = CoreSet(haq=Decimal(1)), CoreSet(haq=Decimal("1.125"))
        >>> score(Case(Population.ADULT, before, after)).worsening
        (<Measure.HAQ: 'haq'>,)
        """
        changes = zip(MEASURES, self.outcomes, strict=True)
        return tuple(name for name, (change, *_) in changes if change is not None and change < 0)


def score(case: Case) -> Score:
    """Score one follow-up against its baseline.

    >>> from scoring.criteria.core_set import CoreSet
    >>> before = CoreSet(Decimal("2.2"), Decimal("5"), Decimal("150"), Decimal("1"), Decimal("4"))
    >>> after = before._replace(physician_global=Decimal("0.7"))
    >>> result = score(Case(Population.ADULT, before, after))
    >>> result.lower, result.upper, result.category, result.missing
    (Decimal('7.5'), Decimal('15.0'), <Category.NONE: 'none'>, (<Measure.ENZYME: 'enzyme'>,))
    """
    population, before, after, ranges, choice = case
    physician, patient, mmt, haq, extramuscular, enzymes = before
    physician_now, patient_now, mmt_now, haq_now, extramuscular_now, enzymes_now = after
    followed, flags = followed_enzyme(enzymes, choice)
    enzyme = _NO_ENZYME
    if followed is not None:
        start, now = enzymes[followed], enzymes_now.get(followed)
        enzyme = _on_enzyme(_ENZYME_SCALES[followed], start, now)
        if now is not None and now.uln is not None and now.uln != start.uln:
            flags += (Flag.ULN_CHANGED,)
    on_physician, on_patient, on_mmt, on_haq, on_extramuscular = _scales(ranges)
    outcomes = (
        _on_scale(on_physician, physician, physician_now),
        _on_scale(on_patient, patient, patient_now),
        _on_scale(on_mmt, mmt, mmt_now),
        _on_scale(on_haq, haq, haq_now),
        enzyme,
        _on_scale(on_extramuscular, extramuscular, extramuscular_now),
    )
    return _total(population, outcomes, followed, flags)


def category_of(population: Population, points: Decimal) -> Category:
    """The response that a total names: a threshold itself belongs to the better category.

    >>> category_of(Population.ADULT, Decimal(40)), category_of(Population.JUVENILE, Decimal(40))
    (<Category.MODERATE: 'moderate'>, <Category.MINIMAL: 'minimal'>)
    """
    return RESPONSES[bisect_right(THRESHOLDS[population], points)]


def category_within(population: Population, lower: Decimal, upper: Decimal) -> Category:
    """The response of a score between two bounds: the one that both name, else undetermined.

    >>> category_within(Population.ADULT, Decimal(20), Decimal("37.5"))
    <Category.MINIMAL: 'minimal'>
    >>> category_within(Population.JUVENILE, Decimal(20), Decimal("37.5"))
    <Category.UNDETERMINED: 'undetermined'>
    """
    category = category_of(population, lower)
    return category if category is category_of(population, upper) else Category.UNDETERMINED


def change_percent(measure: MeasureScore) -> Fraction | None:
    """The absolute percent change, exact; positive is improvement. None where it is unknown.

    >>> from scoring.criteria.core_set import CoreSet
    >>> before, after = CoreSet(haq=Decimal("1.5")), CoreSet(haq=Decimal("0.75"))
    >>> change_percent(score(Case(Population.ADULT, before, after)).measures[Measure.HAQ])
    Fraction(25, 1)
    """
    if measure.improvement is None:
        return None
    return Fraction(measure.improvement) * 100 / Fraction(measure.full_scale)


def _total(
    population: Population,
    outcomes: tuple[MeasureScore, ...],
    enzyme: str | None,
    flags: tuple[Flag, ...],
) -> Score:
    # Sums of the table's points have four digits at most: no context rounds them.
    lower = still_open = attainable = ZERO
    missing: tuple[Measure, ...] = ()
    for name, (_, _, earned, _, most, possible) in zip(MEASURES, outcomes, strict=True):
        attainable += possible
        if earned is None:
            missing += (name,)
            still_open += most
        else:
            lower += earned
    total = None if missing else lower
    upper = lower + still_open
    category = category_within(population, lower, upper)
    return _new(
        Score, (outcomes, enzyme, missing, total, lower, upper, attainable, category, flags)
    )


class _Scale(NamedTuple):
    """A row of the table on a scale from 0 to `full`, its cuts in the unit of the scale."""

    cuts: tuple[Decimal, ...]
    points: tuple[Decimal, ...]
    full: Decimal
    is_strength: bool  # better when higher; all others are better when lower


def _scale(measure: Measure, full: Decimal) -> _Scale:
    row = ROWS[measure]
    cuts = tuple(times(cut, times(full, PERCENT)) for cut in row.cuts)
    return _Scale(cuts, row.points, full, measure is Measure.MMT)


@cache
def _scales(ranges: Ranges) -> tuple[_Scale, ...]:
    """In the order of Ranges, which is that of CoreSet."""
    return tuple(
        _scale(Measure(name), full) for name, full in zip(Ranges._fields, ranges, strict=True)
    )


# In multiples of the upper limit of normal.
_ENZYME_SCALES = {name: _scale(Measure.ENZYME, full) for name, full in ENZYME_RANGES.items()}
_ENZYME_POINTS = ROWS[Measure.ENZYME].maximum
_NO_ENZYME = MeasureScore(None, ZERO, None, ZERO, _ENZYME_POINTS, _ENZYME_POINTS)


def _on_scale(scale: _Scale, before: Decimal | None, after: Decimal | None) -> MeasureScore:
    cuts, points, full, is_strength = scale
    if before is None or after is None:
        return _half_known(scale, before, after)
    if is_strength:  # the deficit behaves like the other scales
        before, after = minus(full, before), minus(full, after)
    improvement = minus(before, after)
    earned = points[bisect_left(cuts, improvement)]
    attainable = points[bisect_left(cuts, before)]
    return _new(MeasureScore, (improvement, full, earned, earned, earned, attainable))


def _half_known(scale: _Scale, before: Decimal | None, after: Decimal | None) -> MeasureScore:
    """The most that the one known value still allows; with neither, the row's maximum."""
    cuts, points, full, is_strength = scale
    attainable = upper = points[-1]
    if before is not None:  # to the best value of the scale
        room = minus(full, before) if is_strength else before
        attainable = upper = points[bisect_left(cuts, room)]
    elif after is not None:  # from the worst value of the scale
        room = after if is_strength else minus(full, after)
        upper = points[bisect_left(cuts, room)]
    return _new(MeasureScore, (None, full, None, ZERO, upper, attainable))


def _on_enzyme(scale: _Scale, before: EnzymeValue, after: EnzymeValue | None) -> MeasureScore:
    """Multiples of the limits are compared without dividing: every side times both limits."""
    cuts, points, multiple, _ = scale
    start, unit = before
    assert unit is not None  # an enzyme without its limit is never followed
    now = None if after is None else after.value
    if after is not None and after.uln is not None and after.uln != unit:
        start, now, unit = times(start, after.uln), times(after.value, unit), times(unit, after.uln)
    full, limits = times(multiple, unit), tuple(map(times, cuts, repeat(unit)))
    attainable = points[bisect_left(limits, start)]
    if now is None:
        return _new(MeasureScore, (None, full, None, ZERO, attainable, attainable))
    improvement = minus(start, now)
    earned = points[bisect_left(limits, improvement)]
    return _new(MeasureScore, (improvement, full, earned, earned, earned, attainable))
