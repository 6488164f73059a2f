"""The core set measures of two visits, on which a score rests. Missing is None, never 0.

IMACS core set: physician and patient global activity, muscle strength, HAQ (children: CHAQ),
muscle enzymes, extramuscular activity. Ranges: response criteria of 2016, see docs/criteria.md.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from scoring.criteria.points import Population


class EnzymeValue(NamedTuple):
    """An enzyme and its upper limit of normal, in one unit."""

    value: Decimal
    uln: Decimal | None = None


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
