"""Pages that record and amend visits."""

import uuid as uuids
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clinic import refusals
from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from clinic.registry.days import refuse_impossible
from clinic.registry.fields import Day
from clinic.registry.models import Patient
from clinic.saving import AlreadySaved
from clinic.visits import page, questions, services
from clinic.visits.conflict import newer_values
from clinic.visits.forms import AmendmentForm, VisitForm, stored_laboratory
from clinic.visits.models import Visit
from clinic.visits.questions import Answer
from clinic.visits.selectors import history

TEMPLATE = "visits/visit_form.html"


@requires(Permission.RECORD_VISITS)
def record(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    visible = Patient.objects.visible_to(request.user, Permission.RECORD_VISITS)
    patient = get_object_or_404(visible, uuid=uuid)
    if request.method != "POST":
        past = history(patient, before=timezone.localdate())
        return render(request, TEMPLATE, page.context(page.new_form(patient, past), past=past))
    form = VisitForm(request.POST, patient=patient)
    question = questions.open_question(form) if form.is_valid() else None
    if form.is_valid() and question is None:
        try:
            with refusals.shown_at(form):
                return _saved(request, _save(form, by=request.user))
        except AlreadySaved as already:
            return _sent_again(request, form, already.row)
        except services.SameDayVisit:
            question = questions.same_day(form)
    return render(request, TEMPLATE, page.context(form, question=question))


@requires(Permission.RECORD_VISITS)
def amend(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    visit = _visible_visit(request.user, uuid)
    if request.method != "POST":
        return _opened_amendment(request, visit)
    if "typed_over" in request.POST:
        return _typed_over(request, visit)
    form = AmendmentForm(
        request.POST,
        patient=visit.patient,
        laboratory=stored_laboratory(visit.laboratory.all()),
    )
    if visit.withdrawn_at is not None:  # while this form was open
        return render(
            request, TEMPLATE, page.context(form, visit=visit), status=HTTPStatus.CONFLICT
        )
    question = questions.open_question(form, visit) if form.is_valid() else None
    if form.is_valid() and question is None:
        try:
            with refusals.shown_at(form):
                return _saved(request, _save_amendment(form, visit, by=request.user))
        except services.SameDayVisit:
            question = questions.same_day(form, visit)
        except services.VisitChangedMeanwhile:
            newer = _visible_visit(request.user, uuid)
            shown = page.context(form, visit=visit, newer_visit=newer)
            return render(request, TEMPLATE, shown, status=HTTPStatus.CONFLICT)
    return render(request, TEMPLATE, page.context(form, visit=visit, question=question))


def _opened_amendment(request: SignedInRequest, visit: Visit) -> HttpResponse:
    if visit.withdrawn_at is not None:
        messages.info(request, _("This visit is withdrawn. Restore it first, then amend it."))
        return redirect("dashboard:visit", uuid=visit.uuid)
    past = history(visit.patient, before=visit.visited_on, other_than=visit)
    form = page.amendment_form(visit, past)
    return render(request, TEMPLATE, page.context(form, past=past, visit=visit))


def _typed_over(request: SignedInRequest, visit: Visit) -> HttpResponse:
    """Saves nothing: shows the amendment of a visit with what was typed for a new one."""
    form = page.typed_over_form(visit, request.POST.dict())
    shown = page.context(form, visit=visit, newer_visit=visit, is_typed_over=True)
    return render(request, TEMPLATE, shown)


def _sent_again(request: SignedInRequest, form: VisitForm, made: Visit) -> HttpResponse:
    """To the visit that this form has made; what it says otherwise by now becomes an amendment.

    Where that visit was withdrawn, the form becomes one of its own, if it is saved once more.
    """
    if made.withdrawn_at:
        form.begin_anew()
        return render(request, TEMPLATE, page.context(form))
    return _typed_over(request, made) if newer_values(form, made) else _saved(request, made)


@requires(Permission.RECORD_VISITS)
@require_safe
def before(request: SignedInRequest, uuid: uuids.UUID) -> HttpResponse:
    """The parts of the form that depend on its day, for the day typed now: no field is among
    them, so nothing typed is lost. A day that cannot be right changes nothing.
    """
    visible = Patient.objects.visible_to(request.user, Permission.RECORD_VISITS)
    patient = get_object_or_404(visible, uuid=uuid)
    visit = _amended_visit(patient, request.GET.get("visit"))
    try:
        day = Day().clean(request.GET.get("visited_on"))
        refuse_impossible(day, patient.date_of_birth)
    except ValidationError:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    past = history(patient, before=day, other_than=visit)
    form = page.new_form(patient, past, instrument=request.GET.get("muscle_instrument"))
    shown = page.context(form, past=past, visit=visit)
    return render(request, "visits/_before.html", shown | {"is_swapped": True})


def _amended_visit(patient: Patient, raw: str | None) -> Visit | None:
    try:
        uuid = uuids.UUID(raw or "")
    except ValueError:
        return None
    visit: Visit = get_object_or_404(Visit.recorded.filter(patient=patient), uuid=uuid)
    return visit


def _save(form: VisitForm, *, by: User) -> Visit:
    day, findings, laboratory = form.typed()
    assert day is not None  # of a valid form
    return services.record_visit(
        patient=form.patient,
        by=by,
        visited_on=day,
        laboratory=laboratory,
        is_another_visit=form.has_answered(Answer.ANOTHER_VISIT),
        form_token=form.cleaned_data["form_token"],
        **findings,
    )


def _save_amendment(form: AmendmentForm, visit: Visit, *, by: User) -> Visit:
    day, findings, laboratory = form.typed()
    return services.amend_visit(
        visit=visit,
        by=by,
        reason=form.cleaned_data["reason"],
        version=form.cleaned_data["version"],
        laboratory=laboratory,
        is_another_visit=form.has_answered(Answer.ANOTHER_VISIT),
        visited_on=day,
        **findings,
    )


def _saved(request: SignedInRequest, visit: Visit) -> HttpResponse:
    day = date_format(visit.visited_on, "DATE_FORMAT")
    messages.success(request, _("The visit of %(day)s is saved.") % {"day": day})
    return redirect("dashboard:patient", uuid=visit.patient.uuid)


def _visible_visit(user: User, uuid: uuids.UUID) -> Visit:
    """Withdrawn or not; 404 for an unknown visit and for one of another centre alike."""
    patients = Patient.objects.visible_to(user, Permission.RECORD_VISITS)
    visits = Visit.recorded.filter(patient__in=patients).select_related("patient")
    found: Visit = get_object_or_404(visits.prefetch_related("laboratory"), uuid=uuid)
    return found
