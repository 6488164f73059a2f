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
from clinic.registry.selectors import positive_antibodies, prednisone_mg_per_day_on
from clinic.visits.forms import RelapseForm
from clinic.visits.services import record_relapse


@requires(Permission.TREAT)
def record(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    patient = _visible_patient(request.user, uuid)
    if request.method == "POST":
        form = RelapseForm(request.POST, patient=patient)
        if form.is_valid():
            with refusals.shown_at(form):
                record_relapse(patient=patient, by=request.user, **form.cleaned_data)
                messages.success(request, _("The relapse is saved."))
                return redirect("dashboard:patient", uuid=patient.uuid)
    else:
        form = RelapseForm(patient=patient, initial={"occurred_on": timezone.localdate()})
    return render(request, "visits/relapse_form.html", _context(form))


@requires(Permission.TREAT)
@require_safe
def dose(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    """The part of the form that names the dose, for the day that is typed."""
    patient = _visible_patient(request.user, uuid)
    return render(request, "visits/_relapse_dose.html", _dose_on(patient, request.GET))


def _context(form: RelapseForm) -> dict[str, object]:
    shown = {"occurred_on": str(form["occurred_on"].value() or "")}
    return {
        "form": form,
        "patient": form.patient,
        "antibodies": positive_antibodies(form.patient),
        "age": form.patient.age_on(timezone.localdate()),
        **_dose_on(form.patient, shown),
    }


def _dose_on(patient: Patient, typed: dict[str, str]) -> dict[str, object]:
    try:
        day = Day().clean(typed.get("occurred_on"))
    except ValidationError:
        return {"dose_day": None}
    mg = prednisone_mg_per_day_on(patient, day)
    return {"dose_day": day, "dose_mg": mg, "dose_text": written(mg)}


def _visible_patient(user: User, uuid: uuids.UUID) -> Patient:
    return get_object_or_404(Patient.objects.visible_to(user, Permission.TREAT), uuid=uuid)
