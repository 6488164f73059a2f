"""What is written: percentages as they are printed, and cases that are read back the same."""

import json
from random import Random
from typing import Any

from scoring.criteria.bands import bands_of
from scoring.criteria.cases import answer, read_case
from scoring.criteria.core_set import EnzymeChoice
from scoring.criteria.exact import plain
from scoring.criteria.points import Measure
from scoring.criteria.results import score_to_json, to_json
from scoring.criteria.tis import score
from tests.scoring.criteria.some_cases import random_case
from tests.scoring.criteria.worked_cases import FIRST, first_with


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


def test_what_is_written_is_read_back_the_same() -> None:
    random = Random(7)
    for _ in range(300):
        case = random_case(random)
        if not case.enzyme_choice.use and not case.enzyme_choice.exclude:
            case = case._replace(enzyme_choice=EnzymeChoice())
        if case.enzyme_choice.use in case.enzyme_choice.exclude:
            continue
        written = json.loads(json.dumps(to_json(case)))
        assert score_to_json(score(read_case(written))) == score_to_json(score(case))
        assert read_case(written) == case


def measure(change: str | None, band: tuple[str | None, str | None] | None, *points: str) -> Any:
    """A measure as it is written; points, lower, upper and attainable, or without the first."""
    *earned, lower, upper, attainable = points
    return {
        "change_percent": change,
        "band": None if band is None else {"over": band[0], "to": band[1]},
        "points": earned[0] if earned else None,
        "lower": lower,
        "upper": upper,
        "attainable": attainable,
    }


def test_a_result_is_written_with_every_part_in_its_place() -> None:
    """HAQ not assessed, the patient worse, a new limit: from 10 to 2.5 multiples is 50 %."""
    raw = first_with("followup.haq", None)
    raw["followup"]["patient_global"] = "5.1"
    raw["followup"]["enzymes"]["ck"]["uln"] = "360"
    assert answer(raw) == {
        "id": "first",
        "measures": {
            "physician_global": measure("33", ("25", "40"), "17.5", "17.5", "17.5", "20"),
            "patient_global": measure("-1", (None, "5"), "0", "0", "0", "10"),
            "mmt": measure("10", ("2", "10"), "10", "10", "10", "27.5"),
            "haq": measure(None, None, "0", "10", "10"),
            "enzyme": measure("50", ("40", None), "7.5", "7.5", "7.5", "7.5") | {"multiple": "15"},
            "extramuscular": measure("23", ("15", "25"), "12.5", "12.5", "12.5", "20"),
        },
        "enzyme": "ck",
        "missing": ["haq"],
        "total": None,
        "lower": "47.5",
        "upper": "57.5",
        "attainable": "95",
        "category": "moderate",
        "worsening": ["patient_global"],
        "flags": ["uln_changed"],
    }


def test_a_complete_result_has_its_total() -> None:
    found = answer(FIRST)
    assert (found["total"], found["lower"], found["upper"]) == ("60", "60", "60")
    assert (found["missing"], found["worsening"], found["flags"]) == ([], [], [])


def test_a_measure_that_is_missing_has_no_band() -> None:
    haq = answer(first_with("followup.haq", None))["measures"]["haq"]
    assert (haq["change_percent"], haq["band"]) == (None, None)


def test_without_an_enzyme_there_is_no_multiple() -> None:
    assert answer(first_with("baseline.enzymes", {}))["measures"]["enzyme"]["multiple"] is None


def test_bands_and_multiple_are_those_the_points_came_from() -> None:
    measures = answer(first_with("followup.enzymes.ck.uln", "360"))["measures"]
    assert measures["enzyme"]["multiple"] == "15"
    assert measures["enzyme"]["band"] == {"over": "40", "to": None}
    assert measures["mmt"]["band"] == {"over": "2", "to": "10"}


def test_the_band_written_earns_the_points_written() -> None:
    random = Random(11)
    for _ in range(200):
        case = random_case(random)
        for name, found in score_to_json(score(case))["measures"].items():
            edges = [(band.to_json(), plain(band.points)) for band in bands_of(Measure(name))]
            if found["points"] is None:
                assert found["band"] is None
            else:
                assert (found["band"], found["points"]) in edges
