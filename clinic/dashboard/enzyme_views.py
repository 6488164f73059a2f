"""The page on which a clinician chooses the muscle enzyme that a response follows."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic import refusals
from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.roles import Permission
from clinic.dashboard.choice_changes import ChoiceChanges, choice_changes
from clinic.dashboard.decisions import deciding_on, whose
from clinic.dashboard.enzyme_page import (
    choice_of,
    enzyme_lines,
    followed_at,
    followed_words,
)
from clinic.dashboard.forms import EnzymeForm
from clinic.registry.conflict import CONFLICT, ChangedMeanwhile, differences, fingerprint
from clinic.registry.models import Patient
from clinic.visits.models import Visit
from scoring.criteria.core_set import EnzymeChoice
from scoring.criteria.episode import population_on
from scoring.criteria.points import Population
from scoring.enzyme_choice import changes, enzymes_at, facts_of_choice
from scoring.episodes import enzyme_choice_of
from scoring.models import Episode
from scoring.selectors import EpisodeBaseline
from scoring.services import choose_enzyme


@dataclass(frozen=True)
class Choosing:
    """What the page rests on: the episode, and the patient's visits with their laboratory."""

    patient: Patient
    episodes: list[EpisodeBaseline]
    chosen: EpisodeBaseline
    visits: list[Visit]

    @property
    def episode(self) -> Episode:
        episode: Episode = self.chosen.course.episode
        return episode

    @property
    def baseline(self) -> Visit | None:
        """The baseline among `visits`."""
        return next((visit for visit in self.visits if visit == self.chosen.baseline), None)

    @property
    def stored(self) -> dict[str, Any]:
        """The present choice and what was seen of it, as the form holds them."""
        facts = facts_of_choice(self.episode, self.baseline)
        return choice_of(self.episode) | {"opened_on": fingerprint(facts)}


@requires(Permission.CHOOSE_BASELINE)
def enzyme(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    choosing = _choosing(request, uuid)
    form = EnzymeForm(request.POST or None, initial=choosing.stored)
    if choosing.baseline is not None and form.is_valid():
        try:
            with refusals.shown_at(form):
                _save(request, choosing.episode, form)
                messages.success(request, _("Saved. The scores are being recomputed."))
                return redirect("dashboard:patient", uuid=uuid)
        except ChangedMeanwhile:
            return _conflict_page(request, form, _choosing(request, uuid))
    return render(request, "dashboard/enzyme.html", _context(choosing, form))


@require_POST
@requires(Permission.CHOOSE_BASELINE)
def enzyme_preview(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    """What the choice typed so far would change. Writes nothing, though it is a POST: which
    enzyme is chosen belongs in no address and log."""
    choosing = _choosing(request, uuid)
    form = EnzymeForm(request.POST)
    return render(request, "dashboard/_choice_changes.html", _preview(choosing, form))


def _conflict_page(request: SignedInRequest, form: EnzymeForm, newer: Choosing) -> HttpResponse:
    """Both choices beside the enzymes as they are now; whoever saves again has seen them."""
    more = {"conflict": True, "differences": differences(form, choice_of(newer.episode))}
    typed = request.POST.copy()
    typed["opened_on"] = newer.stored["opened_on"]
    form.data = typed
    shown = _context(newer, form) | more
    return render(request, "dashboard/enzyme.html", shown, status=CONFLICT)


def _choosing(request: SignedInRequest, uuid: UUID) -> Choosing:
    patient, episodes, chosen = deciding_on(request, uuid)
    visits = list(patient.visits.prefetch_related("laboratory"))
    return Choosing(patient, episodes, chosen, visits)


def _save(request: SignedInRequest, episode: Episode, form: EnzymeForm) -> None:
    decided = form.cleaned_data
    choose_enzyme(
        episode=episode,
        by=request.user,
        use=decided["enzyme"],
        exclude=decided["excluded_enzymes"],
        reason=decided["reason"],
        opened_on=decided["opened_on"] or None,
    )


def _context(choosing: Choosing, form: EnzymeForm) -> dict[str, Any]:
    shown = whose(choosing.patient) | {
        "form": form,
        "chosen": choosing.chosen,
        "episode": choosing.episode,
        "episodes": choosing.episodes,
    }
    baseline = choosing.baseline
    if baseline is None:
        return shown
    born = choosing.patient.date_of_birth
    found, now = enzymes_at(baseline), enzyme_choice_of(choosing.episode)
    followed = followed_at(baseline, now)
    shown |= {
        "lines": enzyme_lines(found, followed),
        "followed": followed_words(found, followed, now),
        "is_any_measured": any(one.result for one in found),
        "is_juvenile": population_on(baseline.visited_on, born) is Population.JUVENILE,
    }
    return shown | _preview(choosing, form)


def _preview(choosing: Choosing, form: EnzymeForm) -> dict[str, Any]:
    baseline = choosing.baseline
    choice = form.choice() if form.is_bound else enzyme_choice_of(choosing.episode)
    if baseline is None or choice is None:
        return {"choice_errors": form.choice_errors()}
    return {"changes": _changes(choosing, baseline, choice)}


def _changes(choosing: Choosing, baseline: Visit, choice: EnzymeChoice) -> ChoiceChanges:
    course = choosing.chosen.course
    words = followed_words(enzymes_at(baseline), followed_at(baseline, choice), choice)
    found = changes(course, baseline, choice, choosing.visits)
    return choice_changes(course, words, found)
