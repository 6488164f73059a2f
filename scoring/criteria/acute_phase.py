"""Whether acute-phase reactants or ferritin are increased, as the letter's Table has it.

"Increased" is CRP or ferritin above its upper limit of normal at baseline: this project's reading
of the letter's word, to be confirmed (docs/criteria.md, "Acute-phase reactants").
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple


class AcutePhaseValue(NamedTuple):
    """CRP or ferritin with its upper limit of normal, in one unit; None is not known."""

    value: Decimal | None
    uln: Decimal | None


def is_increased(values: Iterable[AcutePhaseValue]) -> bool | None:
    """Whether any is above its limit; None where none is and one is not known.

    >>> is_increased([AcutePhaseValue(Decimal(48), Decimal(5)), AcutePhaseValue(None, None)])
    True
    >>> is_increased([AcutePhaseValue(Decimal(4), Decimal(5)), AcutePhaseValue(None, None)])
    """
    verdicts = [_is_above(measured) for measured in values]
    if True in verdicts:
        return True
    return None if None in verdicts or not verdicts else False


def _is_above(measured: AcutePhaseValue) -> bool | None:
    if measured.value is None or measured.uln is None:
        return None
    return measured.value > measured.uln
