"""The page on which a clinician designates a baseline or chooses the enzyme."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic import refusals
from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.roles import Permission
from clinic.dashboard.addresses import course_asked
from clinic.dashboard.forms import BaselineForm, EnzymeForm
from clinic.registry.models import Patient
from clinic.registry.selectors import positive_antibodies
from scoring.models import Episode
from scoring.selectors import EpisodeBaseline, baselines
from scoring.services import choose_enzyme, designate_baseline


@requires(Permission.CHOOSE_BASELINE)
def baseline(request: SignedInRequest, uuid: UUID) -> HttpResponse:
    visible = Patient.objects.visible_to(request.user, Permission.CHOOSE_BASELINE)
    patient = get_object_or_404(visible, uuid=uuid)
    chosen = _chosen(patient, course_asked(request))
    episode: Episode = chosen.course.episode
    forms = _forms(request, patient, chosen, episode)
    form = next((form for form in forms.values() if form.is_bound), None)
    if form is not None and form.is_valid() and _save(request, episode, form):
        messages.success(request, _("Saved. The scores are being recomputed."))
        return redirect("dashboard:patient", uuid=patient.uuid)
    context = {
        "patient": patient,
        "antibodies": positive_antibodies(patient),
        "age": patient.age_on(timezone.localdate()),
        "chosen": chosen,
        "episode": episode,
        **forms,
    }
    return render(request, "dashboard/baseline.html", context)


def _chosen(patient: Patient, course_uuid: UUID | None) -> EpisodeBaseline:
    """The index course asked for, else the last one. Raises Http404 before there is an episode."""
    found = [one for one in baselines(patient) if hasattr(one.course, "episode")]
    asked = [one for one in found if one.course.uuid == course_uuid]
    if not found:
        raise Http404
    return (asked or found)[-1]


def _forms(
    request: SignedInRequest, patient: Patient, chosen: EpisodeBaseline, episode: Episode
) -> dict[str, Form]:
    """Two forms on one page; the one that was sent is bound."""
    sent = request.POST.get("decision") if request.method == "POST" else None
    visits = list(patient.visits.filter(visited_on__lte=chosen.course.started_on))
    designated = episode.designated_baseline
    return {
        "baseline_form": BaselineForm(
            request.POST if sent == "baseline" else None,
            visits=visits[::-1],
            prefix="baseline",
            initial={"visit": str(designated.uuid) if designated else ""},
        ),
        "enzyme_form": EnzymeForm(
            request.POST if sent == "enzyme" else None,
            prefix="enzyme",
            initial={"use": episode.enzyme or "", "exclude": episode.excluded_enzymes},
        ),
    }


def _save(request: SignedInRequest, episode: Episode, form: Form) -> bool:
    """Whether the service took it; what it refused stands at the form."""
    decided = form.cleaned_data
    with refusals.shown_at(form):
        if isinstance(form, BaselineForm):
            designate_baseline(
                episode=episode, by=request.user, visit=form.chosen(), reason=decided["reason"]
            )
        else:
            choose_enzyme(
                episode=episode,
                by=request.user,
                use=decided["use"] or None,
                exclude=decided["exclude"],
                reason=decided["reason"],
            )
        return True
    return False
