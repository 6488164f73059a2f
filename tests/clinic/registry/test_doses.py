"""Limits of doses, by drug."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from clinic.registry.doses import dose_text, usable_dose
from clinic.registry.models import DosePeriod
from clinic.registry.vocabulary import SYSTEMIC_ROUTES, Route


@pytest.mark.parametrize(
    ("drug", "mg", "every_days", "message"),
    [
        ("anakinra", "1000.5", 1, "1000.5 mg/day is outside 0-1000 mg/day."),
        ("anakinra", "2001", 2, "1000.5 mg/day is outside 0-1000 mg/day."),
        ("methotrexate", "50.5", 7, "50.5 mg/week is outside 0-50 mg/week."),
        ("methotrexate", "20", 1, "140 mg/week is outside 0-50 mg/week."),
        ("prednisone", "2000.5", 1, "2000.5 mg/day is outside 0-2000 mg/day."),
        ("dexamethasone", "301", 1, "2006.67 mg/day is outside 0-2000 mg/day."),
        ("infliximab", "10001", 1, "10001 is outside 0-10000 mg."),
        ("anakinra", "-1", 1, "-1 is outside 0-10000 mg."),
    ],
)
def test_a_dose_out_of_its_limits_is_refused_with_the_limit(
    drug: str, mg: str, every_days: int, message: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        usable_dose(drug, Decimal(mg), every_days)
    assert refused.value.messages == [message]


@pytest.mark.parametrize(
    ("drug", "mg", "every_days"),
    [
        ("anakinra", "1000", 1),
        ("anakinra", "2000", 2),
        ("methotrexate", "50", 7),
        ("prednisone", "2000", 1),
        ("dexamethasone", "300", 1),
        ("infliximab", "10000", 1),
        ("glucocorticoid", "60", 1),
        ("prednisone", "0", 1),
    ],
)
def test_a_dose_at_its_limit_is_allowed(drug: str, mg: str, every_days: int) -> None:
    assert usable_dose(drug, Decimal(mg), every_days) == Decimal(mg)


def test_a_third_decimal_of_a_dose_is_refused() -> None:
    with pytest.raises(ValidationError, match="Write at most 2 decimals"):
        usable_dose("prednisone", Decimal("2.505"), 1)


@pytest.mark.parametrize(
    ("every_days", "text"),
    [
        (1, "12.5 mg a day"),
        (2, "12.5 mg every other day"),
        (7, "12.5 mg a week"),
        (14, "12.5 mg every 14 days"),
    ],
)
def test_a_dose_is_written_as_it_is_prescribed(every_days: int, text: str) -> None:
    assert dose_text(DosePeriod(dose_mg=Decimal("12.50"), every_days=every_days)) == text


def test_the_routes_that_have_an_equivalent_are_codes_of_the_registry() -> None:
    assert {Route.ORAL, Route.INTRAVENOUS, None} == SYSTEMIC_ROUTES
