"""Hard limits: a value outside is refused at entry, never clamped.

Sources: the instruments' own scales (IMACS core set; HAQ-DI; MMT8, IMACS form 04; CMAS), and for
doses and laboratory values limits wide enough for this disease, set by this project and to be
confirmed by a clinician (docs/criteria.md).
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Limit:
    """A closed range in one unit, and how many decimals the scale is read to."""

    low: Decimal
    high: Decimal
    unit: str
    decimals: int

    def __str__(self) -> str:
        """As an error names it.

        >>> str(GLOBAL_VAS), str(HAQ)
        ('0-10 cm', '0-3')
        """
        return f"{self.low}-{self.high} {self.unit}".rstrip()


def _limit(low: str, high: str, unit: str, decimals: int) -> Limit:
    return Limit(Decimal(low), Decimal(high), unit, decimals)


GLOBAL_VAS = _limit("0", "10", "cm", 1)
ORGAN_VAS = _limit("0", "10", "cm", 1)  # MDAAT, IMACS form 07b: 10-cm lines
HAQ = _limit("0", "3", "", 3)
HAQ_ITEM = _limit("0", "3", "", 0)

MMT_GRADE = _limit("0", "10", "", 0)  # of one muscle, IMACS form 04

# Muscle instruments and the highest value of each; the lowest is 0.
MMT8_ONE_SIDE = _limit("0", "80", "", 0)
MMT8_BOTH_SIDES = _limit("0", "150", "", 0)
MMT_TOTAL = _limit("0", "260", "", 0)
CMAS = _limit("0", "52", "", 0)

CRP = _limit("0", "1000", "mg/L", 3)
FERRITIN = _limit("0", "200000", "ug/L", 3)
TROPONIN = _limit("0", "100000", "ng/L", 3)
CK = _limit("0", "500000", "U/L", 3)
LDH = _limit("0", "50000", "U/L", 3)
TRANSAMINASE = _limit("0", "50000", "U/L", 3)
ALDOLASE = _limit("0", "1000", "U/L", 3)

PREDNISONE_EQUIVALENT = _limit("0", "2000", "mg/day", 3)
ANAKINRA = _limit("0", "1000", "mg/day", 2)
METHOTREXATE = _limit("0", "50", "mg/week", 2)
