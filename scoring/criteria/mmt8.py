"""MMT8: the sum of eight muscles, of one side or of both.

IMACS form 04 (manual muscle testing): neck flexors, deltoid middle, biceps brachii, gluteus
maximus, gluteus medius, quadriceps, wrist extensors, ankle dorsiflexors, each graded 0 to 10.
The form's sum is that of one side, usually the right, 0-80. Of both sides it is 0-150: the neck
flexors are tested once, in the midline. That a muscle without a grade leaves no sum is this
project's design (docs/criteria.md, "MMT8 from eight muscles").
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from scoring.criteria.limits import MMT8_BOTH_SIDES, MMT8_ONE_SIDE, MMT_GRADE, Limit
from scoring.criteria.reading import Refused
from scoring.criteria.scales import within


class Muscle(StrEnum):
    """The eight muscles, in the order of the form."""

    NECK_FLEXORS = "neck_flexors"
    DELTOID_MIDDLE = "deltoid_middle"
    BICEPS_BRACHII = "biceps_brachii"
    GLUTEUS_MAXIMUS = "gluteus_maximus"
    GLUTEUS_MEDIUS = "gluteus_medius"
    QUADRICEPS = "quadriceps"
    WRIST_EXTENSORS = "wrist_extensors"
    ANKLE_DORSIFLEXORS = "ankle_dorsiflexors"


class Side(StrEnum):
    """The side that is tested. A follow-up is tested on the side of its baseline."""

    RIGHT = "right"
    LEFT = "left"
    BOTH = "both"


class Site(NamedTuple):
    """A muscle where it is tested: right or left, and the neck, in the midline, on None."""

    muscle: Muscle
    side: Side | None = None

    def __str__(self) -> str:
        """As a refusal names it.

        >>> str(Site(Muscle.QUADRICEPS, Side.LEFT)), str(NECK)
        ('quadriceps.left', 'neck_flexors')
        """
        return f"{self.muscle}.{self.side}" if self.side else str(self.muscle)


NECK = Site(Muscle.NECK_FLEXORS)
LIMB_MUSCLES = tuple(muscle for muscle in Muscle if muscle is not NECK.muscle)


def _limbs(side: Side) -> tuple[Site, ...]:
    return tuple(Site(muscle, side) for muscle in LIMB_MUSCLES)


# What each sum is made of, and its scale.
SITES: dict[Side, tuple[Site, ...]] = {
    Side.RIGHT: (NECK, *_limbs(Side.RIGHT)),
    Side.LEFT: (NECK, *_limbs(Side.LEFT)),
    Side.BOTH: (NECK, *_limbs(Side.RIGHT), *_limbs(Side.LEFT)),
}
SCALES: dict[Side, Limit] = {
    Side.RIGHT: MMT8_ONE_SIDE,
    Side.LEFT: MMT8_ONE_SIDE,
    Side.BOTH: MMT8_BOTH_SIDES,
}


class Mmt8(NamedTuple):
    """The sum of a side, 0 to `full_scale` (80 or 150); None while a grade is missing."""

    side: Side
    total: Decimal | None
    full_scale: Decimal
    missing: tuple[Site, ...]


def mmt8(side: Side, grades: Mapping[Site, Decimal | int | None]) -> Mmt8:
    """The MMT8 of one side or of both; grades are whole, 0 to 10, None where not assessed.

    Raises Refused for a grade off the scale, and for a site the form does not have.

    >>> right = dict.fromkeys(SITES[Side.RIGHT], 10)
    >>> mmt8(Side.RIGHT, right).total
    Decimal('80')
    >>> untold = mmt8(Side.BOTH, right)
    >>> untold.total, untold.full_scale, str(untold.missing[0]), len(untold.missing)
    (None, Decimal('150'), 'deltoid_middle.left', 7)
    """
    known = {site: int(_grade(site, grade)) for site, grade in grades.items() if grade is not None}
    missing = tuple(site for site in SITES[side] if site not in known)
    total = None if missing else Decimal(sum(known[site] for site in SITES[side]))
    return Mmt8(side, total, SCALES[side].high, missing)


def _grade(site: Site, grade: Decimal | int) -> Decimal:
    if site not in SITES[Side.BOTH]:
        raise Refused(
            f"mmt8.{site}", "a site of the form", f"mmt8.{site} is not tested in the MMT8"
        )
    return within(f"mmt8.{site}", grade, MMT_GRADE)
