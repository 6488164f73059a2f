"""Pages of the systematic reviews."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.roles import Permission
from literature import selectors
from literature.models import Review
from literature.prisma import Arm
from literature.vocabulary import Variable


@requires(Permission.SEE_LITERATURE)
@require_safe
def reviews(request: SignedInRequest) -> HttpResponse:
    return render(request, "literature/review_list.html", {"reviews": selectors.reviews()})


@requires(Permission.SEE_LITERATURE)
@require_safe
def review(request: SignedInRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Review, slug=slug)
    reports = selectors.review_reports(found)
    rows = selectors.case_rows(reports)
    flow = selectors.flow(found)
    context = {
        "review": found,
        "searches": found.searches.all(),
        "flow": flow[Arm.DATABASES],
        "other_methods": flow[Arm.OTHER],
        "other_methods_unreported": selectors.is_unreported(flow[Arm.OTHER]),
        "reports": reports,
        "rows": rows,
        "variables": Variable,
        "abbreviations": selectors.abbreviations(reports),
    }
    return render(request, "literature/review_detail.html", context)
