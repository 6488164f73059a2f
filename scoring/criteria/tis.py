"""The total improvement score (TIS) of one follow-up against one baseline.

Rules and sources: scoring/criteria/points.py and docs/criteria.md. All arithmetic is exact:
decimals under a context that refuses to round. What cannot be computed is None and widens the
bounds; it never counts as 0.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from scoring.criteria.points import (
    ENZYME_RANGES,
    RESPONSES,
    ROWS,
    THRESHOLDS,
    Category,
    Measure,
    Population,
)

EXACT = Context(prec=200, traps=[Inexact, InvalidOperation, DivisionByZero])
_times, _minus = EXACT.multiply, EXACT.subtract
ZERO = Decimal(0)
MEASURES = tuple(Measure)


class EnzymeValue(NamedTuple):
    """An enzyme and its upper limit of normal, in one unit.

    `comparator`: "<" or ">" where the laboratory gave its own limit instead of a value; the limit
    is used as the value, and flagged.
    """

    value: Decimal
    uln: Decimal | None = None
    comparator: str | None = None


class CoreSet(NamedTuple):
    """The core set measures of one visit; None is not assessed."""

    physician_global: Decimal | None = None
    patient_global: Decimal | None = None
    mmt: Decimal | None = None
    haq: Decimal | None = None
    extramuscular: Decimal | None = None
    enzymes: Mapping[str, EnzymeValue] = {}


class Ranges(NamedTuple):
    """The highest value of each scale; both visits are on the same one."""

    physician_global: Decimal = Decimal(10)
    patient_global: Decimal = Decimal(10)
    mmt: Decimal = Decimal(150)
    haq: Decimal = Decimal(3)
    extramuscular: Decimal = Decimal(10)


class EnzymeChoice(NamedTuple):
    """A clinician's say over the enzyme that is followed, with a reason."""

    use: str | None = None
    exclude: frozenset[str] = frozenset()
    reason: str | None = None


class Case(NamedTuple):
    """Everything a score depends on. Values lie within their ranges (see `cases`)."""

    population: Population
    baseline: CoreSet
    followup: CoreSet
    ranges: Ranges = Ranges()
    enzyme_choice: EnzymeChoice = EnzymeChoice()


class Flag(StrEnum):
    """What a reader of the score should know beside the number."""

    ULN_CHANGED = "uln_changed"
    ENZYME_WITHOUT_ULN = "enzyme_without_uln"
    CHOSEN_ENZYME_UNUSABLE = "chosen_enzyme_unusable"
    ENZYME_COMPARATOR = "enzyme_comparator"


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

    measures: dict[Measure, MeasureScore]
    enzyme: str | None
    missing: tuple[Measure, ...]
    total: Decimal | None
    lower: Decimal
    upper: Decimal
    attainable: Decimal
    category: Category
    flags: tuple[Flag, ...]

    @property
    def worsening(self) -> tuple[Measure, ...]:
        """Measures below their baseline, which the score does not subtract."""
        return tuple(m for m, s in self.measures.items() if s.improvement and s.improvement < 0)


def score(case: Case) -> Score:
    """Score one follow-up against its baseline.

    >>> before = CoreSet(Decimal("2.2"), Decimal("5"), Decimal("150"), Decimal("1"), Decimal("4"))
    >>> after = before._replace(physician_global=Decimal("0.7"))
    >>> result = score(Case(Population.ADULT, before, after))
    >>> result.lower, result.upper, result.category, result.missing
    (Decimal('7.5'), Decimal('15.0'), <Category.NONE: 'none'>, (<Measure.ENZYME: 'enzyme'>,))
    """
    before, after = case.baseline, case.followup
    enzyme, flags = _followed_enzyme(before.enzymes, case.enzyme_choice)
    if enzyme:
        flags += _flags_of(before.enzymes[enzyme], after.enzymes.get(enzyme))
    physician, patient, mmt, haq, extramuscular = _scales(case.ranges)
    outcomes = (  # in the order of Measure
        _on_scale(physician, before.physician_global, after.physician_global),
        _on_scale(patient, before.patient_global, after.patient_global),
        # Strength is better when higher: its deficit behaves like the other scales.
        _on_scale(mmt, _deficit(before.mmt, mmt.full), _deficit(after.mmt, mmt.full)),
        _on_scale(haq, before.haq, after.haq),
        _on_enzyme(enzyme, before.enzymes, after.enzymes),
        _on_scale(extramuscular, before.extramuscular, after.extramuscular),
    )
    return _total(case.population, outcomes, enzyme, flags)


def category_of(population: Population, points: Decimal) -> Category:
    """The response that a total names: a threshold itself belongs to the better category.

    >>> category_of(Population.ADULT, Decimal(40)), category_of(Population.JUVENILE, Decimal(40))
    (<Category.MODERATE: 'moderate'>, <Category.MINIMAL: 'minimal'>)
    """
    return RESPONSES[bisect_right(THRESHOLDS[population], points)]


def change_percent(measure: MeasureScore) -> Fraction | None:
    """The absolute percent change, exact; positive is improvement. None where it is unknown."""
    if measure.improvement is None:
        return None
    return Fraction(measure.improvement) * 100 / Fraction(measure.full_scale)


