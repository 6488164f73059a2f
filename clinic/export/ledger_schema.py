"""The OpenAPI description of a stored score."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema

from clinic.export.schema import refusal
from scoring.criteria.points import Category
from scoring.models import Standing
from scoring.vocabulary import Ceased, NoScore

TEXT = {"type": "string"}
TEXT_OR_NULL = {"type": ["string", "null"]}
NUMBER = {"type": ["string", "null"], "description": "A decimal, digit by digit; null: not known."}
INSTANT = {"type": "string", "format": "date-time"}
KEY = {"type": "string", "format": "uuid"}
ANYTHING = {"type": ["object", "null"]}


def _whole(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)} | more


def _code_or_null(codes: list[str]) -> dict[str, Any]:
    return {"type": ["string", "null"], "enum": [*map(str, codes), None]}


VISIT = _whole({"uuid": KEY, "on": {"type": "string", "format": "date"}})
CHANGES = {
    "type": "array",
    "description": "What is different from the row before.",
    "items": _whole({"field": TEXT, "before": {}, "after": {}}),
}
CAUSES = {
    "type": ["array", "null"],
    "description": "What made it due: the code of the event, the visit or course it was about,"
    " who, the reason that was given, and when.",
    "items": _whole(dict.fromkeys(("code", "about", "by", "reason", "at"), TEXT_OR_NULL)),
}
RESULT = _whole(
    {
        "problem": _code_or_null(NoScore.values),
        "total": NUMBER,
        "lower": NUMBER,
        "upper": NUMBER,
        "category": _code_or_null(list(Category)),
    },
    type=["object", "null"],
    description="Null while it is being computed again.",
)
ENTRY = _whole(
    {
        "uuid": KEY,
        "computed_at": INSTANT,
        "superseded_at": {"type": ["string", "null"], "format": "date-time"},
        "criteria": TEXT,
        "criteria_version": TEXT,
        "program_version": TEXT,
        "result": RESULT,
        "changes": CHANGES,
        "causes": CAUSES,
        "ceased": _code_or_null(Ceased.values),
        "ceased_causes": CAUSES,
    }
)
STORED_SCORE = _whole(
    {
        "uuid": KEY,
        "patient": TEXT,
        "treatment": _whole({"drug": TEXT, "started_on": {"type": "string", "format": "date"}}),
        "visit": VISIT,
        "baseline": VISIT,
        "standing": {
            "type": "string",
            "enum": list(Standing),
            "description": "Of the patient's scores. Other than current, neither result nor inputs"
            " of the row in force are told, only what made it.",
        },
        "is_in_force": {"type": "boolean"},
        "in_force": {"type": ["string", "null"], "format": "uuid"},
        "problem": _code_or_null(NoScore.values),
        "explanation": ANYTHING
        | {
            "description": "How it came about; null without points, and while it is being computed"
            " again. Keys: docs/criteria.md, section 'Explanation as JSON'."
        },
        "inputs": ANYTHING,
        "units": ANYTHING,
        "instruments": ANYTHING,
        "fingerprint": TEXT,
        "history": {"type": "array", "items": ENTRY},
    }
)
describe_stored_score = extend_schema(
    operation_id="stored_score",
    summary="A stored score with its explanation and its history",
    description="A row of the ledger, superseded ones included, for those who may open the"
    " patient's page.",
    parameters=[OpenApiParameter("uuid", OpenApiTypes.UUID, "path", description="Of the row.")],
    responses={
        (200, "application/json"): STORED_SCORE,
        (401, "application/json"): refusal("No login, or a token that is not valid."),
        (403, "application/json"): refusal("No permission to see patients."),
        (404, "application/json"): refusal("No such score among the patients of one's centres."),
    },
)
