"""Cases in which one measure changes and nothing else does."""

from decimal import Decimal
from typing import Any

from scoring.criteria.core_set import Case, CoreSet, EnzymeChoice, EnzymeValue, Ranges
from scoring.criteria.points import Measure, Population
from scoring.criteria.tis import MeasureScore, Score, score

STEADY = CoreSet(
    physician_global=Decimal(5),
    patient_global=Decimal(5),
    mmt=Decimal(50),
    haq=Decimal("1.5"),
    extramuscular=Decimal(5),
    enzymes={"ck": EnzymeValue(Decimal(2000), Decimal(200))},
)


def adult(before: CoreSet, after: CoreSet, **changes: Any) -> Score:
    return score(Case(Population.ADULT, before, after)._replace(**changes))


def changed(measure: Measure, before: Any, after: Any, full: Any | None = None) -> MeasureScore:
    """What a measure contributes when it goes from one value to another on a scale."""
    name = measure.value
    ranges = Ranges() if full is None else Ranges()._replace(**{name: Decimal(str(full))})
    values = [None if v is None else Decimal(str(v)) for v in (before, after)]
    first, second = (STEADY._replace(**{name: value}) for value in values)
    return score(Case(Population.ADULT, first, second, ranges)).measures[measure]


def enzyme_changed(
    name: str, before: tuple[Any, Any], after: tuple[Any, Any] | None, **changes: Any
) -> Score:
    """(value, upper limit of normal) of one enzyme at baseline and at follow-up."""
    first = STEADY._replace(enzymes={name: enzyme(*before)})
    second = STEADY._replace(enzymes={} if after is None else {name: enzyme(*after)})
    return score(Case(Population.ADULT, first, second)._replace(**changes))


def enzyme(value: Any, uln: Any | None) -> EnzymeValue:
    return EnzymeValue(Decimal(str(value)), None if uln is None else Decimal(str(uln)))


def choice(use: str | None = None, *exclude: str) -> EnzymeChoice:
    return EnzymeChoice(use, frozenset(exclude), "raised by a drug")
