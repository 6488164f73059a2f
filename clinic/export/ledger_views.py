"""`GET /api/v1/scores/<uuid>`: a stored score, explained as its page explains it."""

from typing import Any
from uuid import UUID

from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from clinic.export.ledger_schema import describe_stored_score
from clinic.visits.models import Visit
from scoring.criteria.exact import plain
from scoring.criteria.explanation_json import to_json
from scoring.explanations import ScoreFindings, score_findings
from scoring.models import Score
from scoring.selectors import visible_scores


class StoredScore(APIView):
    """A row of the ledger for those who may open its patient's page."""

    required_permission = Permission.SEE_PATIENTS
    http_method_names = ["get", "options"]

    @describe_stored_score
    def get(self, request: Request, uuid: UUID) -> Response:
        assert isinstance(request.user, User)  # the permission was held
        row = visible_scores(request.user).filter(uuid=uuid).first()
        if row is None:
            raise NotFound
        return Response(_score(score_findings(row)))


def _score(found: ScoreFindings) -> dict[str, Any]:
    """Nothing of a row in force whose patient's scores are being computed again."""
    row, course = found.row, found.row.episode.course
    is_told = not found.is_stale
    return {
        "uuid": str(row.uuid),
        "patient": course.patient.code,
        "treatment": {"drug": course.drug, "started_on": course.started_on},
        "visit": _visit(row.visit),
        "baseline": _visit(row.baseline),
        "standing": found.standing.value,
        "is_in_force": found.is_in_force,
        "in_force": str(found.present.uuid) if found.present else None,
        "problem": row.problem if is_told else None,
        "explanation": to_json(found.explanation) if found.explanation else None,
        "inputs": row.inputs if is_told else None,
        "units": row.units if is_told else None,
        "instruments": row.instruments if is_told else None,
        "fingerprint": row.fingerprint,
        "history": [_entry(one, is_told=found.may_show(one)) for one in found.history],
    }


def _visit(visit: Visit) -> dict[str, Any]:
    return {"uuid": str(visit.uuid), "on": visit.visited_on}


def _entry(row: Score, *, is_told: bool) -> dict[str, Any]:
    result = {
        "problem": row.problem,
        "total": plain(row.total),
        "lower": plain(row.lower),
        "upper": plain(row.upper),
        "category": row.category,
    }
    return {
        "uuid": str(row.uuid),
        "computed_at": row.computed_at,
        "superseded_at": row.superseded_at,
        "criteria": row.criteria,
        "criteria_version": row.criteria_version,
        "program_version": row.program_version,
        "result": result if is_told else None,
        "changes": row.changes,
        "causes": row.causes,
        "ceased": row.ceased,
        "ceased_causes": row.ceased_causes,
    }
