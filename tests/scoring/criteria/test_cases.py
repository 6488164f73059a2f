"""The case format: what is refused, with the field named; then every worked case."""

import json
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest

from scoring.criteria import cases, reading
from scoring.criteria.cases import answer, read_case, score_to_json, to_json
from scoring.criteria.reading import Refused
from scoring.criteria.tis import score
from tests.scoring.criteria.some_cases import random_case
from tests.scoring.criteria.worked_cases import FIRST, WORKED_CASES


def first_with(path: str, value: Any) -> dict[str, Any]:
    changed = deepcopy(FIRST)
    *way, last = path.split(".")
    inner = changed
    for key in way:
        inner = inner.setdefault(key, {})
    inner[last] = value
    return changed


def first_without(key: str) -> dict[str, Any]:
    return {name: value for name, value in FIRST.items() if name != key}


LONG = "9" * 10**6
REFUSED = [
    ("population", "grown", "population", "adult or juvenile"),
    ("population", None, "population", "adult or juvenile"),
    ("population", ["adult"], "population", "adult or juvenile"),
    ("population", True, "population", "adult or juvenile"),
    ("population", Decimal("sNaN"), "population", "adult or juvenile"),
    ("baseline", None, "baseline", "an object"),
    ("baseline", [], "baseline", "an object"),
    ("followup", "none", "followup", "an object"),
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
    ("baseline.haq", "", "baseline.haq", "a number"),
    ("baseline.haq", "1,5", "baseline.haq", "a number"),
    ("baseline.haq", "1_0", "baseline.haq", "a number"),
    ("baseline.haq", "１", "baseline.haq", "a number"),
    ("baseline.haq", "0x1", "baseline.haq", "a number"),
    ("baseline.haq", "one", "baseline.haq", "a number"),
    ("baseline.haq", True, "baseline.haq", "a number"),
    ("baseline.haq", [1], "baseline.haq", "a number"),
    ("baseline.haq", {"value": 1}, "baseline.haq", "a number"),
    ("baseline.haq", 1.5, "baseline.haq", "a number"),  # a float: how exact it was is lost
    ("baseline.haq", "NaN", "baseline.haq", "a number"),
    ("baseline.haq", Decimal("NaN"), "baseline.haq", "a number"),
    ("baseline.haq", Decimal("-Infinity"), "baseline.haq", "a number"),
    ("baseline.haq", "1e999999", "baseline.haq", "15 digits"),
    ("baseline.haq", Decimal("1e-999999"), "baseline.haq", "15 digits"),
    ("baseline.haq", "1e99999999999999999999", "baseline.haq", "15 digits"),
    ("baseline.haq", "1e-99999999999999999999", "baseline.haq", "15 digits"),
    ("baseline.haq", "1.0000000000000001", "baseline.haq", "15 digits"),
    ("baseline.haq", LONG, "baseline.haq", "15 digits"),
    ("baseline.haq", Decimal(LONG), "baseline.haq", "15 digits"),
    ("baseline.haq", 10**5000, "baseline.haq", "15 digits"),
    ("baseline.enzymes", [], "baseline.enzymes", "an object"),
    ("baseline.enzymes.ck", "1800", "baseline.enzymes.ck", "an object"),
    ("baseline.enzymes.ck.value", "-1", "baseline.enzymes.ck.value", "0 or more"),
    ("baseline.enzymes.ck.uln", "0", "baseline.enzymes.ck.uln", "above 0"),
    ("baseline.enzymes.ck.uln", "-1", "baseline.enzymes.ck.uln", "above 0"),
    ("followup.enzymes.ldh.uln", "0.0", "followup.enzymes.ldh.uln", "above 0"),
    ("enzyme_choice", "ck", "enzyme_choice", "an object"),
    ("enzyme_choice", {"use": "cpk", "reason": "r"}, "enzyme_choice.use", cases.ENZYME_NAMES),
    ("enzyme_choice", {"use": ["ck"], "reason": "r"}, "enzyme_choice.use", cases.ENZYME_NAMES),
    ("enzyme_choice", {"exclude": "ck"}, "enzyme_choice.exclude", cases.ENZYME_NAMES),
    ("enzyme_choice", {"exclude": [{}]}, "enzyme_choice.exclude", cases.ENZYME_NAMES),
    ("enzyme_choice", {"exclude": ["cpk"]}, "enzyme_choice.exclude", cases.ENZYME_NAMES),
    ("enzyme_choice", {"use": "ck"}, "enzyme_choice.reason", "a text"),
    ("enzyme_choice", {"exclude": ["ck"], "reason": " "}, "enzyme_choice.reason", "a text"),
    ("enzyme_choice", {"use": "ck", "reason": 1}, "enzyme_choice.reason", "a text"),
    (
        "enzyme_choice",
        {"use": "ck", "exclude": ["ck"], "reason": "r"},
        "enzyme_choice.use",
        "not excluded",
    ),
    ("id", None, "id", "a text or a whole number"),
    ("id", True, "id", "a text or a whole number"),
    ("id", ["a"], "id", "a text or a whole number"),
    ("id", Decimal("1.5"), "id", "a text or a whole number"),
    ("id", Decimal("1e999999"), "id", "a text or a whole number"),
    ("id", Decimal("NaN"), "id", "a text or a whole number"),
]


