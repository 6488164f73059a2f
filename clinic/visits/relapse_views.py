"""Recording a relapse, with the glucocorticoid dose of its day."""

import uuid as uuids

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinic import refusals
from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from clinic.registry.fields import Day
from clinic.registry.models import Patient
from clinic.registry.numbers import written
from clinic.registry.selectors import (
    positive_antibodies,
    prednisone_mg_per_day_on,
    takes_a_daily_mean_on,
)
from clinic.registry.treatment_forms import WithdrawalForm
from clinic.saving import AlreadySaved
from clinic.visits.forms import RelapseForm
from clinic.visits.models import Relapse
from clinic.visits.services import SameRelapse, record_relapse, withdraw_relapse

TEMPLATE = "visits/relapse_form.html"


@requires(Permission.TREAT)
def record(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    patient = _visible_patient(request.user, uuid)
    if request.method != "POST":
        form = RelapseForm(patient=patient, initial={"occurred_on": timezone.localdate()})
        return render(request, TEMPLATE, _context(form))
    form = RelapseForm(request.POST, patient=patient)
    same: Relapse | None = None
    if form.is_valid():
        try:
            with refusals.shown_at(form):
                _save(form, by=request.user)
                return _saved(request, patient)
        except SameRelapse as recorded:
            same = recorded.relapse
        except AlreadySaved as already:
            if form.says(already.row):
                return _saved(request, patient)
            form.begin_anew()
    return render(request, TEMPLATE, _context(form) | {"same": same})


@requires(Permission.TREAT)
def withdraw(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    patients = Patient.objects.visible_to(request.user, Permission.TREAT)
    found = Relapse.objects.filter(patient__in=patients).select_related("patient")
    relapse = get_object_or_404(found, uuid=uuid)
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        with refusals.shown_at(form):
            withdraw_relapse(relapse=relapse, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, _("The relapse is withdrawn."))
            return redirect("dashboard:patient", uuid=relapse.patient.uuid)
    shown = {"form": form, "relapse": relapse} | _whose(relapse.patient)
    return render(request, "visits/relapse_withdrawal.html", shown)


@requires(Permission.TREAT)
@require_safe
def dose(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    """The part of the form that names the dose, for the day that is typed."""
    patient = _visible_patient(request.user, uuid)
    return render(request, "visits/_relapse_dose.html", _dose_on(patient, request.GET))


def _save(form: RelapseForm, *, by: User) -> None:
    record_relapse(
        patient=form.patient,
        by=by,
        is_another_relapse=form.is_another_relapse,
        form_token=form.cleaned_data["form_token"],
        **form.facts(),
    )


def _saved(request: SignedInRequest, patient: Patient) -> HttpResponse:
    messages.success(request, _("The relapse is saved."))
    return redirect("dashboard:patient", uuid=patient.uuid)


def _context(form: RelapseForm) -> dict[str, object]:
    shown = {"occurred_on": str(form["occurred_on"].value() or "")}
    return {
        "form": form,
        **_whose(form.patient),
        **_dose_on(form.patient, shown),
    }


def _whose(patient: Patient) -> dict[str, object]:
    return {
        "patient": patient,
        "antibodies": positive_antibodies(patient),
        "age": patient.age_on(timezone.localdate()),
    }


def _dose_on(patient: Patient, typed: dict[str, str]) -> dict[str, object]:
    try:
        day = Day().clean(typed.get("occurred_on"))
    except ValidationError:
        return {"dose_day": None}
    mg = prednisone_mg_per_day_on(patient, day)
    return {
        "dose_day": day,
        "dose_mg": mg,
        "dose_text": written(mg),
        "is_daily_mean": takes_a_daily_mean_on(patient, day),
    }


def _visible_patient(user: User, uuid: uuids.UUID) -> Patient:
    return get_object_or_404(Patient.objects.visible_to(user, Permission.TREAT), uuid=uuid)
