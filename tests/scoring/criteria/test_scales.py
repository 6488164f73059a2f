"""A value on its scale: refused outside of it and between its steps, else left as it is."""

from decimal import Decimal, localcontext

import pytest

from scoring.criteria.limits import GLOBAL_VAS, HAQ, MMT8_BOTH_SIDES, Limit
from scoring.criteria.reading import Refused
from scoring.criteria.scales import within

FROM_FIVE = Limit(Decimal(5), Decimal(200), "%", 0)


@pytest.mark.parametrize(
    ("number", "limit", "told"),
    [
        ("10.1", GLOBAL_VAS, "field is 10.1, outside 0-10 cm"),
        ("-0.1", GLOBAL_VAS, "field is -0.1, outside 0-10 cm"),
        ("NaN", GLOBAL_VAS, "field is NaN, outside 0-10 cm"),
        ("Infinity", GLOBAL_VAS, "field is Infinity, outside 0-10 cm"),
        ("4", FROM_FIVE, "field is 4, outside 5-200 %"),
        ("201", FROM_FIVE, "field is 201, outside 5-200 %"),
    ],
)
def test_a_value_off_its_scale_is_refused(number: str, limit: Limit, told: str) -> None:
    with pytest.raises(Refused) as refused:
        within("field", Decimal(number), limit)
    assert refused.value.to_json() == {"field": "field", "limit": str(limit), "message": told}


@pytest.mark.parametrize(
    ("number", "limit", "step"),
    [("9.95", GLOBAL_VAS, "0.1"), ("1.1255", HAQ, "0.001"), ("149.5", MMT8_BOTH_SIDES, "1")],
)
def test_a_value_between_the_steps_of_its_scale_is_refused(
    number: str, limit: Limit, step: str
) -> None:
    with pytest.raises(Refused) as refused:
        within("field", Decimal(number), limit)
    assert refused.value.to_json() == {
        "field": "field",
        "limit": f"{limit}, in steps of {step}",
        "message": f"field is {number}; the scale is read in steps of {step}",
    }


@pytest.mark.parametrize(
    ("number", "limit"),
    [
        ("0", GLOBAL_VAS),
        ("10", GLOBAL_VAS),
        ("10.00", GLOBAL_VAS),
        ("0.3", GLOBAL_VAS),
        ("1.125", HAQ),
        ("5", FROM_FIVE),
        ("200", FROM_FIVE),
    ],
)
def test_a_value_on_its_scale_comes_back(number: str, limit: Limit) -> None:
    with localcontext(prec=1):
        assert str(within("field", Decimal(number), limit)) == number


def test_a_whole_number_comes_back_as_a_decimal() -> None:
    assert str(within("field", 7, MMT8_BOTH_SIDES)) == "7"
    assert isinstance(within("field", 7, MMT8_BOTH_SIDES), Decimal)
