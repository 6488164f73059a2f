"""What the pages share on which a clinician decides what a score rests on."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from clinic.accounts.access import SignedInRequest
from clinic.accounts.roles import Permission
from clinic.dashboard.addresses import course_asked
from clinic.registry.models import Patient
from clinic.registry.selectors import positive_antibodies
from scoring.selectors import EpisodeBaseline, baselines


def deciding_on(
    request: SignedInRequest, uuid: UUID
) -> tuple[Patient, list[EpisodeBaseline], EpisodeBaseline]:
    """The patient, her episodes, and the one asked for, else the last.

    Raises Http404 for a patient of another centre, and before there is an episode.
    """
    visible = Patient.objects.visible_to(request.user, Permission.CHOOSE_BASELINE)
    patient = get_object_or_404(visible, uuid=uuid)
    found = [one for one in baselines(patient) if hasattr(one.course, "episode")]
    if not found:
        raise Http404
    course = course_asked(request)
    asked = [one for one in found if one.course.uuid == course]
    return patient, found, (asked or found)[-1]


def whose(patient: Patient) -> dict[str, Any]:
    """The patient's line at the head of the page."""
    return {
        "patient": patient,
        "antibodies": positive_antibodies(patient),
        "age": patient.age_on(timezone.localdate()),
    }