@pytest.mark.parametrize(
    ("path", "value", "field", "limit"),
    REFUSED,
    ids=[f"{path}-{number}" for number, (path, *_) in enumerate(REFUSED)],
)
def test_a_bad_value_is_refused_with_field_limit_and_sentence(
    path: str, value: Any, field: str, limit: str
) -> None:
    refused = answer(first_with(path, value))
    assert set(refused) == {"id", "error"}
    assert (refused["error"]["field"], refused["error"]["limit"]) == (field, limit)
    assert 10 < len(refused["error"]["message"]) < 120
    json.dumps(refused)


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("side", "side"),
        ("baseline.ranges", "baseline.ranges"),
        ("followup.on", "followup.on"),
        ("baseline.HAQ", "baseline.HAQ"),
        ("ranges.cmas", "ranges.cmas"),
        ("baseline.enzymes.cpk", "baseline.enzymes.cpk"),
        ("baseline.enzymes.ck.unit", "baseline.enzymes.ck.unit"),
        ("enzyme_choice.why", "enzyme_choice.why"),
        ("k" * 40, "k" * 40),  # in full
        ("k" * 41, "k" * 40 + "..."),
        ("k" * 1000, "k" * 40 + "..."),
    ],
)
def test_an_unknown_key_is_refused(path: str, field: str) -> None:
    error = answer(first_with(path, "1"))["error"]
    assert error["field"] == field
    assert error["limit"].startswith("one of ")
    assert error["message"] == f"{field} is not a known key"


@pytest.mark.parametrize("key", ["id", "population", "baseline", "followup"])
def test_a_case_without_one_of_these_is_refused(key: str) -> None:
    assert answer(first_without(key))["error"]["field"] == key


@pytest.mark.parametrize("raw", [None, 5, "case", [], True, Decimal("NaN")])
def test_what_is_no_object_is_refused_without_an_id(raw: Any) -> None:
    refused = answer(raw)
    assert (refused["id"], refused["error"]["field"]) == (None, "case")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"id": 1, "id": 2}', "id"),
        ('{"title": 1, "id": 1, "id": 2}', "id"),
        ('{"id": 1, "population": "adult", "baseline": {"haq": 1, "haq": 1}}', "baseline.haq"),
        (
            '{"id": 1, "population": "adult", "baseline": {"enzymes": {"ck": {}, "ck": {}}}}',
            "baseline.enzymes.ck",
        ),
    ],
)
def test_a_key_given_twice_is_refused(text: str, field: str) -> None:
    error = answer(reading.parse(text))["error"]
    assert (error["field"], error["limit"]) == (field, "given once")


def test_a_key_given_twice_among_very_many_is_found_in_one_pass() -> None:
    keys = ",".join(f'"{number}": 1' for number in range(100_000))
    error = answer(reading.parse(f'{{"id": 1, {keys}, "99999": 2}}'))["error"]
    assert (error["field"], error["limit"]) == ("99999", "given once")


def test_the_refusal_keeps_the_id() -> None:
    assert answer(first_with("baseline.haq", "4"))["id"] == "first"
    assert answer(first_with("id", Decimal(7)) | {"x": 1})["id"] == 7


@pytest.mark.parametrize("number", [0, 999_999_999_999_999, -999_999_999_999_999])
def test_whole_numbers_name_a_case(number: int) -> None:
    assert answer(first_with("id", Decimal(number)))["id"] == number


@pytest.mark.parametrize(
    "number", ["1000000000000000", "-1000000000000000", "1e400000000", "1e-400000000"]
)
def test_larger_ones_do_not(number: str) -> None:
    refused = answer(first_with("id", reading.parse(number)))
    assert (refused["id"], refused["error"]["field"]) == (None, "id")


