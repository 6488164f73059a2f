"""What can be accepted as a laboratory value."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from clinic.visits.lab_forms import LabRowForm
from clinic.visits.laboratory import LabValue, canonical, read_value, refuse_unit
from scoring.criteria.points import ENZYME_RANGES


def row(
    analyte: str, value: str, unit: str = "", uln: str = "", stored: str | None = None
) -> LabRowForm:
    texts = {f"{analyte}-value": value, f"{analyte}-unit": unit, f"{analyte}-uln": uln}
    return LabRowForm(texts, analyte=analyte, initial={"value": stored})


@pytest.mark.parametrize("analyte", ENZYME_RANGES)
def test_a_bound_of_an_enzyme_is_refused_because_it_cannot_be_scored(analyte: str) -> None:
    assert row(analyte, "<5").errors == {
        "value": ["Write the number itself: a bound cannot be scored."]
    }


@pytest.mark.parametrize(
    ("analyte", "high", "unit"),
    [
        ("ck", 500000, "U/L"),
        ("ldh", 50000, "U/L"),
        ("ast", 50000, "U/L"),
        ("alt", 50000, "U/L"),
        ("aldolase", 1000, "U/L"),
        ("crp", 1000, "mg/L"),
        ("ferritin", 200000, "µg/L"),
        ("troponin_t_hs", 100000, "ng/L"),
        ("troponin_t", 100000, "ng/L"),
    ],
)
def test_each_analyte_has_its_limit_and_the_message_names_it(
    analyte: str, high: int, unit: str
) -> None:
    assert not row(analyte, str(high)).errors
    assert not row(analyte, "0").errors
    above = row(analyte, f"{high}.5").errors["value"]
    assert above == [f"{high}.5 is outside 0-{high} {unit}."]
    assert row(analyte, "-1").errors["value"] == [f"-1 is outside 0-{high} {unit}."]


def test_a_limit_is_named_in_the_unit_that_is_typed() -> None:
    assert row("crp", "101", "mg/dL").errors["value"] == ["101 is outside 0-100 mg/dL."]
    assert not row("crp", "100", "mg/dL").errors


@pytest.mark.parametrize("value", ["high", "5 mg", "<", "<abc", "≤5", "1,234.5"])
def test_text_in_a_value_is_refused_at_the_value(value: str) -> None:
    assert set(row("crp", value).errors) == {"value"}


@pytest.mark.parametrize("uln", ["0", "-5", "abc", "1001"])
def test_an_upper_limit_that_cannot_divide_is_refused_at_its_own_field(uln: str) -> None:
    assert set(row("aldolase", "7", uln=uln).errors) == {"uln"}
    assert set(row("aldolase", "", uln=uln).errors) == {"uln"}


def test_an_upper_limit_of_0_is_told_what_it_must_be() -> None:
    assert row("ck", "620", uln="0").errors["uln"] == ["The upper limit must be above 0."]


def test_a_unit_of_another_analyte_is_refused() -> None:
    assert set(row("ck", "620", "mg/L").errors) == {"unit"}


def test_a_unit_is_named_as_it_is_printed() -> None:
    with pytest.raises(ValidationError) as refused:
        refuse_unit("ck", "ug/L")
    assert refused.value.messages == ["µg/L is not a unit of this analyte."]
    assert dict(row("ck", "620").fields["unit"].choices)["ukat/L"] == "µkat/L"


@pytest.mark.parametrize("value", ["1,234", "1.234", "<1,234"])
def test_a_sign_that_may_mean_a_thousand_is_asked_about(value: str) -> None:
    assert row("ferritin", value).errors["value"] == [
        "Is this 1234? Write it without a separator, or with two decimals at most."
    ]


@pytest.mark.parametrize(
    ("analyte", "value", "unit"),
    [("troponin_t", "1,234", "ng/mL"), ("crp", "0,014", "mg/L"), ("crp", "1,23", "mg/L")],
)
def test_three_decimals_are_kept_where_they_can_mean_nothing_else(
    analyte: str, value: str, unit: str
) -> None:
    assert not row(analyte, value, unit).errors


def test_a_stored_value_with_three_decimals_is_not_asked_about_again() -> None:
    assert not row("aldolase", "7.125", stored="7.125").errors


def test_a_row_without_a_value_was_not_measured_whatever_limit_stands_there() -> None:
    form = row("ck", "", "U/L", "190")
    assert form.is_valid()
    assert form.typed() is None


@pytest.mark.parametrize("text", ["<5", "< 5", " <5"])
def test_a_bound_of_crp_keeps_its_comparator(text: str) -> None:
    assert read_value(text) == ("<", Decimal(5))
    form = row("crp", text, "mg/L", "5")
    assert form.is_valid()
    assert form.typed() == LabValue("crp", Decimal(5), "mg/L", Decimal(5), "<")


def test_without_a_unit_the_canonical_one_is_meant() -> None:
    form = row("ck", "620")
    assert form.is_valid()
    assert form.typed() == LabValue("ck", Decimal(620), "U/L", None, None)


def test_value_and_limit_are_converted_exactly() -> None:
    typed = LabValue("ck", Decimal("10.5"), "ukat/L", Decimal("3.2"))
    assert canonical(typed) == (Decimal(630), Decimal(192))


@pytest.mark.parametrize("text", ["<0", "< 0,0", "<-1"])
def test_nothing_is_below_nothing(text: str) -> None:
    form = row("troponin_t_hs", text, "ng/L")
    assert not form.is_valid()
    assert "value" in form.errors


def test_above_nothing_is_a_bound() -> None:
    assert row("troponin_t_hs", ">0", "ng/L").is_valid()
