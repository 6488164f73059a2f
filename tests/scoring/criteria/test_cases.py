"""The case format: what is refused, with the field named; then every worked case."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scoring.criteria import cases, reading
from scoring.criteria.cases import answer, read_case
from scoring.criteria.reading import Refused
from tests.scoring.criteria.worked_cases import FIRST, WORKED_CASES, first_with

REFUSED = [
    ("population", "grown", "population", "adult or juvenile"),
    ("population", None, "population", "adult or juvenile"),
    ("population", ["adult"], "population", "adult or juvenile"),
    ("population", True, "population", "adult or juvenile"),
    ("population", Decimal("sNaN"), "population", "adult or juvenile"),
    ("baseline", None, "baseline", "an object"),
    ("baseline", [], "baseline", "an object"),
    ("followup", "none", "followup", "an object"),
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
        ("on", "on"),
        ("baseline.HAQ", "baseline.HAQ"),
        ("followup.followup", "followup.followup"),
        ("ranges.cmas", "ranges.cmas"),
        ("followup.ranges.cmas", "followup.ranges.cmas"),
        ("baseline.enzymes.cpk", "baseline.enzymes.cpk"),
        ("baseline.enzymes.ck.limit", "baseline.enzymes.ck.limit"),
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
    without = {name: value for name, value in FIRST.items() if name != key}
    assert answer(without)["error"]["field"] == key


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
            '{"id": 1, "population": "adult", "followup": {},'
            ' "baseline": {"enzymes": {"ck": {}, "ck": {}}}}',
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


@pytest.mark.parametrize("empty", ["ranges", "enzyme_choice"])
def test_an_optional_object_may_be_null_or_empty(empty: str) -> None:
    for value in (None, {}):
        assert answer(first_with(empty, value)) == answer(FIRST)
    assert answer(first_with("ranges", {"mmt": None})) == answer(FIRST)


@pytest.mark.parametrize("visit", ["baseline", "followup"])
def test_a_childs_visit_may_name_the_cmas_and_an_adults_may_not(visit: str) -> None:
    raw = first_with("ranges", {"mmt": "52"}) | {"population": "juvenile"}
    raw["baseline"]["mmt"], raw["followup"]["mmt"] = "20", "31"
    raw[visit]["ranges"] = {"mmt": "52"}
    assert answer(raw)["measures"]["mmt"]["points"] == "27.5"
    del raw["ranges"]
    assert answer(raw | {"population": "adult"})["error"]["field"] == f"{visit}.ranges.mmt"


def test_the_reason_of_a_choice_is_kept() -> None:
    raw = first_with("enzyme_choice", {"use": "ldh", "exclude": ["ck"], "reason": "exercise"})
    assert read_case(raw).enzyme_choice == ("ldh", {"ck"}, "exercise")


def test_a_title_and_an_expectation_are_no_input() -> None:
    beside = {"title": 5, "expected": {"total": "0"}, "error_field": "id"}
    assert answer(FIRST | beside) == answer(FIRST)


def test_a_float_in_a_file_is_read_as_it_is_written() -> None:
    text = json.dumps(FIRST).replace('"1.75"', "1.75").replace('"118"', "118")
    assert answer(reading.parse(text)) == answer(FIRST)


@pytest.mark.parametrize(("raw", "expected"), WORKED_CASES)
def test_a_case_worked_by_hand(raw: dict[str, Any], expected: dict[str, Any]) -> None:
    result = answer(raw)
    assert {key: _expected_part(result[key], expected[key]) for key in expected} == expected


def _expected_part(got: Any, expected: Any) -> Any:
    """The keys that an expectation names; a result may carry more."""
    if isinstance(expected, dict):
        return {key: _expected_part(got[key], expected[key]) for key in expected}
    return got


def test_the_refusal_is_an_exception_with_its_sentence() -> None:
    with pytest.raises(Refused, match=r"^baseline\.haq is 4, outside 0-3$"):
        read_case(first_with("baseline.haq", "4"))


@pytest.fixture
def reference(shared: Path) -> dict[str, Any]:
    return dict(reading.parse((shared / "reference" / "tis_cases.json").read_bytes()))


@pytest.mark.shared
def test_every_worked_case_of_the_reference_agrees(reference: dict[str, Any]) -> None:
    assert len(reference["cases"]) >= 60
    for case in reference["cases"]:
        result, expected = answer(case), case["expected"]
        part = {key: _expected_part(result[key], expected[key]) for key in expected}
        assert part == expected, case["id"]


@pytest.mark.shared
def test_every_invalid_case_of_the_reference_names_its_field(reference: dict[str, Any]) -> None:
    invalid = reference["invalid"]["cases"]
    assert len(invalid) >= 7
    for case in invalid:
        refused = answer(case)
        assert (refused["id"], refused["error"]["field"]) == (case["id"], case["error_field"])
