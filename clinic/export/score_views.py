"""`POST /api/v1/score`: the score of a case that is sent, explained. Nothing of it is kept."""

from http import HTTPStatus
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.export.parsers import TEXT, CaseText
from clinic.export.permissions import IsSignedIn
from clinic.export.score_schema import describe_score
from scoring.criteria import explanation_json, reading
from scoring.criteria.cases import answer, read_case
from scoring.criteria.explanation import explain
from scoring.criteria.reading import Refused
from scoring.criteria.tis import score


class ScoreOfCase(APIView):
    """For every account: it shows nothing but what was sent."""

    any_account = True
    permission_classes = [IsSignedIn]
    parser_classes = [CaseText]
    http_method_names = ["post", "options"]

    @describe_score
    def post(self, request: Request) -> Response:
        sent = request.data
        assert isinstance(sent, dict)  # without a body it is empty: nothing is parsed
        found = _answer(sent.get(TEXT, b""))
        return Response(found, status=HTTPStatus.BAD_REQUEST if "error" in found else HTTPStatus.OK)


def _answer(body: bytes) -> dict[str, Any]:
    try:
        case = reading.parse(body)
    except (ValueError, RecursionError):
        refusal = Refused("case", "a JSON object", "the case is not JSON")
        return {"id": None, "error": refusal.to_json()}
    found = answer(case)
    return found if "error" in found else found | {"explanation": _explanation(case)}


def _explanation(raw: Any) -> dict[str, Any]:
    """Of a case that was not refused. Two visits alone tell nothing of the course between them."""
    case = read_case(raw)
    return explanation_json.to_json(explain(case, score(case)))
