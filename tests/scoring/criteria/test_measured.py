"""A visit of a case: values outside their scale, sides and ranges that do not fit, units."""

from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from scoring.criteria.cases import answer, read_case
from scoring.criteria.core_set import EnzymeValue
from tests.scoring.criteria.worked_cases import first_but, first_with

UNITS = "U/L or ukat/L"
REFUSED = [
    ("baseline.haq", "3.2", "baseline.haq", "0-3"),
    ("baseline.haq", Decimal("3.0000000001"), "baseline.haq", "0-3"),
    ("followup.haq", "-0.1", "followup.haq", "0-3"),
    ("baseline.physician_global", "10.4", "baseline.physician_global", "0-10"),
    ("followup.extramuscular", 11, "followup.extramuscular", "0-10"),
    ("followup.mmt", "151", "followup.mmt", "0-150"),
    ("ranges", {"mmt": "80"}, "baseline.mmt", "0-80"),
    ("ranges", {"mmt": "52"}, "ranges.mmt", "80 or 150 or 260"),
    ("ranges", {"mmt": 0}, "ranges.mmt", "80 or 150 or 260"),
    ("ranges", {"haq": "2"}, "ranges.haq", "3"),
    ("ranges", {"extramuscular": "100"}, "ranges.extramuscular", "10"),
    ("ranges", {"patient_global": "ten"}, "ranges.patient_global", "a number"),
    ("ranges", "10", "ranges", "an object"),
    ("baseline.enzymes", [], "baseline.enzymes", "an object"),
    ("baseline.enzymes.ck", "1800", "baseline.enzymes.ck", "an object"),
    ("baseline.enzymes.ck.value", "-1", "baseline.enzymes.ck.value", "0 or more"),
    ("baseline.enzymes.ck.uln", "0", "baseline.enzymes.ck.uln", "above 0"),
    ("baseline.enzymes.ck.uln", "-1", "baseline.enzymes.ck.uln", "above 0"),
    ("followup.enzymes.ldh.uln", "0.0", "followup.enzymes.ldh.uln", "above 0"),
    ("baseline.enzymes.ck.unit", "U/l", "baseline.enzymes.ck.unit", UNITS),
    ("baseline.enzymes.ck.unit", "mg/dL", "baseline.enzymes.ck.unit", UNITS),
    ("baseline.enzymes.ck.unit", "", "baseline.enzymes.ck.unit", UNITS),
    ("baseline.enzymes.ck.unit", ["U/L"], "baseline.enzymes.ck.unit", UNITS),
    ("baseline.ranges", "80", "baseline.ranges", "an object"),
    ("baseline.ranges", {"mmt": "52"}, "baseline.ranges.mmt", "80 or 150 or 260"),
    ("followup.ranges", {"haq": "4"}, "followup.ranges.haq", "3"),
    ("followup.ranges", {"mmt": True}, "followup.ranges.mmt", "a number"),
    ("baseline.side", "middle", "baseline.side", "right or left or both"),
    ("baseline.side", "", "baseline.side", "right or left or both"),
    ("baseline.side", ["right"], "baseline.side", "right or left or both"),
    ("baseline.side", "right", "baseline.side", "both"),  # the range is 150
    ("followup.side", "left", "followup.side", "both"),
    ("baseline.on", "2026-02-30", "baseline.on", "a date, YYYY-MM-DD"),
    ("followup.on", "February", "followup.on", "a date, YYYY-MM-DD"),
]


@pytest.mark.parametrize(
    ("path", "value", "field", "limit"),
    REFUSED,
    ids=[f"{path}-{number}" for number, (path, *_) in enumerate(REFUSED)],
)
def test_a_bad_value_is_refused_with_field_limit_and_sentence(
    path: str, value: Any, field: str, limit: str
) -> None:
    error = answer(first_with(path, value))["error"]
    assert (error["field"], error["limit"]) == (field, limit)
    assert 10 < len(error["message"]) < 120


@pytest.mark.parametrize(
    ("full", "side", "fitting", "rule"),
    [
        ("80", "both", "right or left", "one side has the range 80, both sides 150"),
        ("150", "left", "both", "one side has the range 80, both sides 150"),
        ("260", "both", "left out", "only an MMT8 has a side"),
    ],
)
def test_a_side_that_does_not_fit_its_range_is_told_what_does(
    full: str, side: str, fitting: str, rule: str
) -> None:
    raw = first_with("ranges", {"mmt": full})
    raw["baseline"] |= {"mmt": "60", "side": side}
    assert answer(raw)["error"] == {
        "field": "baseline.side",
        "limit": fitting,
        "message": f"baseline.side is {side} and the range of mmt is {full}; {rule}",
    }


