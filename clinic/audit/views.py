"""The trail, newest first."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.roles import Permission
from clinic.audit.forms import TrailForm
from clinic.audit.selectors import ROWS_A_PAGE, entries, matching, visible_to


@requires(Permission.SEE_AUDIT)
@require_safe
def trail(request: SignedInRequest) -> HttpResponse:
    """Fifty rows a page; the next begins below the last row seen, so new rows shift nothing."""
    form = TrailForm(request.GET)
    events = visible_to(request.user)
    events = matching(events, **form.cleaned_data) if form.is_valid() else events.none()
    before = request.GET.get("before", "")
    if before:
        if not before.isdecimal() or len(before) > 18:
            raise Http404
        events = events.filter(pk__lt=int(before))
    page = list(events.order_by("-pk")[: ROWS_A_PAGE + 1])
    older = request.GET.copy()
    if len(page) > ROWS_A_PAGE:
        older["before"] = str(page[ROWS_A_PAGE - 1].pk)
    newest = request.GET.copy()
    newest.pop("before", None)
    context = {
        "form": form,
        "entries": entries(page[:ROWS_A_PAGE], request.user),
        "older": older.urlencode() if len(page) > ROWS_A_PAGE else None,
        "newest": newest.urlencode() if before else None,
        "is_narrowed": any(form.data.get(name) for name in form.fields),
    }
    return render(request, "audit/trail.html", context)
