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
from scoring.models import Standing
from scoring.selectors import standing

STILL_PENDING = 204  # htmx swaps nothing and asks again


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
    """The part of a patient's page that waits for scores, once they are there.

    Asked every two seconds: nothing but the standing is read before it has changed.
    """
    found = get_object_or_404(visible_patients(request.user), uuid=uuid)
    if standing(found) is Standing.PENDING:
        return HttpResponse(status=STILL_PENDING)
    return render(request, "dashboard/_patient_body.html", _patient_context(request, found))


@requires(Permission.SEE_PATIENTS)
@require_safe
def visit(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    found = visit_findings(get_object_or_404(visible_visits(request.user), uuid=uuid))
    return render(request, "dashboard/visit.html", {"found": found, "page": visit_page(found)})


def _patient_context(request: SignedInRequest, found: Patient) -> dict[str, Any]:
    findings = patient_findings(found, timezone.localdate(), course_asked(request))
    return {"findings": findings, "page": patient_page(findings)}