@pytest.mark.parametrize(("full", "side"), [("80", "right"), ("80", "left"), ("150", "both")])
def test_a_side_that_fits_changes_no_score(full: str, side: str) -> None:
    raw, _ = first_but({"ranges": {"mmt": full}, "baseline.mmt": "62", "followup.mmt": "70"}, {})
    named = deepcopy(raw)
    named["baseline"]["side"] = named["followup"]["side"] = side
    assert answer(named) == answer(raw)
    assert "error" not in answer(raw)


def test_a_visits_own_range_is_its_own() -> None:
    """Both visits name it: the same as one range for the case."""
    raw, _ = first_but({"baseline.mmt": "62", "followup.mmt": "70"}, {})
    once = raw | {"ranges": {"mmt": "80"}}
    for case_has in ({}, {"ranges": None}, {"ranges": {"mmt": "260"}}):
        twice = deepcopy(raw) | case_has
        for visit in ("baseline", "followup"):
            twice[visit]["ranges"] = {"mmt": "80", "haq": None}
        assert answer(twice) == answer(once)


def test_a_child_may_be_on_the_cmas_at_its_visits() -> None:
    raw, _ = first_but({"population": "juvenile", "baseline.mmt": "20", "followup.mmt": "31"}, {})
    for visit in ("baseline", "followup"):
        raw[visit]["ranges"] = {"mmt": "52"}
    assert answer(raw)["measures"]["mmt"]["change_percent"] == "21.1538"


def test_an_absent_measure_and_null_are_the_same() -> None:
    with_null = first_with("baseline.haq", None)
    without = deepcopy(with_null)
    del without["baseline"]["haq"]
    assert answer(with_null) == answer(without)
    assert answer(with_null)["missing"] == ["haq"]


@pytest.mark.parametrize("absent", [None, {"value": None}, {"uln": "200"}, {}])
def test_an_enzyme_without_a_value_was_not_measured(absent: Any) -> None:
    result = answer(first_with("followup.enzymes.ck", absent))
    assert (result["enzyme"], result["missing"]) == ("ck", ["enzyme"])


@pytest.mark.parametrize(
    ("value", "uln"), [("30", "3"), ("15", "3"), ("12.75", "2.55"), ("0", "3")]
)
def test_units_change_no_score(value: str, uln: str) -> None:
    """1 ukat/L is 60 U/L exactly, on either visit."""
    in_ukat = {"value": value, "uln": uln, "unit": "ukat/L"}
    in_u = {"value": str(Decimal(value) * 60), "uln": str(Decimal(uln) * 60), "unit": "U/L"}
    answers = []
    for before in (in_ukat, in_u):
        for after in (in_ukat, in_u):
            raw = first_with("baseline.enzymes", {"ck": before | {"value": before["uln"]}})
            raw["followup"]["enzymes"] = {"ck": after}
            answers.append(answer(raw))
    assert answers == [answers[0]] * 4
    assert answers[0]["flags"] == []


def test_a_value_with_its_unit_is_read_in_units_per_litre() -> None:
    raw = first_with("baseline.enzymes", {"ck": {"value": "30.5", "uln": "3", "unit": "ukat/L"}})
    raw["followup"]["enzymes"] = {"ck": {"value": "600", "unit": "U/L"}}
    case = read_case(raw)
    assert case.baseline.enzymes == {"ck": EnzymeValue(Decimal(1830), Decimal(180))}
    assert case.followup.enzymes == {"ck": EnzymeValue(Decimal(600), None)}


def test_millimetres_and_centimetres_give_the_same_score() -> None:
    for tenths in range(0, 101, 3):
        in_cm = first_with("followup.physician_global", str(Decimal(tenths) / 10))
        in_mm = first_with("followup.physician_global", str(tenths))
        in_mm["baseline"]["physician_global"] = "64"
        for visit in ("baseline", "followup"):
            in_mm[visit]["ranges"] = {"physician_global": "100"}
        assert answer(in_mm) == answer(in_cm)


@pytest.mark.parametrize("chosen", [True, False])
def test_an_enzyme_without_its_limit_cannot_be_chosen_and_is_flagged(chosen: bool) -> None:
    raw = first_with("baseline.enzymes", {"ck": {"value": "1800"}})
    if chosen:
        raw["enzyme_choice"] = {"use": "ck", "reason": "the one that was raised"}
    result = answer(raw)
    assert (result["enzyme"], result["missing"]) == (None, ["enzyme"])
    flags = ["enzyme_without_uln"] + ["chosen_enzyme_unusable"] * chosen
    assert result["flags"] == flags
