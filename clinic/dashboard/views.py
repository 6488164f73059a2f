"""The pages that show scores: patient, visit, review list, cohort."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.roles import Permission
from clinic.dashboard.addresses import course_asked
from clinic.dashboard.patient_page import patient_page
from clinic.dashboard.review import asked, listed
from clinic.dashboard.review_page import review_page
from clinic.dashboard.selectors.patient import patient_findings, visible_patients
from clinic.dashboard.selectors.review_details import review_details
from clinic.dashboard.selectors.review_index import review_index
from clinic.dashboard.selectors.visit import visible_visits, visit_findings
from clinic.dashboard.visit_page import visit_page
from clinic.registry.models import Patient
from scoring.selectors import edition

UNCHANGED = 204  # htmx swaps nothing and asks again


@requires(Permission.SEE_PATIENTS)
@require_safe
def review(request: SignedInRequest) -> HttpResponse:
    """The team's list; eight queries beside session, user and roles."""
    today = timezone.localdate()
    what = asked(request.GET)
    centres = request.user.centres_for(Permission.SEE_PATIENTS)
    found = listed(review_index(centres, today, antibody=what.antibody), what)
    context = {"page": review_page(found, what, review_details(found.entries), today)}
    return render(request, "dashboard/review.html", context)


@requires(Permission.SEE_PATIENTS)
@require_safe
def patient(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(visible_patients(request.user), uuid=uuid)
    return render(request, "dashboard/patient.html", _patient_context(request, found))


@requires(Permission.SEE_PATIENTS)
@require_safe
def scores(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The part of a patient's page that follows her scores, where they are others than shown.

    Asked every few seconds by every page that is looked at: nothing but their edition is read
    before that has changed.
    """
    found = get_object_or_404(visible_patients(request.user), uuid=uuid)
    if _is_shown(request, found):
        return HttpResponse(status=UNCHANGED)
    return render(request, "dashboard/_patient_body.html", _patient_context(request, found))


@requires(Permission.SEE_PATIENTS)
@require_safe
def visit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """The page of a visit; asked by itself, as `scores` is, whether it is still the same."""
    found = get_object_or_404(visible_visits(request.user), uuid=uuid)
    if _is_shown(request, found.patient):
        return HttpResponse(status=UNCHANGED)
    shown = edition(found.patient)
    findings = visit_findings(found)
    context = {"found": findings, "page": visit_page(findings), "edition": shown}
    return render(request, "dashboard/visit.html", context)


def _is_shown(request: SignedInRequest, patient: Patient) -> bool:
    """Whether a page that asks whether anything is new shows these very scores."""
    return request.GET.get("seen") == edition(patient)


def _patient_context(request: SignedInRequest, found: Patient) -> dict[str, Any]:
    shown = edition(found)
    findings = patient_findings(found, timezone.localdate(), course_asked(request))
    return {"findings": findings, "page": patient_page(findings), "edition": shown}
