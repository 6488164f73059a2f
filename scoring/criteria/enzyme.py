"""Which muscle enzyme a score follows: the most abnormal one at baseline.

ACR Convergence 2020, abstract 1058: "the most abnormal muscle enzyme at trial entry". That the
multiple of its own upper limit of normal decides, the order of ties and a clinician's say are
this project's design (docs/criteria.md, "The enzyme").
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from scoring.criteria.core_set import EnzymeChoice, EnzymeValue
from scoring.criteria.exact import times
from scoring.criteria.points import ENZYME_RANGES


class Flag(StrEnum):
    """What a reader of the score should know beside the number."""

    ULN_CHANGED = "uln_changed"
    ENZYME_WITHOUT_ULN = "enzyme_without_uln"
    CHOSEN_ENZYME_UNUSABLE = "chosen_enzyme_unusable"


def followed_enzyme(
    enzymes: Mapping[str, EnzymeValue], choice: EnzymeChoice
) -> tuple[str | None, tuple[Flag, ...]]:
    """The clinician's choice, else the highest multiple of its limit at baseline; and the flags.

    `enzymes`: those of the baseline, value and upper limit of normal of each in one unit. Ties go
    to the first in the order of ENZYME_RANGES. None where none can be followed.

    >>> ck, ldh = EnzymeValue(Decimal(900), Decimal(300)), EnzymeValue(Decimal(960), Decimal(240))
    >>> followed_enzyme({"ck": ck, "ldh": ldh}, EnzymeChoice())
    ('ldh', ())
    >>> lung = EnzymeChoice(exclude=frozenset({"ldh"}), reason="raised by lung disease")
    >>> followed_enzyme({"ck": ck, "ldh": ldh}, lung)
    ('ck', ())
    >>> followed_enzyme({"ck": EnzymeValue(Decimal(900))}, EnzymeChoice())
    (None, (<Flag.ENZYME_WITHOUT_ULN: 'enzyme_without_uln'>,))
    """
    use, exclude, _ = choice
    flags: tuple[Flag, ...] = ()
    followed: str | None = None
    most = its_uln = Decimal(1)  # of the one followed so far
    for name in ENZYME_RANGES if use is None else (use,):
        if name not in enzymes or name in exclude:
            continue
        value, uln = enzymes[name]
        if uln is None:
            flags = (Flag.ENZYME_WITHOUT_ULN,)
        # Multiples of the limit are compared without dividing.
        elif followed is None or times(value, its_uln) > times(most, uln):
            followed, most, its_uln = name, value, uln
    if use is not None and followed is None:
        flags += (Flag.CHOSEN_ENZYME_UNUSABLE,)
    return followed, flags
