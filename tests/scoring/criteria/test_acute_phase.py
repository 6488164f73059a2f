"""Acute-phase reactants: increased, not increased, not known."""

from decimal import Decimal

import pytest

from scoring.criteria.acute_phase import AcutePhaseValue, is_increased

HIGH = AcutePhaseValue(Decimal(48), Decimal(5))
AT_LIMIT = AcutePhaseValue(Decimal(5), Decimal(5))
NOT_MEASURED = AcutePhaseValue(None, Decimal(5))
NO_LIMIT = AcutePhaseValue(Decimal(900), None)


@pytest.mark.parametrize(
    ("values", "increased"),
    [
        ([], None),
        ([NOT_MEASURED], None),
        ([NO_LIMIT], None),
        ([AT_LIMIT, NOT_MEASURED], None),
        ([AT_LIMIT], False),
        ([AT_LIMIT, AT_LIMIT], False),
        ([AT_LIMIT, HIGH], True),
        ([NOT_MEASURED, HIGH], True),
    ],
)
def test_above_the_limit_is_increased(
    values: list[AcutePhaseValue], increased: bool | None
) -> None:
    assert is_increased(values) is increased
