"""The page on which a clinician designates a baseline."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic import refusals
from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.roles import Permission
from clinic.dashboard.choice_changes import ChoiceChanges, choice_changes
from clinic.dashboard.decisions import deciding_on, whose
from clinic.dashboard.forms import BaselineForm
from clinic.registry.conflict import CONFLICT, ChangedMeanwhile, differences, fingerprint
from clinic.registry.models import Patient
from clinic.visits.models import Visit
from scoring.designation import designated, facts_of_designation
from scoring.episodes import designated_in
from scoring.models import Episode
from scoring.selectors import EpisodeBaseline
from scoring.services import designate_baseline


@requires(Permission.CHOOSE_BASELINE)
def baseline(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    patient, episodes, chosen = deciding_on(request, uuid)
    visits = list(patient.visits.prefetch_related("laboratory"))
    stored = _stored(chosen.course.episode, visits)
    form = _form(request, chosen, visits, initial=stored)
    shown: dict[str, Any] = {"form": form, "chosen": chosen, "episodes": episodes}
    if form.is_valid():
        try:
            with refusals.shown_at(form):
                return _saved(request, patient, chosen, form)
        except ChangedMeanwhile:
            return _conflict_page(request, uuid, form, shown)
    shown |= whose(patient) | {"changes": _changes(form, chosen, visits)}
    return render(request, "dashboard/baseline.html", shown)


@require_POST
@requires(Permission.CHOOSE_BASELINE)
def baseline_preview(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What the designation typed so far would change; it writes nothing."""
    patient, _episodes, chosen = deciding_on(request, uuid)
    visits = list(patient.visits.prefetch_related("laboratory"))
    form = _form(request, chosen, visits)
    shown = {"changes": _changes(form, chosen, visits)}
    return render(request, "dashboard/_choice_changes.html", shown)


def _form(
    request: SignedInRequest, chosen: EpisodeBaseline, visits: list[Visit], **more: Any
) -> BaselineForm:
    start = chosen.course.started_on
    assert start is not None  # held by a constraint for index courses
    possible = [visit for visit in visits if visit.visited_on <= start]
    return BaselineForm(request.POST or None, visits=possible[::-1], **more)


def _stored(episode: Episode, visits: list[Visit]) -> dict[str, str]:
    """The present designation and what was seen of it, as the form holds them."""
    visit = designated_in(episode, visits)
    return {
        "visit": str(visit.uuid) if visit else "",
        "opened_on": fingerprint(facts_of_designation(episode)),
    }


def _saved(
    request: SignedInRequest, patient: Patient, chosen: EpisodeBaseline, form: BaselineForm
) -> HttpResponse:
    designate_baseline(
        episode=chosen.course.episode,
        by=request.user,
        visit=form.chosen(),
        reason=form.cleaned_data["reason"],
        opened_on=form.cleaned_data["opened_on"] or None,
    )
    messages.success(request, _("Saved. The scores are being recomputed."))
    return redirect("dashboard:patient", uuid=patient.uuid)


def _conflict_page(
    request: SignedInRequest, uuid: UUID, form: BaselineForm, shown: dict[str, Any]
) -> HttpResponse:
    """Both designations; whoever saves again has seen the newer one."""
    patient, _episodes, newer = deciding_on(request, uuid)
    visits = list(patient.visits.prefetch_related("laboratory"))
    stored = _stored(newer.course.episode, visits)
    form.data = request.POST.dict() | {"opened_on": stored["opened_on"]}
    saved = {"visit": stored["visit"]}
    shown |= {"chosen": newer, "conflict": True, "differences": differences(form, saved)}
    shown |= whose(patient) | {"changes": _changes(form, newer, visits)}
    return render(request, "dashboard/baseline.html", shown, status=CONFLICT)


def _changes(
    form: BaselineForm, chosen: EpisodeBaseline, visits: list[Visit]
) -> ChoiceChanges | None:
    """None where what is sent names no visit of this patient."""
    form.is_valid()
    if form.is_bound and "visit" not in form.cleaned_data:
        return None
    episode: Episode = chosen.course.episode
    asked = form.chosen() if form.is_bound else designated_in(episode, visits)
    visit = next((one for one in visits if one == asked), None)
    coming, found = designated(episode, visit, visits)
    return choice_changes(chosen.course, _words(coming), found)


def _words(coming: Visit | None) -> str:
    if coming is None:
        return _("There is no baseline visit yet.")
    day = date_format(coming.visited_on, "SHORT_DATE_FORMAT")
    return _("The baseline is the visit of %(day)s.") % {"day": day}
