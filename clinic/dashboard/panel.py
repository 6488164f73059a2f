"""The live score: what the findings typed so far would give, by the code of the stored score."""

import uuid as uuids
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.roles import Permission
from clinic.dashboard.live_score import live_score
from clinic.dashboard.panel_drawings import trend
from clinic.dashboard.sparklines import ScorePoint
from clinic.registry.models import Patient
from clinic.visits.forms import VisitForm, stored_laboratory
from clinic.visits.models import Visit
from clinic.visits.vocabulary import Analyte
from scoring.preview import Preview, preview
from scoring.selectors import current_scores, standing
from scoring.takeover import baselines_taken

TEMPLATE = "dashboard/_score_panel.html"


@require_POST
@requires(Permission.RECORD_VISITS)
def score_panel(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    """Writes nothing, though it is a POST: findings do not belong in addresses and logs."""
    visible = Patient.objects.visible_to(request.user, Permission.RECORD_VISITS)
    patient = get_object_or_404(visible.select_related("recomputation"), uuid=uuid)
    visit = _amended_visit(patient, request.POST.get("visit", ""))
    stored = stored_laboratory(visit.laboratory.all()) if visit else None
    form = VisitForm(request.POST, patient=patient, laboratory=stored)
    visited_on, findings, laboratory = form.typed()
    context: dict[str, Any] = {"refused": _refused(form)}
    if visited_on is not None:
        seen = preview(
            patient=patient,
            visited_on=visited_on,
            findings=findings,
            laboratory=laboratory,
            visit=visit,
        )
        context |= {"preview": seen}
        if seen.score is None:
            context["baselines_taken"] = baselines_taken(
                patient=patient,
                visited_on=visited_on,
                findings=findings,
                laboratory=laboratory,
                visit=visit,
            )
        if seen.score and seen.case:
            context |= live_score(seen.case, seen.score)
            context |= _trend_context(patient, visited_on, seen, visit)
    return render(request, TEMPLATE, context)


def _amended_visit(patient: Patient, raw: str) -> Visit | None:
    try:
        uuid = uuids.UUID(raw)
    except ValueError:
        return None
    visit: Visit = get_object_or_404(Visit.recorded.filter(patient=patient), uuid=uuid)
    return visit


def _refused(form: VisitForm) -> list[Any]:
    """The names of what is typed and cannot be used; the day is spoken of apart."""
    fields = [form[name].label for name in form.errors if name in form.fields]
    rows = [Analyte(analyte).label for analyte, row in form.rows.items() if row.errors]
    return fields + rows


def _trend_context(
    patient: Patient, day: date, seen: Preview, visit: Visit | None
) -> dict[str, Any]:
    """The earlier scores of the same treatment, if they are up to date, and the one typed."""
    stands = standing(patient)
    if not stands.is_current:
        return {"standing": stands}
    assert seen.case
    assert seen.score
    assert seen.course
    assert seen.course.started_on
    earlier = [
        ScorePoint(row.visit.visited_on, _float(row.lower), _float(row.upper))
        for row in current_scores(patient)
        if row.episode.course_id == seen.course.pk
        and row.visit.visited_on <= day
        and (visit is None or row.visit_id != visit.pk)
    ]
    now = ScorePoint(day, float(seen.score.lower), float(seen.score.upper))
    return {"trend": trend(seen.case.population, seen.course.started_on, earlier, now)}


def _float(points: Decimal | None) -> float | None:
    return None if points is None else float(points)
