"""The explanation as JSON: first what is null."""

import json
import re
from decimal import Decimal
from random import Random
from typing import Any

from scoring.criteria.both_populations import BothPopulations
from scoring.criteria.core_set import Case, CoreSet, Ranges
from scoring.criteria.explanation import explain
from scoring.criteria.explanation_json import to_json
from scoring.criteria.points import Category, Population
from scoring.criteria.results import score_to_json
from scoring.criteria.tis import score
from scoring.criteria.verdict import Verdict
from tests.scoring.criteria.changes import STEADY, choice, enzyme
from tests.scoring.criteria.page import PAGE
from tests.scoring.criteria.some_cases import random_case


def written(before: CoreSet, after: CoreSet, **changes: Any) -> dict[str, Any]:
    case = Case(Population.ADULT, before, after)._replace(**changes)
    return to_json(explain(case, score(case)))


# --- Null -----------------------------------------------------------------------------------


def test_what_is_not_known_is_null() -> None:
    haq = written(STEADY, STEADY._replace(haq=None))["measures"]["haq"]
    unknown = ("followup", "change_percent", "band", "points")
    assert [haq[key] for key in unknown] == [None] * 4
    assert (haq["missing_at"], haq["limited_by"], haq["upper"]) == ("followup", "baseline", "10")


def test_a_named_response_without_a_course_has_neither_deciding_nor_companions_of_it() -> None:
    found = written(STEADY, STEADY)
    assert (found["deciding"], found["both_populations"]) == (None, None)
    assert found["deterioration"]["confirmed"] is None


def test_of_another_version_thresholds_and_rows_are_null() -> None:
    case = Case(Population.ADULT, STEADY, STEADY)
    older = explain(case, score(case))
    older = older._replace(
        thresholds=None, measures=tuple(one._replace(row=None) for one in older.measures)
    )
    found = to_json(older)
    assert found["thresholds"] is None
    assert {one["row"] for one in found["measures"].values()} == {None}


# --- Told -----------------------------------------------------------------------------------


def test_a_measure_can_be_checked_by_hand() -> None:
    before = STEADY._replace(physician_global=Decimal(22))
    after = STEADY._replace(physician_global=Decimal(7))
    found = written(before, after, ranges=Ranges(physician_global=Decimal(100)))
    assert found["measures"]["physician_global"] == {
        "baseline": "22",
        "followup": "7",
        "range": "100",
        "unit": "mm",
        "change_percent": "15",
        "band": {"over": "5", "to": "15"},
        "row": [
            {"over": None, "to": "5", "points": "0"},
            {"over": "5", "to": "15", "points": "7.5"},
            {"over": "15", "to": "25", "points": "15"},
            {"over": "25", "to": "40", "points": "17.5"},
            {"over": "40", "to": None, "points": "20"},
        ],
        "points": "7.5",
        "lower": "7.5",
        "upper": "7.5",
        "attainable": "15",
        "missing_at": None,
        "limited_by": None,
        "is_worse": False,
    }


def test_an_enzyme_is_told_with_its_limits_and_multiples() -> None:
    before = STEADY._replace(enzymes={"ck": enzyme(1000, 300)})
    after = STEADY._replace(enzymes={"ck": enzyme(500, None)})
    found = written(before, after, enzyme_choice=choice("ck"))
    ck = found["measures"]["enzyme"]
    assert (ck["baseline"], ck["followup"], ck["range"], ck["unit"]) == (
        "1000",
        "500",
        "15",
        "{ULN}",
    )
    assert (ck["baseline_uln"], ck["followup_uln"]) == ("300", None)
    assert (ck["baseline_multiple"], ck["followup_multiple"]) == ("3.3333", "1.6667")
    assert found["enzyme_choice"] == {"use": "ck", "exclude": [], "reason": "raised by a drug"}


def test_an_enzyme_is_told_with_the_limit_that_changed() -> None:
    before = STEADY._replace(enzymes={"ck": enzyme(1000, 300)})
    after = STEADY._replace(enzymes={"ck": enzyme(500, 250)})
    ck = written(before, after)["measures"]["enzyme"]
    assert (ck["baseline_uln"], ck["followup_uln"]) == ("300", "250")


def test_what_would_decide_is_told_by_its_borders() -> None:
    # 17.5 points are there; the next 5 need an improvement of more than 0.15 from 1.5.
    found = written(STEADY, STEADY._replace(physician_global=Decimal(1), haq=None))["deciding"]
    haq = {"measure": "haq", "below": None, "uln": None}
    assert found == {
        "decisive": [
            haq | {"category": "none", "at_least": "1.375", "at_most": None},
            haq | {"category": "minimal", "at_least": None, "at_most": "1.25"},
        ],
        "several": [],
        "not_now": [],
        "is_decidable": True,
    }


def test_what_an_enzyme_would_have_to_fall_below_is_told_with_its_limit() -> None:
    # 32.5 points are there; 7.5 more need a fall of over 3.75 multiples from 10.
    after = {"physician_global": Decimal(1), "patient_global": Decimal(2), "haq": Decimal("0.75")}
    found = written(STEADY, STEADY._replace(**after, enzymes={}))
    ck = {"measure": "enzyme", "at_most": None, "uln": "200"}
    assert found["deciding"]["decisive"] == [
        ck | {"category": "minimal", "at_least": "1250", "below": None},
        ck | {"category": "moderate", "at_least": None, "below": "1250"},
    ]
    assert found["thresholds"] == {"minimal": "20", "moderate": "40", "major": "60"}


def test_the_companions_are_told() -> None:
    case = Case(Population.JUVENILE, STEADY, STEADY._replace(extramuscular=Decimal(8)))
    both = BothPopulations(
        Population.JUVENILE, Category.NONE, dict.fromkeys(Population, Category.NONE), True
    )
    found = to_json(explain(case, score(case))._replace(confirmed=Verdict.MET, both=both))
    assert found["deterioration"] == {
        "verdict": "met",
        "confirmed": "met",
        "global_and_strength": False,
        "extramuscular": True,
        "three_measures": False,
        "physician_global_worse_cm": "0",
        "extramuscular_worse_cm": "3",
        "changes_percent": {
            "physician_global": "0",
            "patient_global": "0",
            "mmt": "0",
            "haq": "0",
            "extramuscular": "-60",
        },
        "worse": ["extramuscular"],
    }
    assert found["improvement_2004"]["verdict"] == "not_met"
    assert found["improvement_2004"]["worse"] == ["extramuscular"]
    assert found["both_populations"] == {
        "categories": {"adult": "none", "juvenile": "none"},
        "is_past_18": True,
    }


# --- Beside the result ----------------------------------------------------------------------


def test_it_says_the_same_as_the_result_and_is_json() -> None:
    random = Random(5)
    for _ in range(100):
        case = random_case(random)
        result, found = score_to_json(score(case)), to_json(explain(case, score(case)))
        assert json.loads(json.dumps(found)) == found
        measures = found.pop("measures")
        for name, one in result.pop("measures").items():
            one.pop("multiple", None)
            assert one.items() <= measures[name].items()
        assert result.items() <= found.items()


def test_every_key_stands_on_the_page() -> None:
    section = PAGE.split("\n## Explanation as JSON\n")[1].split("\n## ")[0]
    told = set(re.findall(r"`(\w+)`", section))
    found = written(STEADY, STEADY._replace(haq=None, physician_global=Decimal(1)))
    keys = {*found, *found["measures"]["enzyme"], *found["deterioration"], "decisive", "several"}
    keys |= {"not_now", "is_decidable", *found["improvement_2004"], *found["criteria"]}
    assert keys <= told
