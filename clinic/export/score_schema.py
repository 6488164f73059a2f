"""The OpenAPI description of the scoring of a case."""

from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema

from clinic.export.parsers import LARGEST_CASE_BYTES
from clinic.export.schema import refusal
from scoring.criteria.core_set import Ranges
from scoring.criteria.enzyme import Flag
from scoring.criteria.measured import SIDES
from scoring.criteria.points import ENZYME_RANGES, Category, Measure, Population
from scoring.criteria.units import ANALYTES

NUMBER = {"type": ["string", "number", "null"], "description": "A decimal; null: not assessed."}
DECIMAL = {"type": ["string", "null"], "description": "A decimal, digit by digit; null: not known."}
NAME = {"type": ["string", "integer"], "description": "Comes back with the result."}
TEXT = {"type": ["string", "null"]}


def _closed(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    """An object with these keys only, as a case is read."""
    described = {"type": "object", "properties": properties, "additionalProperties": False}
    return described | ({"required": list(required)} if required else {})


def _whole(properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has all of these keys, as a result is written."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def _one_of(codes: Iterable[str], *, nullable: bool = False) -> dict[str, Any]:
    null = [None] if nullable else []
    kinds = ["string", "null"] if nullable else "string"
    return {"type": kinds, "enum": [*map(str, codes), *null]}


def _list_of(codes: Iterable[str]) -> dict[str, Any]:
    return {"type": "array", "items": _one_of(codes)}


RANGES = _closed(dict.fromkeys(Ranges._fields, NUMBER)) | {
    "description": "The highest value of each scale: globals 10 or 100, mmt 80, 150 or 260 (52: the"
    " CMAS of a child), haq 3, extramuscular 10."
}
ENZYMES = _closed(
    {
        name: _closed(
            {
                "value": NUMBER,
                "uln": NUMBER,
                "unit": _one_of(ANALYTES[name].factors, nullable=True),
            }
        )
        for name in ENZYME_RANGES
    }
)
VISIT = _closed(
    {
        **dict.fromkeys(Ranges._fields, NUMBER),
        "enzymes": ENZYMES,
        "ranges": RANGES,
        "side": _one_of(SIDES, nullable=True),
        "on": {"type": ["string", "null"], "format": "date"},
    }
)
CASE = _closed(
    {
        "id": NAME,
        "population": _one_of(Population),
        "baseline": VISIT,
        "followup": VISIT,
        "ranges": RANGES,
        "enzyme_choice": _closed(
            {
                "use": _one_of(ENZYME_RANGES, nullable=True),
                "exclude": _list_of(ENZYME_RANGES),
                "reason": TEXT,
            }
        ),
    },
    "id",
    "population",
    "baseline",
    "followup",
)
MEASURE = _whole(
    {
        "change_percent": DECIMAL,
        "band": {
            "type": ["object", "null"],
            "properties": {"over": DECIMAL, "to": DECIMAL},
            "required": ["over", "to"],
        },
        **dict.fromkeys(("points", "lower", "upper", "attainable"), DECIMAL),
    }
)
RESULT = _whole(
    {
        "id": NAME,
        "measures": _whole({str(measure): MEASURE for measure in Measure}),
        "enzyme": _one_of(ENZYME_RANGES, nullable=True),
        "missing": _list_of(Measure),
        **dict.fromkeys(("total", "lower", "upper", "attainable"), DECIMAL),
        "category": _one_of(Category),
        "worsening": _list_of(Measure),
        "flags": _list_of(Flag),
        "explanation": {
            "type": "object",
            "description": "The score as it is checked by hand: the row of the published table that"
            " each measure fell in, what is missing, what would decide, the companions. Keys:"
            " docs/criteria.md, section 'Explanation as JSON'.",
        },
    }
)
ERROR = _whole(
    {
        "id": {"type": ["string", "integer", "null"]},
        "error": _whole(
            {
                "field": {
                    "type": "string",
                    "description": "Which value, by its place in the case.",
                },
                "limit": {"type": "string", "description": "What it may be."},
                "message": {"type": "string", "description": "What is wrong, in a sentence."},
            }
        ),
    }
)
_SIX_MONTHS = {
    "id": "six months",
    "population": "adult",
    "baseline": {
        "physician_global": 6.4,
        "patient_global": 5,
        "mmt": 118,
        "haq": "1.75",
        "extramuscular": 4.2,
        "enzymes": {"ck": {"value": 1800, "uln": 180}},
    },
    "followup": {
        "physician_global": 3.1,
        "patient_global": 3,
        "mmt": 133,
        "haq": "1",
        "extramuscular": 1.9,
        "enzymes": {"ck": {"value": 900, "uln": 180}},
    },
}
describe_score = extend_schema(
    operation_id="score_case",
    summary="The score of one case, as the scoring command gives it, and its explanation",
    description="Nothing is stored. Numbers are strings or JSON numbers and are read as decimals;"
    " the keys are described in docs/criteria.md, section 'The scoring command'.",
    request={"application/json": CASE},
    examples=[OpenApiExample("An adult", value=_SIX_MONTHS, request_only=True)],
    responses={
        (200, "application/json"): RESULT,
        (400, "application/json"): OpenApiResponse(
            response=ERROR, description="The case cannot be scored as it is."
        ),
        (401, "application/json"): refusal("No login, or a token that is not valid."),
        (403, "application/json"): refusal("A session without its CSRF token."),
        (413, "application/json"): refusal(f"More than {LARGEST_CASE_BYTES} bytes."),
        (415, "application/json"): refusal("Not application/json."),
    },
)