@pytest.mark.parametrize(
    "text", ["999999999999999", "1.00000000000001", "0.000000000000001", "1e14", "1e-15", "0e9"]
)
def test_15_digits_are_let_in(text: str) -> None:
    assert reading.number_at("here", text) == Decimal(text)


@pytest.mark.parametrize(
    "text", ["1000000000000000", "1.000000000000001", "1e15", "1e-16", "0" * 41]
)
def test_16_are_not(text: str) -> None:
    with pytest.raises(Refused, match="more than 15 digits"):
        reading.number_at("here", text)


def test_a_number_may_have_40_characters_and_no_more() -> None:
    assert reading.number_at("here", "0" * 39 + "1") == 1
    with pytest.raises(Refused, match="more than 15 digits"):
        reading.number_at("here", "0" * 40 + "1")


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


@pytest.mark.parametrize("empty", ["ranges", "enzyme_choice"])
def test_an_optional_object_may_be_null_or_empty(empty: str) -> None:
    for value in (None, {}):
        assert answer(first_with(empty, value)) == answer(FIRST)
    assert answer(first_with("ranges", {"mmt": None})) == answer(FIRST)


@pytest.mark.parametrize("value", ["1.75", " 1.75 ", "+1.75", "1.750", "175e-2", Decimal("1.75")])
def test_numbers_may_be_written_in_many_ways(value: Any) -> None:
    assert answer(first_with("baseline.haq", value)) == answer(FIRST)


def test_a_title_and_an_expectation_are_no_input() -> None:
    assert answer(FIRST | {"title": 5, "expected": {"total": "0"}}) == answer(FIRST)


def test_a_float_in_a_file_is_read_as_it_is_written() -> None:
    text = json.dumps(FIRST).replace('"1.75"', "1.75").replace('"118"', "118")
    assert answer(reading.parse(text)) == answer(FIRST)


def test_percent_is_rounded_half_even_to_four_decimals_and_has_no_trailing_zeros() -> None:
    def percent(before: str, after: str) -> str:
        raw = first_with("baseline.physician_global", before)
        raw["followup"]["physician_global"] = after
        return str(answer(raw)["measures"]["physician_global"]["change_percent"])

    assert percent("5", "4.999995") == "0"  # 0.00005 to the even neighbour
    assert percent("5", "4.999985") == "0.0002"  # 0.00015
    assert percent("5", "4.9999751") == "0.0002"
    assert percent("5", "4") == "10"
    assert percent("4", "5") == "-10"


@pytest.mark.parametrize(("raw", "expected"), WORKED_CASES)
def test_a_case_worked_by_hand(raw: dict[str, Any], expected: dict[str, Any]) -> None:
    result = answer(raw)
    assert {key: _expected_part(result[key], expected[key]) for key in expected} == expected


def _expected_part(got: Any, expected: Any) -> Any:
    """The keys that an expectation names; a result may carry more."""
    if isinstance(expected, dict):
        return {key: _expected_part(got[key], expected[key]) for key in expected}
    return got


def test_what_is_written_is_read_back_the_same() -> None:
    random = Random(7)
    for _ in range(300):
        case = random_case(random)
        if not case.enzyme_choice.use and not case.enzyme_choice.exclude:
            case = case._replace(enzyme_choice=cases.EnzymeChoice())
        if case.enzyme_choice.use in case.enzyme_choice.exclude:
            continue
        written = json.loads(json.dumps(to_json(case)))
        assert score_to_json(score(read_case(written))) == score_to_json(score(case))
        assert read_case(written) == case


def test_the_refusal_is_an_exception_with_its_sentence() -> None:
    with pytest.raises(Refused, match=r"^baseline\.haq is 4, outside 0-3$"):
        read_case(first_with("baseline.haq", "4"))


@pytest.fixture
def reference_cases(shared: Path) -> Iterator[dict[str, Any]]:
    return reading.parse((shared / "reference" / "tis_cases.json").read_bytes())["cases"]


@pytest.mark.shared
def test_every_worked_case_of_the_reference_agrees(reference_cases: list[dict[str, Any]]) -> None:
    assert len(reference_cases) >= 60
    for case in reference_cases:
        result, expected = answer(case), case["expected"]
        part = {key: _expected_part(result[key], expected[key]) for key in expected}
        assert part == expected, case["id"]
