"""The data dictionary as a page, for people."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.roles import Permission
from clinic.export.columns import SECTIONS


@requires(Permission.SEE_STUDIES)
@require_safe
def columns(request: SignedInRequest) -> HttpResponse:
    return render(request, "export/column_list.html", {"sections": SECTIONS})
