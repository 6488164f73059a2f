"""The doses of a course: begin one, correct one, withdraw one, and see first what will be after."""

import uuid as uuids
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinic import refusals
from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.roles import Permission
from clinic.registry import steps, taper
from clinic.registry.conflict import CONFLICT, ChangedMeanwhile, fingerprint
from clinic.registry.models import DosePeriod, TreatmentCourse
from clinic.registry.selectors import dose_on
from clinic.registry.treatment_forms import DoseCorrectionForm, DoseForm, WithdrawalForm
from clinic.registry.treatment_page import context, step_lines, visible_course

Change = Callable[[list[DosePeriod]], object]


@requires(Permission.TREAT)
def change_dose(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    course = visible_course(request.user, uuid)
    form = DoseForm(request.POST or None, initial=_likely_dose(course))
    if form.is_valid():
        with refusals.shown_at(form):
            taper.change_dose(course=course, by=request.user, dose=form.dose())
            return _saved(request, course, _("The new dose is saved."))
    after = _after_insertion(course, form) if form.is_bound else {}
    shown = context(course.patient, form, course=course, taken=_taken(form), **after)
    return render(request, "registry/dose_form.html", shown)


@requires(Permission.TREAT)
@require_safe
def doses_after(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    """The part of the form that shows the steps with the dose that is typed."""
    course = visible_course(request.user, uuid)
    form = DoseForm(request.GET)
    step = next(
        (step for step in course.doses.all() if str(step.pk) == request.GET.get("step")), None
    )
    shown = _after_correction(course, step, form) if step else _after_insertion(course, form)
    return render(request, "registry/_doses_after.html", shown | {"today": timezone.localdate()})


@requires(Permission.TREAT)
def correct_dose(request: SignedInRequest, uuid: uuids.UUID, pk: int) -> HttpResponse:
    course = visible_course(request.user, uuid)
    step = _step(course, pk)
    initial = {name: getattr(step, name) for name in ("started_on", "dose_mg", "every_days")}
    form = DoseCorrectionForm(request.POST or None, initial=initial | _opened_on(course))
    more: dict[str, Any] = {"step": step}
    if form.is_valid():
        try:
            with refusals.shown_at(form):
                taper.correct_dose(
                    course=course,
                    by=request.user,
                    reason=form.cleaned_data["reason"],
                    dose=form.dose(),
                    recorded_on=step.started_on,
                    opened_on=form.cleaned_data["opened_on"],
                )
                return _saved(request, course, _("The correction is saved."))
        except ChangedMeanwhile:
            return _conflict_page(request, "registry/dose_correction.html", form, uuid, pk)
    shown = context(course.patient, form, course=course, taken=_taken(form), **more)
    return render(request, "registry/dose_correction.html", shown)


@requires(Permission.TREAT)
def withdraw_dose(request: SignedInRequest, uuid: uuids.UUID, pk: int) -> HttpResponse:
    course = visible_course(request.user, uuid)
    step = _step(course, pk)
    form = WithdrawalForm(request.POST or None, initial=_opened_on(course))
    if form.is_valid():
        try:
            with refusals.shown_at(form):
                taper.withdraw_dose(
                    course=course,
                    by=request.user,
                    reason=form.cleaned_data["reason"],
                    recorded_on=step.started_on,
                    opened_on=form.cleaned_data["opened_on"],
                )
                return _saved(request, course, _("The dose is withdrawn."))
        except ChangedMeanwhile:
            return _conflict_page(request, "registry/dose_withdrawal.html", form, uuid, pk)
    more = {"step": step} | _after_withdrawal(course, step)
    shown = context(course.patient, form, course=course, **more)
    return render(request, "registry/dose_withdrawal.html", shown)


def _conflict_page(
    request: SignedInRequest,
    template: str,
    form: DoseCorrectionForm | WithdrawalForm,
    uuid: uuids.UUID,
    pk: int,
) -> HttpResponse:
    """The steps as they are now; whoever saves again has seen them."""
    newer = visible_course(request.user, uuid)
    step = _step(newer, pk)
    form.data = request.POST.dict() | _opened_on(newer)
    more = {"step": step, "conflict": True} | _after_withdrawal(newer, step)
    shown = context(newer.patient, form, course=newer, **more)
    return render(request, template, shown, status=CONFLICT)


def _likely_dose(course: TreatmentCourse) -> dict[str, Any]:
    """From today on, as often as now; into an ended course a forgotten step is entered."""
    today = timezone.localdate()
    running = dose_on(course, today)
    is_ended = course.ended_on is not None and course.ended_on < today
    return {
        "started_on": None if is_ended else today,
        "every_days": running.every_days if running else 1,
    }


def _opened_on(course: TreatmentCourse) -> dict[str, str]:
    return {"opened_on": fingerprint(steps.facts_of(list(course.doses.all())))}


def _after_insertion(course: TreatmentCourse, form: DoseForm) -> dict[str, Any]:
    if not form.is_valid():
        return {}
    return _after(course, lambda found: steps.insert(course, found, form.dose()))


def _after_correction(course: TreatmentCourse, step: DosePeriod, form: DoseForm) -> dict[str, Any]:
    if not form.is_valid():
        return {}
    return _after(course, lambda found: steps.correct(course, found, step.started_on, form.dose()))


def _after_withdrawal(course: TreatmentCourse, step: DosePeriod) -> dict[str, Any]:
    return _after(course, lambda found: steps.remove(course, found, step.started_on))


def _after(course: TreatmentCourse, change: Change) -> dict[str, Any]:
    """The steps as they would be, or why they cannot be; nothing of it is saved."""
    found = steps.steps_of(course)
    try:
        change(found)
    except ValidationError as refused:
        return {"refused": refused.messages}
    steps.chain(course, found)
    return {"after": [(step, text, step.pk is None) for step, text in step_lines(found)]}


def _taken(form: DoseForm) -> DosePeriod | None:
    """The step that begins on the very day, to be corrected."""
    refused = form.errors.as_data().get("started_on", [])
    found = [error.params for error in refused if error.code == steps.DAY_TAKEN]
    return found[0]["step"] if found and found[0] else None


def _step(course: TreatmentCourse, pk: int) -> DosePeriod:
    found = next((step for step in course.doses.all() if step.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _saved(request: SignedInRequest, course: TreatmentCourse, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("dashboard:patient", uuid=course.patient.uuid)
