"""Limits and units: the numbers of the rules, typed again; exact conversion."""

from dataclasses import FrozenInstanceError
from decimal import Decimal, localcontext

import pytest

from scoring.criteria import limits
from scoring.criteria.points import ENZYME_RANGES
from scoring.criteria.units import ANALYTES, to_canonical


@pytest.mark.parametrize(
    ("limit", "printed", "decimals"),
    [
        (limits.GLOBAL_VAS, "0-10 cm", 1),
        (limits.ORGAN_VAS, "0-10 cm", 1),
        (limits.HAQ, "0-3", 3),
        (limits.HAQ_ITEM, "0-3", 0),
        (limits.MMT_GRADE, "0-10", 0),
        (limits.MMT8_ONE_SIDE, "0-80", 0),
        (limits.MMT8_BOTH_SIDES, "0-150", 0),
        (limits.MMT_TOTAL, "0-260", 0),
        (limits.CMAS, "0-52", 0),
        (limits.CRP, "0-1000 mg/L", 3),
        (limits.FERRITIN, "0-200000 ug/L", 3),
        (limits.TROPONIN, "0-100000 ng/L", 3),
        (limits.CK, "0-500000 U/L", 3),
        (limits.LDH, "0-50000 U/L", 3),
        (limits.TRANSAMINASE, "0-50000 U/L", 3),
        (limits.ALDOLASE, "0-1000 U/L", 3),
        (limits.PREDNISONE_EQUIVALENT, "0-2000 mg/day", 3),
        (limits.ANAKINRA, "0-1000 mg/day", 2),
        (limits.METHOTREXATE, "0-50 mg/week", 2),
    ],
)
def test_a_limit_names_itself_and_the_decimals_of_its_scale(
    limit: limits.Limit, printed: str, decimals: int
) -> None:
    assert (str(limit), limit.decimals) == (printed, decimals)


def test_no_limit_and_no_factor_can_be_changed_while_the_program_runs() -> None:
    with pytest.raises(FrozenInstanceError):
        limits.HAQ.high = Decimal(4)
    with pytest.raises(FrozenInstanceError):
        ANALYTES["crp"].factors = {}


@pytest.mark.parametrize(
    ("analyte", "unit"), [("crp", "ug/L"), ("ck", "kU/L"), ("ferritin", "ng/L"), ("crp", "MG/DL")]
)
def test_an_unknown_unit_is_refused(analyte: str, unit: str) -> None:
    with pytest.raises(KeyError):
        to_canonical(analyte, Decimal(1), unit)


@pytest.mark.parametrize(
    ("analyte", "value", "unit", "canonical"),
    [
        ("crp", "1.23", "mg/dL", "12.3"),
        ("troponin_t_hs", "0.014", "ng/mL", "14"),
        ("troponin_t_hs", "14", "pg/mL", "14"),
        ("troponin_t", "0.1", "ug/L", "100"),
        ("ferritin", "300", "ng/mL", "300"),
        ("ck", "3.17", "ukat/L", "190.2"),
        ("ldh", "4", "ukat/L", "240"),
        ("ast", "0.67", "ukat/L", "40.2"),
        ("alt", "0.75", "ukat/L", "45"),
        ("aldolase", "0.127", "ukat/L", "7.62"),
    ],
)
def test_conversion_is_exact(analyte: str, value: str, unit: str, canonical: str) -> None:
    assert to_canonical(analyte, Decimal(value), unit) == Decimal(canonical)


def test_no_callers_precision_rounds_a_conversion() -> None:
    with localcontext(prec=2):
        assert str(to_canonical("ck", Decimal("3.17"), "ukat/L")) == "190.20"


def test_every_enzyme_of_the_criteria_has_units() -> None:
    assert set(ENZYME_RANGES) <= set(ANALYTES)
    for analyte in ANALYTES.values():
        assert analyte.factors[analyte.unit] == 1
