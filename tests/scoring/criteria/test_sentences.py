"""What a refused case is told, word for word: it names the field, what is there and the limit."""

from typing import Any

import pytest

from scoring.criteria import reading
from scoring.criteria.cases import answer, read_case
from scoring.criteria.reading import Refused
from tests.scoring.criteria.worked_cases import FIRST, first_with

ENZYMES = "ck, aldolase, ldh, ast, alt"
ID = "a text or a whole number"


def test_a_case_that_is_right_is_told_nothing() -> None:
    assert "error" not in answer(FIRST)


@pytest.mark.parametrize(
    ("path", "value", "field", "limit", "message"),
    [
        ("id", None, "id", ID, "the case has no id to name its result by"),
        (
            "population",
            "grown",
            "population",
            "adult or juvenile",
            "population is neither adult nor juvenile",
        ),
        ("baseline", [], "baseline", "an object", "baseline is not an object"),
        ("ranges", "mm", "ranges", "an object", "ranges is not an object"),
        ("ranges", {"haq": "4"}, "ranges.haq", "3", "ranges.haq is 4, not 3"),
        (
            "ranges",
            {"mmt": "81.0"},
            "ranges.mmt",
            "80 or 150 or 260",
            "ranges.mmt is 81, not 80 or 150 or 260",
        ),
        (
            "ranges",
            {"physician_global": "50"},
            "ranges.physician_global",
            "10 or 100",
            "ranges.physician_global is 50, not 10 or 100",
        ),
        (
            "ranges",
            {"haq": None, "patient_global": "1E+3"},
            "ranges.patient_global",
            "10 or 100",
            "ranges.patient_global is 1000, not 10 or 100",
        ),
        ("followup.haq", "3.20", "followup.haq", "0-3", "followup.haq is 3.2, outside 0-3"),
        ("followup.haq", "-0.1", "followup.haq", "0-3", "followup.haq is -0.1, outside 0-3"),
        ("followup.haq", "a lot", "followup.haq", "a number", "followup.haq is not a number"),
        ("followup.haq", [], "followup.haq", "a number", "followup.haq is not a number"),
        (
            "followup.haq",
            "0." + "1" * 16,
            "followup.haq",
            "15 digits",
            "followup.haq has more than 15 digits",
        ),
        (
            "baseline.enzymes.ck.uln",
            "0.0",
            "baseline.enzymes.ck.uln",
            "above 0",
            "baseline.enzymes.ck.uln is 0; it must be above 0",
        ),
        (
            "baseline.enzymes.ck.value",
            "-1.50",
            "baseline.enzymes.ck.value",
            "0 or more",
            "baseline.enzymes.ck.value is -1.5; it must be 0 or more",
        ),
        (
            "baseline.enzymes.ck.value",
            "much",
            "baseline.enzymes.ck.value",
            "a number",
            "baseline.enzymes.ck.value is not a number",
        ),
        (
            "baseline.enzymes.ck.unit",
            "kU/L",
            "baseline.enzymes.ck.unit",
            "U/L or ukat/L",
            "baseline.enzymes.ck.unit is not U/L or ukat/L",
        ),
        (
            "baseline.side",
            "front",
            "baseline.side",
            "right or left or both",
            "baseline.side is not right or left or both",
        ),
        (
            "enzyme_choice",
            {"use": "cpk"},
            "enzyme_choice.use",
            ENZYMES,
            "enzyme_choice.use is not a known enzyme",
        ),
        (
            "enzyme_choice",
            {"exclude": "ck"},
            "enzyme_choice.exclude",
            ENZYMES,
            "enzyme_choice.exclude is not a list of known enzymes",
        ),
        (
            "enzyme_choice",
            {"use": "ck", "exclude": ["ck"], "reason": "r"},
            "enzyme_choice.use",
            "not excluded",
            "the enzyme to use is also excluded",
        ),
        (
            "enzyme_choice",
            {"use": "ck"},
            "enzyme_choice.reason",
            "a text",
            "a choice of enzyme needs its reason",
        ),
        (
            "enzyme_choice.why",
            "r",
            "enzyme_choice.why",
            "one of exclude, reason, use",
            "enzyme_choice.why is not a known key",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_is_allowed(
    path: str, value: Any, field: str, limit: str, message: str
) -> None:
    assert answer(first_with(path, value))["error"] == {
        "field": field,
        "limit": limit,
        "message": message,
    }


def test_what_is_no_case_is_told_so() -> None:
    told = {"field": "case", "limit": "an object", "message": "the case is not an object"}
    assert answer(None)["error"] == told


@pytest.mark.parametrize(
    ("text", "field"),
    [('{"id": 1, "id": 2}', "id"), ('{"id": 1, "x": {}, "x": 0, "id": 2, "y": 3}', "id")],
)
def test_a_key_given_twice_is_told_which(text: str, field: str) -> None:
    told = {"field": field, "limit": "given once", "message": f"{field} is given more than once"}
    assert answer(reading.parse(text))["error"] == told


def test_a_refusal_carries_its_parts_and_reads_as_its_sentence() -> None:
    with pytest.raises(Refused) as caught:
        read_case(first_with("followup.haq", "4"))
    refusal = caught.value
    assert (refusal.field, refusal.limit) == ("followup.haq", "0-3")
    assert str(refusal) == refusal.message == "followup.haq is 4, outside 0-3"


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_read_as_a_decimal_all_the_same(text: str) -> None:
    assert not reading.parse(text).is_finite()