def _total(
    population: Population,
    outcomes: tuple[MeasureScore, ...],
    enzyme: str | None,
    flags: tuple[Flag, ...],
) -> Score:
    measures = dict(zip(MEASURES, outcomes, strict=True))
    lower = open_points = attainable = ZERO
    missing: tuple[Measure, ...] = ()
    for name, measure in measures.items():
        attainable += measure.attainable
        if measure.points is None:
            missing += (name,)
            open_points += measure.upper
        else:
            lower += measure.points
    upper = lower + open_points
    least, most = category_of(population, lower), category_of(population, upper)
    return Score(
        measures,
        enzyme,
        missing,
        None if missing else lower,
        lower,
        upper,
        attainable,
        least if least is most else Category.UNDETERMINED,
        flags,
    )


class _Scale(NamedTuple):
    """A row of the table on a scale from 0 (best) to `full` (worst), cuts in its units."""

    cuts: tuple[Decimal, ...]
    points: tuple[Decimal, ...]
    full: Decimal


@cache
def _scales(ranges: Ranges) -> tuple[_Scale, ...]:
    """In the order of Ranges."""
    rows = (ROWS[Measure(name)] for name in Ranges._fields)
    return tuple(
        _Scale(tuple(_times(cut, full).scaleb(-2) for cut in row.cuts), row.points, full)
        for row, full in zip(rows, ranges, strict=True)
    )


def _on_scale(scale: _Scale, before: Decimal | None, after: Decimal | None) -> MeasureScore:
    cuts, points, full = scale
    attainable = points[-1] if before is None else points[bisect_left(cuts, before)]
    if before is not None and after is not None:
        improvement = _minus(before, after)
        earned = points[bisect_left(cuts, improvement)]
        return MeasureScore(improvement, full, earned, earned, earned, attainable)
    upper = attainable if after is None else points[bisect_left(cuts, _minus(full, after))]
    return MeasureScore(None, full, None, ZERO, upper, attainable)


def _on_enzyme(
    enzyme: str | None, before: Mapping[str, EnzymeValue], after: Mapping[str, EnzymeValue]
) -> MeasureScore:
    """The enzyme followed, in multiples of its upper limit of normal at each visit."""
    cuts, points = ROWS[Measure.ENZYME]
    if enzyme is None:
        return MeasureScore(None, ZERO, None, ZERO, points[-1], points[-1])
    start, start_uln = before[enzyme].value, _limit_of(before[enzyme])
    full = _times(ENZYME_RANGES[enzyme], start_uln)
    limits = [_times(cut, full).scaleb(-2) for cut in cuts]
    attainable = points[bisect_left(limits, start)]
    if enzyme not in after:
        return MeasureScore(None, full, None, ZERO, attainable, attainable)
    now, now_uln = after[enzyme].value, after[enzyme].uln or start_uln
    if now_uln != start_uln:  # multiples are compared: each value times the other's limit
        start, now = _times(start, now_uln), _times(now, start_uln)
        full, limits = _times(full, now_uln), [_times(limit, now_uln) for limit in limits]
    improvement = _minus(start, now)
    earned = points[bisect_left(limits, improvement)]
    return MeasureScore(improvement, full, earned, earned, earned, attainable)


def _deficit(strength: Decimal | None, full: Decimal) -> Decimal | None:
    return None if strength is None else _minus(full, strength)


def _flags_of(before: EnzymeValue, after: EnzymeValue | None) -> tuple[Flag, ...]:
    flags: tuple[Flag, ...] = ()
    if after and after.uln is not None and after.uln != before.uln:
        flags += (Flag.ULN_CHANGED,)
    if before.comparator or (after and after.comparator):
        flags += (Flag.ENZYME_COMPARATOR,)
    return flags


def _followed_enzyme(
    enzymes: Mapping[str, EnzymeValue], choice: EnzymeChoice
) -> tuple[str | None, tuple[Flag, ...]]:
    """The clinician's choice, else the highest multiple of its limit at baseline."""
    flags: tuple[Flag, ...] = ()
    usable = []
    for name in ENZYME_RANGES:
        if name in choice.exclude or name not in enzymes:
            continue
        if enzymes[name].uln is None:
            flags = (Flag.ENZYME_WITHOUT_ULN,)
        else:
            usable.append(name)
    if choice.use is not None:
        if choice.use in usable:
            return choice.use, flags
        return None, (*flags, Flag.CHOSEN_ENZYME_UNUSABLE)
    return _most_abnormal(usable, enzymes), flags


def _most_abnormal(names: list[str], enzymes: Mapping[str, EnzymeValue]) -> str | None:
    """Ties go to the first in the order of ENZYME_RANGES."""
    best: str | None = None
    for name in names:
        if best is None or _is_higher_multiple(enzymes[name], enzymes[best]):
            best = name
    return best


def _is_higher_multiple(one: EnzymeValue, other: EnzymeValue) -> bool:
    return _times(one.value, _limit_of(other)) > _times(other.value, _limit_of(one))


def _limit_of(enzyme: EnzymeValue) -> Decimal:
    assert enzyme.uln is not None  # an enzyme without its limit is never followed
    return enzyme.uln
