"""Pages of the studies: approval, consent and its withdrawal, the way to the export."""

import uuid as uuids

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinic import refusals
from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.roles import Permission
from clinic.studies import selectors, services
from clinic.studies.forms import ConsentForm, StudyForm, WithdrawalForm
from clinic.studies.models import Consent, Study


@requires(Permission.SEE_STUDIES)
@require_safe
def studies(request: SignedInRequest) -> HttpResponse:
    found = selectors.studies(request.user, timezone.localdate())
    return render(request, "studies/study_list.html", {"studies": found})


@requires(Permission.ADD_STUDIES)
def add_study(request: SignedInRequest) -> HttpResponse:
    form = StudyForm(request.POST or None)
    if form.is_valid():
        with refusals.shown_at(form):
            added = services.add_study(by=request.user, **form.cleaned_data)
            messages.success(request, _("The study is added."))
            return redirect("studies:study", slug=added.slug)
    return render(request, "studies/study_form.html", {"form": form})


@requires(Permission.SEE_STUDIES)
@require_safe
def study(request: SignedInRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    found = get_object_or_404(selectors.studies(request.user, today), slug=slug)
    context = {
        "study": found,
        "is_approved": found.is_approved_on(today),
        "host": request.build_absolute_uri("/").rstrip("/"),
    }
    if request.user.may(Permission.SEE_PATIENTS):
        context["consents"] = selectors.visible_consents(found, request.user)
    return render(request, "studies/study_detail.html", context)


@requires(Permission.RECORD_CONSENT)
def record_consent(request: SignedInRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Study, slug=slug)
    patients = selectors.without_consent(found, request.user)
    form = ConsentForm(request.POST or None, patients=patients)
    if form.is_valid():
        with refusals.shown_at(form):
            services.record_consent(study=found, by=request.user, **form.cleaned_data)
            messages.success(request, _("The consent is recorded."))
            return redirect("studies:study", slug=slug)
    context = {"study": found, "form": form, "has_patients": patients.exists()}
    return render(request, "studies/consent_form.html", context)


@requires(Permission.RECORD_CONSENT)
def withdraw_consent(request: SignedInRequest, slug: str, uuid: uuids.UUID) -> HttpResponse:
    consent = get_object_or_404(
        Consent.objects.select_related("patient", "study"),
        study__slug=slug,
        patient__uuid=uuid,
        patient__centre_id__in=request.user.centres_for(Permission.RECORD_CONSENT),
        withdrawn_on__isnull=True,
    )
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        with refusals.shown_at(form):
            services.withdraw_consent(consent=consent, by=request.user, **form.cleaned_data)
            messages.success(request, _("The withdrawal is recorded."))
            return redirect("studies:study", slug=slug)
    return render(request, "studies/withdrawal_form.html", {"consent": consent, "form": form})
