"""The page on which a clinician designates a baseline."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinic import refusals
from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.roles import Permission
from clinic.dashboard.decisions import deciding_on, whose
from clinic.dashboard.forms import BaselineForm
from clinic.registry.models import Patient
from scoring.episodes import designated_in
from scoring.models import Episode
from scoring.selectors import EpisodeBaseline
from scoring.services import designate_baseline


@requires(Permission.CHOOSE_BASELINE)
def baseline(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    patient, episodes, chosen = deciding_on(request, uuid)
    form = _form(request, patient, chosen)
    if form.is_valid():
        with refusals.shown_at(form):
            _save(request, chosen.course.episode, form)
            messages.success(request, _("Saved. The scores are being recomputed."))
            return redirect("dashboard:patient", uuid=uuid)
    shown = {"form": form, "chosen": chosen, "episodes": episodes} | whose(patient)
    return render(request, "dashboard/baseline.html", shown)


def _form(request: SignedInRequest, patient: Patient, chosen: EpisodeBaseline) -> BaselineForm:
    visits = list(patient.visits.filter(visited_on__lte=chosen.course.started_on))
    designated = designated_in(chosen.course.episode, visits)
    return BaselineForm(
        request.POST or None,
        visits=visits[::-1],
        initial={"visit": str(designated.uuid) if designated else ""},
    )


def _save(request: SignedInRequest, episode: Episode, form: BaselineForm) -> None:
    reason = form.cleaned_data["reason"]
    designate_baseline(episode=episode, by=request.user, visit=form.chosen(), reason=reason)
