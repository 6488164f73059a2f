"""Starting a treatment, ending it, correcting it."""

import uuid as uuids
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic import refusals
from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from clinic.registry.conflict import CONFLICT, ChangedMeanwhile, differences, fingerprint
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.treatment import RUNS_ALREADY, EpisodeRuns, correctable
from clinic.registry.treatment import correct_course as save_correction
from clinic.registry.treatment import end_course as save_end
from clinic.registry.treatment import start_course as save_course
from clinic.registry.treatment import withdraw_course as save_withdrawal
from clinic.registry.treatment_forms import (
    CourseCorrectionForm,
    CourseForm,
    EndForm,
    WithdrawalForm,
)
from clinic.registry.treatment_page import context, visible_course
from clinic.registry.vocabulary import CourseRole, Drug, Route
from clinic.saving import AlreadySaved


@requires(Permission.TREAT)
def start_course(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    visible = Patient.objects.visible_to(request.user, Permission.TREAT)
    patient = get_object_or_404(visible, uuid=uuid)
    form = CourseForm(
        request.POST or None, initial=_likely_course(patient, request.GET.get("drug"))
    )
    asked: dict[str, Any] = {}
    if form.is_valid():
        try:
            with refusals.shown_at(form):
                return _started(request, _save_course(patient, form, by=request.user))
        except EpisodeRuns as running:
            asked = {"episode_runs": running.course}
        except AlreadySaved as already:
            if form.says(already.row):
                return _started(request, already.row)
            form.begin_anew(already.row)
    shown = context(patient, form) | asked | _in_the_way(form)
    return render(request, "registry/course_form.html", shown)


@requires(Permission.TREAT)
def end_course(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    course = visible_course(request.user, uuid)
    form = EndForm(request.POST or None, initial={"ended_on": timezone.localdate()})
    if course.ended_on:
        messages.info(request, _("This course is ended already. Here its last day is corrected."))
        return redirect("registry:correct_course", uuid=course.uuid)
    if form.is_valid():
        with refusals.shown_at(form):
            save_end(course=course, by=request.user, ended_on=form.cleaned_data["ended_on"])
            messages.success(request, _("%(drug)s is ended.") % {"drug": course})
            return redirect("dashboard:patient", uuid=course.patient.uuid)
    shown = context(course.patient, form, course=course)
    return render(request, "registry/end_form.html", shown)


@requires(Permission.TREAT)
def correct_course(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    course = visible_course(request.user, uuid)
    stored = correctable(course)
    stored["opened_on"] = fingerprint(stored)
    form = CourseCorrectionForm(request.POST or None, initial=stored)
    if form.is_valid():
        try:
            with refusals.shown_at(form):
                _save_correction(course, form, by=request.user)
                messages.success(request, _("The correction is saved."))
                return redirect("dashboard:patient", uuid=course.patient.uuid)
        except ChangedMeanwhile:
            return _conflict_page(request, form, visible_course(request.user, uuid))
        except EpisodeRuns as running:
            return _correction_page(request, form, course, episode_runs=running.course)
    return _correction_page(request, form, course, **_in_the_way(form))


@requires(Permission.TREAT)
def withdraw_course(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    course = visible_course(request.user, uuid)
    form = WithdrawalForm(request.POST or None)
    if form.is_valid():
        with refusals.shown_at(form):
            reason = form.cleaned_data["reason"]
            save_withdrawal(course=course, by=request.user, reason=reason)
            messages.success(request, _("%(drug)s is withdrawn.") % {"drug": course})
            return redirect("dashboard:patient", uuid=course.patient.uuid)
    shown = context(course.patient, form, course=course)
    return render(request, "registry/course_withdrawal.html", shown)


def _conflict_page(
    request: SignedInRequest, form: CourseCorrectionForm, newer: TreatmentCourse
) -> HttpResponse:
    """Both versions; whoever saves again has seen the newer one."""
    saved = correctable(newer)
    form.data = request.POST.dict() | {"opened_on": fingerprint(saved)}
    more = {"conflict": True, "differences": differences(form, saved)}
    return _correction_page(request, form, newer, status=CONFLICT, **more)


def _correction_page(
    request: SignedInRequest,
    form: CourseCorrectionForm,
    course: TreatmentCourse,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    shown = context(course.patient, form, course=course) | more
    return render(request, "registry/course_correction.html", shown, status=status)


def _save_course(patient: Patient, form: CourseForm, *, by: User) -> TreatmentCourse:
    return save_course(
        patient=patient,
        by=by,
        doses=form.doses(),
        is_new_episode=form.is_new_episode,
        form_token=form.cleaned_data["form_token"],
        **form.course(),
    )


def _started(request: SignedInRequest, course: TreatmentCourse) -> HttpResponse:
    messages.success(request, _("%(drug)s is recorded.") % {"drug": course})
    return redirect("dashboard:patient", uuid=course.patient.uuid)


def _save_correction(course: TreatmentCourse, form: CourseCorrectionForm, *, by: User) -> None:
    save_correction(
        course=course,
        by=by,
        reason=form.cleaned_data["reason"],
        opened_on=form.cleaned_data["opened_on"],
        is_new_episode=form.is_new_episode,
        **form.changes(),
    )


def _in_the_way(form: CourseForm | CourseCorrectionForm) -> dict[str, Any]:
    """The course of the same drug that a refusal names, to be corrected or ended."""
    refused = form.errors.as_data().get("drug", [])
    found = [error.params for error in refused if error.code == RUNS_ALREADY]
    return {"runs_already": found[0]["course"]} if found and found[0] else {}


def _likely_course(patient: Patient, drug: str | None) -> dict[str, Any]:
    """What is most often meant: first of all anakinra, the index treatment, injected daily."""
    initial: dict[str, Any] = {"started_on": timezone.localdate(), "every_days": 1}
    if drug not in Drug.values:
        if patient.courses.filter(role=CourseRole.INDEX).exists():
            return initial
        drug = Drug.ANAKINRA
    if drug == Drug.ANAKINRA:
        return initial | {"drug": drug, "role": CourseRole.INDEX, "route": Route.SUBCUTANEOUS}
    return initial | {"drug": drug, "role": CourseRole.CONCOMITANT}
