"""One measure of a score as it is checked by hand: values, range, change, band, points, and why.

Section "Explanation of a measure" of docs/criteria.md. Values are told as they were measured; an
enzyme besides in multiples of its upper limit of normal, which are what is compared.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, NamedTuple

from scoring.criteria.bands import Band, band_of, bands_of
from scoring.criteria.core_set import Case
from scoring.criteria.points import ENZYME_RANGES, Measure
from scoring.criteria.tis import MeasureScore, change_percent

# UCUM: sums of grades and items have no unit but themselves, nor have multiples of a limit.
SCORE_UNIT, LIMIT_UNIT = "{score}", "{ULN}"
LINE_UNITS: dict[Decimal, str] = {Decimal(10): "cm", Decimal(100): "mm"}


class Missing(StrEnum):
    """At which visit a value is missing. Of the enzyme, at the baseline: none could be followed."""

    BASELINE = "baseline"
    FOLLOWUP = "followup"
    BOTH = "both"


class LimitedBy(StrEnum):
    """What limits the points of a measure that is missing."""

    BASELINE = "baseline"  # from the baseline's value to the best of the scale
    FOLLOWUP = "followup"  # from the worst of the scale to the follow-up's value
    TABLE = "table"  # nothing is known: the row's maximum


class Outcome(NamedTuple):
    """What a measure gave, as it was computed or as a stored result has it.

    `change` is the absolute change in percent, positive when better; `multiple` the range of the
    enzyme in multiples of its limit, None for the other measures and without an enzyme.
    """

    change: Fraction | None
    band: Band | None
    points: Decimal | None
    lower: Decimal
    upper: Decimal
    attainable: Decimal
    multiple: Decimal | None = None


class Explained(NamedTuple):
    """One line of the explanation.

    `range` is the highest value of the scale, of an enzyme a multiple of its limit; `row` all five
    bands of the published table, None where the table of the stored version is not at hand.
    """

    measure: Measure
    baseline: Decimal | None
    followup: Decimal | None
    range: Decimal | None
    unit: str
    outcome: Outcome
    row: tuple[Band, ...] | None
    missing: Missing | None
    limited_by: LimitedBy | None
    baseline_uln: Decimal | None = None
    followup_uln: Decimal | None = None  # its own, None where it uses the baseline's

    @property
    def is_worse(self) -> bool:
        """Whether the measure is below its baseline, which the score does not subtract.

        >>> from scoring.criteria.core_set import CoreSet
        >>> from scoring.criteria.points import Population
        >>> from scoring.criteria.tis import score
        >>> before, after = CoreSet(haq=Decimal(1)), CoreSet(haq=Decimal("1.5"))
        >>> case = Case(Population.ADULT, before, after)
        >>> found = score(case).measures[Measure.HAQ]
        >>> explain_measure(case, None, Measure.HAQ, outcome_of(Measure.HAQ, found, None)).is_worse
        True
        """
        return self.outcome.change is not None and self.outcome.change < 0

    @property
    def multiples(self) -> tuple[Fraction | None, Fraction | None]:
        """An enzyme at baseline and follow-up in multiples of its limit; None is not known.

        >>> from scoring.criteria.core_set import CoreSet, EnzymeValue
        >>> from scoring.criteria.points import Population
        >>> from scoring.criteria.tis import score
        >>> before, after = (
        ...     CoreSet(enzymes={"ck": EnzymeValue(Decimal(value), Decimal(200))})
        ...     for value in (2000, 500)
        ... )
        >>> case = Case(Population.ADULT, before, after)
        >>> outcome = outcome_of(Measure.ENZYME, score(case).outcomes[4], "ck")
        >>> explain_measure(case, "ck", Measure.ENZYME, outcome).multiples
        (Fraction(10, 1), Fraction(5, 2))
        """
        return (
            _multiple(self.baseline, self.baseline_uln),
            _multiple(self.followup, self.followup_uln or self.baseline_uln),
        )


def outcome_of(measure: Measure, scored: MeasureScore, enzyme: str | None) -> Outcome:
    """The outcome of a measure just scored; `enzyme` is the one that is followed.

    >>> from scoring.criteria.core_set import CoreSet
    >>> from scoring.criteria.points import Population
    >>> from scoring.criteria.tis import score
    >>> before, after = CoreSet(haq=Decimal(1)), CoreSet(haq=Decimal("0.5"))
    >>> scored = score(Case(Population.ADULT, before, after)).measures[Measure.HAQ]
    >>> outcome_of(Measure.HAQ, scored, None).band
    Band(over=Decimal('15'), to=Decimal('25'), points=Decimal('7.5'))
    """
    change = change_percent(scored)
    return Outcome(
        change,
        None if change is None else band_of(measure, change),
        scored.points,
        scored.lower,
        scored.upper,
        scored.attainable,
        ENZYME_RANGES[enzyme] if measure is Measure.ENZYME and enzyme else None,
    )


def stored_outcome(written: Mapping[str, Any]) -> Outcome:
    """The outcome of a measure as `scoring.criteria.results.measures_to_json` wrote it.

    >>> from scoring.criteria.core_set import CoreSet
    >>> from scoring.criteria.points import Population
    >>> from scoring.criteria.results import measures_to_json
    >>> from scoring.criteria.tis import score
    >>> before, after = CoreSet(haq=Decimal(1)), CoreSet(haq=Decimal("0.5"))
    >>> written = measures_to_json(score(Case(Population.ADULT, before, after)))
    >>> stored_outcome(written["haq"]).change
    Fraction(166667, 10000)
    """
    change, points = written["change_percent"], _number(written["points"])
    edges = written["band"]
    band = None
    if edges is not None and points is not None:
        band = Band(_number(edges["over"]), _number(edges["to"]), points)
    return Outcome(
        None if change is None else Fraction(change),
        band,
        points,
        Decimal(written["lower"]),
        Decimal(written["upper"]),
        Decimal(written["attainable"]),
        _number(written.get("multiple")),
    )


def explain_measure(
    case: Case,
    enzyme: str | None,
    measure: Measure,
    outcome: Outcome,
    *,
    with_row: bool = True,
) -> Explained:
    """One measure of a case with what it gave; `enzyme` is the one that is followed.

    >>> from scoring.criteria.core_set import CoreSet
    >>> from scoring.criteria.points import Population
    >>> from scoring.criteria.tis import score
    >>> case = Case(Population.ADULT, CoreSet(haq=Decimal("0.25")), CoreSet())
    >>> outcome = outcome_of(Measure.HAQ, score(case).measures[Measure.HAQ], None)
    >>> found = explain_measure(case, None, Measure.HAQ, outcome)
    >>> found.missing.value, found.limited_by.value, str(found.outcome.upper)
    ('followup', 'baseline', '5')
    """
    row = bands_of(measure) if with_row else None
    if measure is Measure.ENZYME:
        return _explain_enzyme(case, enzyme, outcome, row)
    before, after = (getattr(found, measure) for found in (case.baseline, case.followup))
    full = getattr(case.ranges, measure)
    is_line = measure not in (Measure.MMT, Measure.HAQ)
    return Explained(
        measure,
        before,
        after,
        full,
        LINE_UNITS[full] if is_line else SCORE_UNIT,
        outcome,
        row,
        *_gaps(before, after),
    )


def _explain_enzyme(
    case: Case, enzyme: str | None, outcome: Outcome, row: tuple[Band, ...] | None
) -> Explained:
    before = case.baseline.enzymes.get(enzyme) if enzyme else None
    after = case.followup.enzymes.get(enzyme) if enzyme else None
    missing, limited_by = _gaps(before, after)
    return Explained(
        Measure.ENZYME,
        before and before.value,
        after and after.value,
        outcome.multiple,
        LIMIT_UNIT,
        outcome,
        row,
        missing if enzyme else Missing.BASELINE,
        limited_by,
        before and before.uln,
        after and after.uln,
    )


def _gaps(before: object | None, after: object | None) -> tuple[Missing | None, LimitedBy | None]:
    """Where a value is missing, and what limits the points all the same."""
    if before is None:
        return (
            (Missing.BOTH, LimitedBy.TABLE)
            if after is None
            else (Missing.BASELINE, LimitedBy.FOLLOWUP)
        )
    return (Missing.FOLLOWUP, LimitedBy.BASELINE) if after is None else (None, None)


def _multiple(value: Decimal | None, uln: Decimal | None) -> Fraction | None:
    if value is None or uln is None:
        return None
    return Fraction(value) / Fraction(uln)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
