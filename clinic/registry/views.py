"""The list of patients, registration and correction: the pages that know names."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clinic import refusals
from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.roles import Permission
from clinic.registry.conflict import CONFLICT, ChangedMeanwhile, fingerprint
from clinic.registry.forms import ReasonForm, Registration, stored_registration
from clinic.registry.inclusion import inclusion_words
from clinic.registry.models import Patient
from clinic.registry.registered import registered
from clinic.registry.selectors import next_code, patient_list
from clinic.registry.services import correct_registration, register_patient

PAGE_LENGTH = 50


@requires(Permission.SEE_IDENTITIES)
@require_http_methods(["GET", "HEAD", "POST"])
def patients(request: SignedInRequest) -> HttpResponse:
    """A search is posted: a name in the address would stay in histories and logs."""
    typed = request.POST if request.method == "POST" else request.GET
    visible = Patient.objects.visible_to(request.user, Permission.SEE_IDENTITIES)
    search = request.POST.get("q", "").strip()
    pages = Paginator(patient_list(visible, search), PAGE_LENGTH)
    page = pages.get_page(typed.get("page"))
    return render(request, "registry/patient_list.html", {"page": page, "search": search})


@requires(Permission.REGISTER_PATIENTS)
def register(request: SignedInRequest) -> HttpResponse:
    centres = request.user.centres_for(Permission.REGISTER_PATIENTS)
    if request.method != "POST":
        registration = Registration(centres=centres, initial={"code": next_code()})
        return _form_page(request, registration)
    registration = Registration(request.POST, centres=centres)
    if registration.is_valid():
        with refusals.shown_at(registration):
            patient = register_patient(
                by=request.user,
                centre=registration.patient.centre_chosen,
                facts=registration.facts(),
                identity=registration.patient.identity,
            )
            messages.success(request, _("%(code)s is registered.") % {"code": patient.code})
            return redirect("dashboard:patient", uuid=patient.uuid)
    return _form_page(request, registration)


@requires(Permission.REGISTER_PATIENTS)
def correct(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    visible = Patient.objects.visible_to(request.user, Permission.REGISTER_PATIENTS)
    patient = get_object_or_404(visible.select_related("identity"), uuid=uuid)
    if request.method != "POST":
        stored = stored_registration(registered(patient))
        return _form_page(request, Registration(corrects=patient, **stored), patient=patient)
    registration = Registration(request.POST, corrects=patient)
    if registration.is_valid() and registration.reason:
        try:
            with refusals.shown_at(registration):
                correct_registration(
                    patient=patient,
                    by=request.user,
                    facts=registration.facts(),
                    identity=registration.patient.identity,
                    **registration.reason.cleaned_data,
                )
                messages.success(request, _("The correction is saved."))
                return redirect("dashboard:patient", uuid=patient.uuid)
        except ChangedMeanwhile:
            return _conflict_page(
                request, registration, registration.reason, visible.get(uuid=uuid)
            )
    return _form_page(request, registration, patient=patient)


def _conflict_page(
    request: SignedInRequest, registration: Registration, reason: ReasonForm, newer: Patient
) -> HttpResponse:
    """Both versions; whoever saves again has seen the newer one."""
    saved = registered(newer)
    reason.data = request.POST.dict() | {"opened_on": fingerprint(saved)}
    more = {"conflict": True, "differences": registration.differences(saved), "patient": newer}
    return _form_page(request, registration, status=CONFLICT, **more)


@require_POST
@requires(Permission.REGISTER_PATIENTS)
def inclusion(request: SignedInRequest) -> HttpResponse:
    """What the letter's rule says of the antibodies and manifestations typed so far."""
    typed = Registration(request.POST)
    typed.is_valid()
    kinds = [finding["kind"] for finding in typed.manifestations.present()]
    words = inclusion_words(typed.antibodies.results(), kinds)
    return render(request, "registry/_inclusion.html", {"inclusion": words})


def _form_page(
    request: SignedInRequest, registration: Registration, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"registration": registration, "suggested_code": _suggestion(registration)} | more
    return render(request, "registry/patient_form.html", context, status=status)


def _suggestion(registration: Registration) -> str | None:
    """The next free code, where the one that was typed is taken."""
    return next_code() if "code" in registration.patient.errors else None
