"""Two visits that do not belong together have no score, and are told what to change."""

from copy import deepcopy
from typing import Any

import pytest

from scoring.criteria.cases import answer
from tests.scoring.criteria.worked_cases import FIRST


def visits(baseline: dict[str, Any], followup: dict[str, Any], **more: Any) -> dict[str, Any]:
    raw = deepcopy(FIRST) | more
    raw["baseline"] |= baseline
    raw["followup"] |= followup
    return raw


MMT_80 = {"mmt": "60", "ranges": {"mmt": "80"}}
SAME_SCALE = "give both visits on the same scale"
NOT_TOGETHER = [
    (
        visits({}, MMT_80),
        "followup.ranges.mmt",
        "150",
        f"followup.ranges.mmt is 80, the baseline's is 150; {SAME_SCALE}",
    ),
    (
        visits(MMT_80, {}),
        "baseline.ranges.mmt",
        "150",
        f"baseline.ranges.mmt is 80, the follow-up's is 150; {SAME_SCALE}",
    ),
    (
        visits(MMT_80, {"ranges": {"mmt": "260"}}),
        "followup.ranges.mmt",
        "80",
        f"followup.ranges.mmt is 260, the baseline's is 80; {SAME_SCALE}",
    ),
    (
        visits({}, {"mmt": None, "ranges": {"mmt": "80"}}),
        "followup.ranges.mmt",
        "150",
        f"followup.ranges.mmt is 80, the baseline's is 150; {SAME_SCALE}",
    ),
    (
        visits({}, {"mmt": "40", "ranges": {"mmt": "52"}}, population="juvenile"),
        "followup.ranges.mmt",
        "150",
        f"followup.ranges.mmt is 52, the baseline's is 150; {SAME_SCALE}",
    ),
    (
        visits({}, {"ranges": {"physician_global": "10"}}, ranges={"physician_global": "100"}),
        "followup.ranges.physician_global",
        "100",
        f"followup.ranges.physician_global is 10, the baseline's is 100; {SAME_SCALE}",
    ),
    (
        visits(MMT_80 | {"side": "right"}, {"mmt": "70", "ranges": {"mmt": "80"}, "side": "left"}),
        "followup.side",
        "right",
        "followup.side is left, the baseline's is right; measure the side of the baseline",
    ),
    (
        visits({"on": "2026-02-01"}, {"on": "2026-01-31"}),
        "followup.on",
        "after 2026-02-01",
        "followup.on is 2026-01-31, the baseline's is 2026-02-01; "
        "a follow-up is after its baseline",
    ),
    (
        visits({"on": "2026-02-01"}, {"on": "2026-02-01"}),
        "followup.on",
        "after 2026-02-01",
        "followup.on is 2026-02-01, the baseline's is 2026-02-01; "
        "a follow-up is after its baseline",
    ),
    (
        visits({}, {"enzymes": {"ck": {"value": "15", "unit": "ukat/L"}}}),
        "baseline.enzymes.ck.unit",
        "U/L or ukat/L",
        "baseline.enzymes.ck.unit is not given, the follow-up's is ukat/L; "
        "name the unit at both visits or at neither",
    ),
    (
        visits({"enzymes": {"ck": {"value": "30", "uln": "3", "unit": "ukat/L"}}}, {}),
        "followup.enzymes.ck.unit",
        "U/L or ukat/L",
        "followup.enzymes.ck.unit is not given, the baseline's is ukat/L; "
        "name the unit at both visits or at neither",
    ),
]


@pytest.mark.parametrize(("raw", "field", "limit", "message"), NOT_TOGETHER)
def test_there_is_no_score_and_a_sentence_says_what_to_change(
    raw: dict[str, Any], field: str, limit: str, message: str
) -> None:
    assert answer(raw) == {
        "id": "first",
        "error": {"field": field, "limit": limit, "message": message},
    }


TOGETHER = [
    ({"ranges": {"mmt": "150"}}, {}),
    ({}, {"ranges": {"mmt": "150.0", "haq": "3"}}),
    ({"side": "both"}, {}),
    ({}, {"side": "both"}),
    ({"side": "both"}, {"side": "both"}),
    ({"on": "2026-02-01"}, {}),
    ({}, {"on": "2026-02-01"}),
    ({"on": "2026-02-01"}, {"on": "2026-02-02"}),
    ({"on": None, "side": None, "ranges": None}, {"on": None, "side": None, "ranges": None}),
]


@pytest.mark.parametrize(("baseline", "followup"), TOGETHER)
def test_what_agrees_or_is_not_said_is_scored_as_ever(
    baseline: dict[str, Any], followup: dict[str, Any]
) -> None:
    assert answer(visits(baseline, followup)) == answer(FIRST)


def test_an_enzyme_measured_once_needs_no_second_unit() -> None:
    ck = {"ck": {"value": "30", "uln": "3", "unit": "ukat/L"}}
    for unmeasured in ({}, {"ck": None}, {"ck": {"uln": "180"}}):
        result = answer(visits({"enzymes": ck}, {"enzymes": unmeasured}))
        assert (result["enzyme"], result["missing"]) == ("ck", ["enzyme"])


def test_a_value_is_looked_at_after_the_scale_it_lies_on() -> None:
    """133 is outside of 0 to 80, but the scale is what is wrong."""
    error = answer(visits({}, {"mmt": "133", "ranges": {"mmt": "80"}}))["error"]
    assert error["field"] == "followup.ranges.mmt"
