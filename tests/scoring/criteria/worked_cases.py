"""Cases worked by hand, in the scoring command's own format; all values are invented.

FIRST: physician global 3.3 of 10 = 33 %, 17.5 points; patient global 2 of 10 = 20 %, 5;
MMT8 15 of 150 = 10 %, 10; HAQ 0.75 of 3 = 25 %, 7.5; CK from 10 to 5 limits, 5 of 15 = 33.3333 %,
7.5; extramuscular 2.3 of 10 = 23 %, 12.5; together 60. Its baseline allows 20 + 10 + 27.5 + 10 +
7.5 + 20 = 95 (strength: 32 of 150 to gain, 21.3 %).
"""

from copy import deepcopy
from typing import Any

FIRST: dict[str, Any] = {
    "id": "first",
    "population": "adult",
    "baseline": {
        "physician_global": "6.4",
        "patient_global": "5.0",
        "mmt": "118",
        "haq": "1.75",
        "extramuscular": "4.2",
        "enzymes": {"ck": {"value": "1800", "uln": "180"}, "ldh": {"value": "480", "uln": "240"}},
    },
    "followup": {
        "physician_global": "3.1",
        "patient_global": "3.0",
        "mmt": "133",
        "haq": "1.0",
        "extramuscular": "1.9",
        "enzymes": {"ck": {"value": "900", "uln": "180"}, "ldh": {"value": "360", "uln": "240"}},
    },
}
FIRST_EXPECTED: dict[str, Any] = {
    "measures": {
        "physician_global": {"change_percent": "33", "points": "17.5"},
        "patient_global": {"change_percent": "20", "points": "5"},
        "mmt": {"change_percent": "10", "points": "10"},
        "haq": {"change_percent": "25", "points": "7.5"},
        "enzyme": {"change_percent": "33.3333", "points": "7.5"},
        "extramuscular": {"change_percent": "23", "points": "12.5"},
    },
    "enzyme": "ck",
    "missing": [],
    "total": "60",
    "lower": "60",
    "upper": "60",
    "attainable": "95",
    "category": "major",
    "worsening": [],
    "flags": [],
}
UNKNOWN = {"change_percent": None, "points": None}


def first_with(path: str, value: Any) -> dict[str, Any]:
    """The first case with one value more, or another; the key names the way, joined by dots."""
    changed = deepcopy(FIRST)
    *way, last = path.split(".")
    inner = changed
    for key in way:
        inner = inner.setdefault(key, {})
    inner[last] = value
    return changed


def first_but(changes: dict[str, Any], expected: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    """The first case with other values here and there; keys name the way, joined by dots."""
    return _with(FIRST, changes), _with(FIRST_EXPECTED, expected)


def _with(original: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    changed = deepcopy(original)
    for path, value in changes.items():
        *way, last = path.split(".")
        inner = changed
        for key in way:
            inner = inner[key]
        inner[last] = value
    return changed


WORKED_CASES = [
    (FIRST, FIRST_EXPECTED),
    # 60 points are a moderate response of a child.
    first_but({"population": "juvenile"}, {"category": "moderate"}),
    # The same in millimetres.
    first_but(
        {
            "ranges": {"physician_global": "100", "patient_global": "100"},
            "baseline.physician_global": "64",
            "baseline.patient_global": "50",
            "followup.physician_global": "31",
            "followup.patient_global": "30",
        },
        {},
    ),
    # One side of the MMT8: 8 of 80 is again exactly 10 %; 18 of 80 to gain.
    first_but(
        {"ranges": {"mmt": "80"}, "baseline.mmt": "62", "followup.mmt": "70"},
        {},
    ),
    # The physician's global was not assessed at follow-up: up to 20 points are open.
    first_but(
        {"followup.physician_global": None},
        {
            "measures.physician_global": UNKNOWN,
            "missing": ["physician_global"],
            "total": None,
            "lower": "42.5",
            "upper": "62.5",
            "category": "undetermined",
        },
    ),
    # HAQ not assessed at baseline and 2.9 now: at most 0.1 of 3 gained, 3.3 %, no points.
    first_but(
        {"baseline.haq": None, "followup.haq": "2.9"},
        {
            "measures.haq": UNKNOWN,
            "missing": ["haq"],
            "total": None,
            "lower": "52.5",
            "upper": "52.5",
            "category": "moderate",
        },
    ),
    # LDH by choice: from 2 to 1.5 limits, 0.5 of 3 = 16.6667 %, 5 points.
    first_but(
        {"enzyme_choice": {"use": "ldh", "reason": "CK raised by exercise"}},
        {
            "measures.enzyme": {"change_percent": "16.6667", "points": "5"},
            "enzyme": "ldh",
            "total": "57.5",
            "lower": "57.5",
            "upper": "57.5",
            "category": "moderate",
        },
    ),
    # CK left out gives the same.
    first_but(
        {"enzyme_choice": {"exclude": ["ck"], "reason": "CK raised by exercise"}},
        {
            "measures.enzyme": {"change_percent": "16.6667", "points": "5"},
            "enzyme": "ldh",
            "total": "57.5",
            "lower": "57.5",
            "upper": "57.5",
            "category": "moderate",
        },
    ),
    # A new limit of 360: CK fell from 10 to 2.5 limits, 7.5 of 15 = 50 %.
    first_but(
        {"followup.enzymes.ck.uln": "360"},
        {"measures.enzyme": {"change_percent": "50", "points": "7.5"}, "flags": ["uln_changed"]},
    ),
    # The patient's global rose: no points, named as worsening, nothing subtracted.
    first_but(
        {"followup.patient_global": "5.1"},
        {
            "measures.patient_global": {"change_percent": "-1", "points": "0"},
            "total": "55",
            "lower": "55",
            "upper": "55",
            "category": "moderate",
            "worsening": ["patient_global"],
        },
    ),
    # A child on the CMAS: 11 of 52 = 21.1538 %, 27.5 points; 32 of 52 to gain.
    first_but(
        {
            "population": "juvenile",
            "ranges": {"mmt": "52"},
            "baseline.mmt": "20",
            "followup.mmt": "31",
        },
        {
            "measures.mmt": {"change_percent": "21.1538", "points": "27.5"},
            "total": "77.5",
            "lower": "77.5",
            "upper": "77.5",
            "attainable": "100",
            "category": "major",
        },
    ),
]
