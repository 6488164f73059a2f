"""A visit that was entered by mistake is withdrawn, and restored, after what that brings about
has been shown.

The pages stand here and not beside the visit form, because they tell of baselines and scores.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from clinic import refusals
from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from clinic.dashboard.decisions import whose
from clinic.dashboard.forms import VisitRestorationForm, VisitWithdrawalForm
from clinic.registry.conflict import CONFLICT
from clinic.registry.models import Patient
from clinic.visits.models import Visit
from clinic.visits.selectors import visits_on
from clinic.visits.services import VisitChangedMeanwhile, restore_visit, withdraw_visit
from scoring.consequences import of_restoring, of_withdrawal

TEMPLATE = "dashboard/visit_withdrawal.html"


@requires(Permission.RECORD_VISITS)
def withdraw(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    visit = _visible(request.user, uuid)
    if visit.withdrawn_at is not None:
        messages.info(request, _("This visit is withdrawn already."))
        return redirect("dashboard:visit", uuid=uuid)
    form = VisitWithdrawalForm(request.POST or None, initial={"version": visit.version})
    if form.is_valid():
        try:
            with refusals.shown_at(form):
                withdraw_visit(visit=visit, by=request.user, **form.cleaned_data)
                messages.success(request, _withdrawn_words(visit))
                return redirect("dashboard:patient", uuid=visit.patient.uuid)
        except VisitChangedMeanwhile:
            newer = _visible(request.user, uuid)
            form.data = request.POST.dict() | {"version": newer.version}
            shown = _withdrawal_context(newer, form) | {"conflict": True}
            return render(request, TEMPLATE, shown, status=CONFLICT)
    return render(request, TEMPLATE, _withdrawal_context(visit, form))


@requires(Permission.RECORD_VISITS)
def restore(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    visit = _visible(request.user, uuid)
    if visit.withdrawn_at is None:
        messages.info(request, _("This visit is not withdrawn."))
        return redirect("dashboard:visit", uuid=uuid)
    form = VisitRestorationForm(request.POST or None)
    if form.is_valid():
        with refusals.shown_at(form):
            restore_visit(visit=visit, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(
                request, _words_with_day(_("The visit of %(day)s is restored."), visit)
            )
            return redirect("dashboard:visit", uuid=uuid)
    shown = whose(visit.patient) | {
        "form": form,
        "visit": visit,
        "consequences": of_restoring(visit),
        "same_day": visits_on(visit.patient, visit.visited_on, other_than=visit),
    }
    return render(request, "dashboard/visit_restoration.html", shown)


def _visible(user: User, uuid: UUID) -> Visit:
    """Withdrawn or not; 404 for an unknown visit and for one of another centre alike."""
    patients = Patient.objects.visible_to(user, Permission.RECORD_VISITS)
    found = Visit.recorded.filter(patient__in=patients).select_related("patient")
    visit: Visit = get_object_or_404(found, uuid=uuid)
    return visit


def _withdrawal_context(visit: Visit, form: VisitWithdrawalForm) -> dict[str, Any]:
    more = {"form": form, "visit": visit, "consequences": of_withdrawal(visit)}
    return whose(visit.patient) | more


def _withdrawn_words(visit: Visit) -> SafeString:
    """With the way back."""
    words = _words_with_day(_("The visit of %(day)s is withdrawn."), visit)
    back = reverse("dashboard:restore_visit", args=[visit.uuid])
    return format_html('{} <a href="{}">{}</a>', words, back, _("Restore it"))


def _words_with_day(words: str, visit: Visit) -> str:
    return words % {"day": date_format(visit.visited_on, "DATE_FORMAT")}
