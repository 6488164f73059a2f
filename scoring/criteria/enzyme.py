"""Which muscle enzyme a score follows: the most abnormal one at baseline.

ACR Convergence 2020, abstract 1058: "the most abnormal muscle enzyme at trial entry". That the
multiple of its own upper limit of normal decides, the order of ties and a clinician's say are
this project's design (docs/criteria.md, "The enzyme").
"""

from collections.abc import Mapping
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
    """The clinician's choice, else the highest multiple of its limit at baseline.

    Ties go to the first in the order of ENZYME_RANGES.
    """
    use, exclude, _ = choice
    flags: tuple[Flag, ...] = ()
    followed: str | None = None
    for name in ENZYME_RANGES:
        enzyme = enzymes.get(name)
        if enzyme is None or name in exclude:
            continue
        if enzyme.uln is None:
            flags = (Flag.ENZYME_WITHOUT_ULN,)
        elif name == use or (
            use is None and (followed is None or _is_more_abnormal(enzyme, enzymes[followed]))
        ):
            followed = name
    if use is not None and followed is None:
        flags += (Flag.CHOSEN_ENZYME_UNUSABLE,)
    return followed, flags


def _is_more_abnormal(one: EnzymeValue, other: EnzymeValue) -> bool:
    """By multiples of the limit, without dividing."""
    assert one.uln is not None
    assert other.uln is not None
    return times(one.value, other.uln) > times(other.value, one.uln)
