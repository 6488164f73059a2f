"""The cohort's pages: its summary with small figures, and the combined table. Pseudonymous."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.roles import Permission
from clinic.dashboard.cohort import summary
from clinic.dashboard.cohort_page import PAGE_SIZE, panels
from clinic.dashboard.combined import COLUMNS, abbreviations
from clinic.dashboard.selectors.cohort import members
from clinic.dashboard.selectors.cohort_timelines import member_timelines
from clinic.dashboard.selectors.combined import literature_parts, own_part


@requires(Permission.SEE_COHORT)
@require_safe
def cohort(request: SignedInRequest) -> HttpResponse:
    found = summary(members(request.user.centres_for(Permission.SEE_COHORT)))
    numbered = list(enumerate(found.members, start=1))
    page = Paginator(numbered, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = member_timelines(list(page), timezone.localdate())
    context = {"summary": found, "panels": panels(shown), "page": page}
    return render(request, "dashboard/cohort.html", context)


@requires(Permission.SEE_COHORT)
@require_safe
def combined(request: SignedInRequest) -> HttpResponse:
    """The letter's Table: own cohort above, literature below."""
    found = summary(members(request.user.centres_for(Permission.SEE_COHORT)))
    parts = [own_part(found.members), *literature_parts()]
    rows = [row for part in parts for row in part.rows]
    context = {
        "summary": found,
        "columns": COLUMNS,
        "parts": parts,
        "abbreviations": abbreviations(rows),
    }
    return render(request, "dashboard/combined.html", context)
