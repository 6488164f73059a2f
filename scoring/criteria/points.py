"""The published table: points by absolute percent improvement, and the response categories.

Aggarwal R, et al. Arthritis Rheumatol 2017;69:898-910 (adult DM/PM); Rider LG, et al. Arthritis
Rheumatol 2017;69:911-23, Table 3 (juvenile DM). The points are the same for adults and children;
the thresholds of the categories differ. A correction of a printed number is one line here
(docs/criteria.md, "Points and thresholds").
"""

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

CRITERIA = "2016 ACR/EULAR total improvement score"
VERSION = "1.0"


class Measure(StrEnum):
    """The six core set measures, in the order in which results name them."""

    __hash__ = str.__hash__  # Enum's own is Python code, and every score hashes it often

    PHYSICIAN_GLOBAL = "physician_global"
    PATIENT_GLOBAL = "patient_global"
    MMT = "mmt"
    HAQ = "haq"
    ENZYME = "enzyme"
    EXTRAMUSCULAR = "extramuscular"


class Row(NamedTuple):
    """One row of the table: `points[i]` is earned above `cuts[i-1]` up to and including `cuts[i]`.

    Cuts are absolute percent improvements; the upper end of each band is closed.
    """

    cuts: tuple[Decimal, ...]
    points: tuple[Decimal, ...]

    @property
    def maximum(self) -> Decimal:
        """The most that the measure can earn.

        >>> ROWS[Measure.MMT].maximum
        Decimal('32.5')
        """
        return self.points[-1]


def _row(cuts: tuple[int, ...], *points: str) -> Row:
    return Row(tuple(map(Decimal, cuts)), tuple(map(Decimal, points)))


_BANDS = (5, 15, 25, 40)
_MUSCLE_BANDS = (2, 10, 20, 30)

ROWS: dict[Measure, Row] = {
    Measure.PHYSICIAN_GLOBAL: _row(_BANDS, "0", "7.5", "15", "17.5", "20"),
    Measure.PATIENT_GLOBAL: _row(_BANDS, "0", "2.5", "5", "7.5", "10"),
    Measure.MMT: _row(_MUSCLE_BANDS, "0", "10", "20", "27.5", "32.5"),
    Measure.HAQ: _row(_BANDS, "0", "5", "7.5", "7.5", "10"),
    Measure.ENZYME: _row(_BANDS, "0", "2.5", "5", "7.5", "7.5"),
    Measure.EXTRAMUSCULAR: _row(_BANDS, "0", "7.5", "12.5", "15", "20"),
}

# Range of an enzyme, as a multiple of its upper limit of normal; in the order that breaks ties.
# To be confirmed against the paper by a clinician.
ENZYME_RANGES: dict[str, Decimal] = {
    "ck": Decimal(15),
    "aldolase": Decimal(6),
    "ldh": Decimal(3),
    "ast": Decimal(3),
    "alt": Decimal(3),
}


class Population(StrEnum):
    """Whose thresholds hold: those of adults, or of children (juvenile dermatomyositis)."""

    __hash__ = str.__hash__

    ADULT = "adult"
    JUVENILE = "juvenile"


class Category(StrEnum):
    """Response, weakest first; UNDETERMINED where the bounds name two of them."""

    NONE = "none"
    MINIMAL = "minimal"
    MODERATE = "moderate"
    MAJOR = "major"
    UNDETERMINED = "undetermined"


# The lowest total improvement score of minimal, moderate and major response.
THRESHOLDS: dict[Population, tuple[Decimal, Decimal, Decimal]] = {
    Population.ADULT: (Decimal(20), Decimal(40), Decimal(60)),
    Population.JUVENILE: (Decimal(30), Decimal(45), Decimal(70)),
}
RESPONSES = (Category.NONE, Category.MINIMAL, Category.MODERATE, Category.MAJOR)
