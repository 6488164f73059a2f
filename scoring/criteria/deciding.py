"""What would decide an undetermined response: values of a missing measure, from the table's cuts.

Section "What would decide" of docs/criteria.md; this project's own design. Asked of this visit: a
value that the baseline lacks cannot be measured now. Scales are read in their steps; an enzyme has
none and is told by its open border.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, pairwise
from math import ceil
from typing import NamedTuple

from scoring.criteria.bands import bands_of
from scoring.criteria.core_set import Case
from scoring.criteria.exact import minus, times
from scoring.criteria.points import ENZYME_RANGES, ROWS, Category, Measure
from scoring.criteria.tis import ZERO, Score, category_within

HUNDREDTH = Decimal("0.01")
HAQ_STEP = Decimal("0.125")  # of eight categories; fewer give values between
WHOLE = Decimal(1)  # grades of muscles, and their sums
SHARE_OF_A_LINE = HUNDREDTH  # 10-cm lines are read in tenths, in millimetres as whole ones


class Decisive(NamedTuple):
    """Values of one measure at this visit that name a response, whatever else is missing.

    At most `at_most` (of an enzyme `below`, the border itself not included) and at least
    `at_least`; None is up to the end of the scale. An enzyme is in the unit of its baseline, and
    at the baseline's upper limit of normal, `uln`.
    """

    measure: Measure
    category: Category
    at_least: Decimal | None
    at_most: Decimal | None
    below: Decimal | None = None
    uln: Decimal | None = None


class Deciding(NamedTuple):
    """What measuring the missing things at this visit could tell of the response.

    `decisive`: for each measure alone, from the worst response to the best. `several`: measures
    that leave the response open alone, whatever they are. `not_now`: measures for which nothing
    can be measured now, because the baseline lacks them. `is_decidable`: whether those that can be
    measured, together, could name a response.
    """

    decisive: tuple[Decisive, ...]
    several: tuple[Measure, ...]
    not_now: tuple[Measure, ...]
    is_decidable: bool


class _Cell(NamedTuple):
    """A band of one measure that a value at this visit could reach: its values and its points."""

    worst: Decimal | None  # the end of the band towards worsening; None: the end of the scale
    best: Decimal | None
    lower: Decimal
    upper: Decimal


def deciding(case: Case, score: Score) -> Deciding | None:
    """What would decide the response of a case and its score; None where it is named already.

    >>> from scoring.criteria.core_set import CoreSet, EnzymeValue
    >>> from scoring.criteria.points import Population
    >>> from scoring.criteria.tis import score
    >>> ck = {"ck": EnzymeValue(Decimal(2000), Decimal(200))}
    >>> before = CoreSet(Decimal(7), Decimal(7), Decimal(120), Decimal("2.25"), Decimal(6), ck)
    >>> after = CoreSet(Decimal(3), Decimal(4), Decimal(134), None, Decimal("2.5"), ck)
    >>> case = Case(Population.ADULT, before, after)
    >>> for found in deciding(case, score(case)).decisive:
    ...     print(found.category, found.at_least, found.at_most)
    moderate 1.125 None
    major None 1.000
    """
    if score.category is not Category.UNDETERMINED:
        return None
    reachable = {name: tuple(_cells(case, score, name)) for name in score.missing}
    decisive: tuple[Decisive, ...] = ()
    several: tuple[Measure, ...] = ()
    for name, cells in reachable.items():
        found = tuple(_decisive(case, score, name, cells))
        decisive += found
        if cells and not found:
            several += (name,)
    not_now = tuple(name for name, cells in reachable.items() if not cells)
    return Deciding(decisive, several, not_now, _is_decidable(case, score, reachable))


def _decisive(
    case: Case, score: Score, name: Measure, cells: tuple[_Cell, ...]
) -> Iterator[Decisive]:
    """Neighbouring bands that name the same response, joined."""
    without = minus(score.upper, score.measures[name].upper)  # with the others at their most

    def named(cell: _Cell) -> Category:
        lower, upper = score.lower + cell.lower, without + cell.upper
        return category_within(case.population, lower, upper)

    for category, run in groupby(cells, named):
        if category is not Category.UNDETERMINED:
            worst, *others = run
            best = others[-1] if others else worst
            yield _between(case, score, name, category, worst.worst, best.best)


def _between(
    case: Case,
    score: Score,
    name: Measure,
    category: Category,
    worst: Decimal | None,
    best: Decimal | None,
) -> Decisive:
    if name is Measure.ENZYME:
        assert score.enzyme is not None  # without one there is nothing to measure now
        uln = case.baseline.enzymes[score.enzyme].uln
        return Decisive(name, category, at_least=best, at_most=None, below=worst, uln=uln)
    is_strength = name is Measure.MMT
    end = getattr(case.ranges, name) if is_strength else ZERO
    if worst == end:  # the best value of the scale, and no other
        best = end
    at_least, at_most = (worst, best) if is_strength else (best, worst)
    return Decisive(name, category, at_least, at_most)


def _is_decidable(case: Case, score: Score, reachable: dict[Measure, tuple[_Cell, ...]]) -> bool:
    bounds = {(score.lower, score.lower)}
    for name, cells in reachable.items():
        open_now = ((cell.lower, cell.upper) for cell in cells)
        choices = set(open_now) or {(ZERO, score.measures[name].upper)}
        bounds = {(low + less, up + most) for low, up in bounds for less, most in choices}
    named = (category_within(case.population, low, up) for low, up in bounds)
    return any(category is not Category.UNDETERMINED for category in named)


def _cells(case: Case, score: Score, name: Measure) -> Iterator[_Cell]:
    """The bands that a value at this visit could reach, the worst first."""
    if name is Measure.ENZYME:
        if score.enzyme is not None:
            yield from _enzyme_cells(case, score.enzyme)
    elif getattr(case.followup, name) is None:
        before = getattr(case.baseline, name)
        yield from _scale_cells(name, getattr(case.ranges, name), before)


def _scale_cells(name: Measure, full: Decimal, before: Decimal | None) -> Iterator[_Cell]:
    """In steps of the scale, counted from its best end; bands between two steps are left out.

    Without a baseline value the change is at most the one from the worst end of the scale.
    """
    step = {Measure.MMT: WHOLE, Measure.HAQ: HAQ_STEP}.get(name, times(full, SHARE_OF_A_LINE))
    is_strength = name is Measure.MMT
    start = full if before is None else minus(full, before) if is_strength else before
    end = worst = int(Fraction(full) / Fraction(step))

    def value(steps: int) -> Decimal:
        distance = times(step, Decimal(steps))
        return minus(full, distance) if is_strength else distance

    for band in bands_of(name):
        best = 0
        if band.to is not None:
            cut = minus(start, times(times(band.to, HUNDREDTH), full))
            best = max(0, ceil(Fraction(cut) / Fraction(step)))
        if best <= worst:
            yield _Cell(
                worst=None if worst == end else value(worst),
                best=None if best == 0 else value(best),
                lower=ZERO if before is None else band.points,
                upper=band.points,
            )
            worst = best - 1


def _enzyme_cells(case: Case, enzyme: str) -> Iterator[_Cell]:
    """At the baseline's limit, which a follow-up without one of its own uses."""
    start, uln = case.baseline.enzymes[enzyme]
    assert uln is not None  # an enzyme without its limit is never followed
    full = times(ENZYME_RANGES[enzyme], uln)
    cuts = (minus(start, times(times(cut, HUNDREDTH), full)) for cut in ROWS[Measure.ENZYME].cuts)
    ends = (None, *(cut for cut in cuts if cut > 0), None)
    for (worst, best), band in zip(pairwise(ends), bands_of(Measure.ENZYME), strict=False):
        yield _Cell(worst, best, band.points, band.points)
