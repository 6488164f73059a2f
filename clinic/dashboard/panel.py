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
from clinic.dashboard.contributions import contributions_to, label_of
from clinic.dashboard.deciding import deciding
from clinic.dashboard.enzymes import flag_words
from clinic.dashboard.numerals import printed, score_text
from clinic.dashboard.panel_drawings import ruler, trend
from clinic.dashboard.sparklines import ScorePoint
from clinic.registry.models import Patient
from clinic.visits.forms import VisitForm, stored_laboratory
from clinic.visits.models import Visit
from clinic.visits.vocabulary import Analyte
from scoring.criteria import cases
from scoring.criteria.core_set import Case
from scoring.criteria.points import Population
from scoring.criteria.tis import Score, category_of
from scoring.preview import Preview, preview
from scoring.selectors import current_scores, standing
from scoring.takeover import baselines_taken
from scoring.vocabulary import Category

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
            context |= _score_context(seen.case, seen.score)
            context |= _trend_context(patient, visited_on, seen, visit)
    return render(request, TEMPLATE, context)


def _amended_visit(patient: Patient, raw: str) -> Visit | None:
    try:
        uuid = uuids.UUID(raw)
    except ValueError:
        return None
    return get_object_or_404(patient.visits, uuid=uuid)


def _refused(form: VisitForm) -> list[Any]:
    """The names of what is typed and cannot be used; the day is spoken of apart."""
    fields = [form[name].label for name in form.errors if name in form.fields]
    rows = [Analyte(analyte).label for analyte, row in form.rows.items() if row.errors]
    return fields + rows


def _score_context(case: Case, score: Score) -> dict[str, Any]:
    inputs = cases.to_json(case)
    bounds = [_category_word(case.population, points) for points in (score.lower, score.upper)]
    rows = contributions_to(case, score)
    return {
        "score": score_text(score.lower, score.upper),
        "is_untouched": all(row.now is None for row in rows),
        "first": next((row.label for row in rows if row.before is not None), None),
        "category": Category(score.category),
        "least": bounds[0],
        "most": bounds[1],
        "is_juvenile": case.population is Population.JUVENILE,
        "ruler": ruler(case.population, score.lower, score.upper),
        "contributions": rows,
        "enzyme": score.enzyme,
        "deciding": [
            (label_of(one.measure, inputs, None), one, Category(one.category))
            for one in deciding(case, score)
        ],
        "missing": [label_of(name, inputs, score.enzyme) for name in score.missing],
        "worsening": [label_of(name, inputs, score.enzyme) for name in score.worsening],
        "attainable": printed(score.attainable, 1),
        "flags": [flag_words(flag, inputs, score.enzyme) for flag in score.flags],
    }


def _category_word(population: Population, points: Decimal) -> str:
    return str(Category(category_of(population, points)).label).lower()


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
