"""The page of one score: everything that makes it, and the history of what it was before."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.roles import Permission
from clinic.dashboard.score_page import score_page
from scoring.explanations import score_findings
from scoring.selectors import edition, visible_scores

UNCHANGED = 204  # htmx swaps nothing and asks again


@requires(Permission.SEE_PATIENTS)
@require_safe
def score(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """A row of the ledger, superseded ones included; asked by itself whether it is still the same.

    Three queries at most, one while nothing is new.
    """
    row = get_object_or_404(visible_scores(request.user), uuid=uuid)
    shown = edition(row.episode.course.patient)
    if request.GET.get("seen") == shown:
        return HttpResponse(status=UNCHANGED)
    found = score_findings(row)
    context = {"found": found, "page": score_page(found), "edition": shown}
    return render(request, "dashboard/score.html", context)
