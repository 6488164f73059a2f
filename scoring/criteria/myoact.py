"""MYOACT: the organ scales of the myositis disease activity assessment tool (MDAAT).

Isenberg DA, et al. Rheumatology (Oxford) 2004;43:49-54; Sultan SM, et al. Arthritis Rheum
2008;58:3593-9; IMACS form 07b: a 10-cm scale for each organ system, over the past four weeks, NA
where it cannot be assessed. Proposed scoring (MDAAT 2009): the sum of the six extramuscular
systems divided by the total possible, 60 cm; a system that was not assessed leaves the possible
as well. To be confirmed, with the place of the muscle scale: docs/criteria.md, "MYOACT".

The extramuscular *global* scale, which the total improvement score follows, is another line of
the same form and is never computed from these.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal
from enum import Enum, StrEnum
from fractions import Fraction
from typing import NamedTuple

from scoring.criteria.exact import EXACT, times
from scoring.criteria.limits import ORGAN_VAS
from scoring.criteria.scales import within


class System(StrEnum):
    """The organ systems, in the order of the form; muscle stands apart from the six."""

    CONSTITUTIONAL = "constitutional"
    CUTANEOUS = "cutaneous"
    SKELETAL = "skeletal"
    GASTROINTESTINAL = "gastrointestinal"
    PULMONARY = "pulmonary"
    CARDIAC = "cardiac"
    MUSCLE = "muscle"


class NotAssessable(Enum):
    """Written where a system could not be assessed; None is a scale that was left empty."""

    NA = "NA"


EXTRAMUSCULAR = tuple(system for system in System if system is not System.MUSCLE)
WITH_MUSCLE = tuple(System)


class Myoact(NamedTuple):
    """What the scales add up to.

    `sum_cm`: of the systems assessed, 0 to `possible_cm`. `proportion`: the one divided by the
    other, 0 to 1, exact. Both None where a scale was left empty, or no system could be assessed.
    """

    sum_cm: Decimal | None
    possible_cm: Decimal
    proportion: Fraction | None
    not_assessable: tuple[System, ...]
    missing: tuple[System, ...]


def myoact(
    scales_cm: Mapping[System, Decimal | int | NotAssessable | None],
    systems: Collection[System] = EXTRAMUSCULAR,
) -> Myoact:
    """The sum of the systems' scales and its share of the possible, without those marked NA.

    `scales_cm`: 0 to 10 cm, in tenths. `systems`: the six, or WITH_MUSCLE. Raises Refused for a
    value off the scale.

    >>> quiet = dict.fromkeys(EXTRAMUSCULAR, Decimal(0))
    >>> found = {System.PULMONARY: Decimal("4.5"), System.CARDIAC: NotAssessable.NA}
    >>> result = myoact(quiet | found)
    >>> result.sum_cm, result.possible_cm, result.proportion
    (Decimal('4.5'), Decimal('50'), Fraction(9, 100))
    >>> myoact(quiet, WITH_MUSCLE).missing
    (<System.MUSCLE: 'muscle'>,)
    """
    known = {
        system: within(f"myoact.{system}", value, ORGAN_VAS)
        for system, value in scales_cm.items()
        if value is not None and value is not NotAssessable.NA
    }
    asked = [system for system in System if system in systems]
    assessed = [known[system] for system in asked if system in known]
    not_assessable = tuple(s for s in asked if scales_cm.get(s) is NotAssessable.NA)
    missing = tuple(s for s in asked if scales_cm.get(s) is None)
    possible_cm = times(Decimal(len(assessed)), ORGAN_VAS.high)
    if missing or not assessed:
        return Myoact(None, possible_cm, None, not_assessable, missing)
    sum_cm = _sum(assessed)
    return Myoact(sum_cm, possible_cm, Fraction(sum_cm) / Fraction(possible_cm), not_assessable, ())


def _sum(values: Collection[Decimal]) -> Decimal:
    total = Decimal(0)
    for value in values:
        total = EXACT.add(total, value)
    return total
