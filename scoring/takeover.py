"""Whether a visit that is not saved yet would take over as a baseline, and what that changes."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.vocabulary import CourseRole
from clinic.visits.laboratory import LabValue
from clinic.visits.models import Visit
from clinic.visits.signals import BaselineTaken
from scoring.criteria.episode import default_baseline
from scoring.episodes import (
    Findings,
    baseline_of,
    enzyme_choice_of,
    episode_of,
    findings_of,
    stored_findings,
)
from scoring.outcomes import differ, outcomes
from scoring.preview import draft_of, enzymes_typed, with_draft


def baselines_taken(
    *,
    patient: Patient,
    visited_on: date,
    findings: Mapping[str, Any],
    laboratory: Iterable[LabValue] = (),
    visit: Visit | None = None,
) -> list[BaselineTaken]:
    """Of each index course whose baseline the visit would become; the arguments are `preview`'s.

    One query where the day lies in no course's window, as that of a follow-up.
    """
    courses = [c for c in _index_courses(patient) if _may_take(c, visited_on)]
    if not courses:
        return []
    stored = list(patient.visits.prefetch_related("laboratory"))
    draft = draft_of(patient, visited_on, findings, visit)
    typed = findings_of(draft, enzymes_typed(laboratory))
    found = (_taken(course, stored, draft, typed) for course in courses)
    return [taken for taken in found if taken]


def _index_courses(patient: Patient) -> Iterable[TreatmentCourse]:
    return patient.courses.filter(role=CourseRole.INDEX).select_related("episode")


def _may_take(course: TreatmentCourse, day: date) -> bool:
    return course.started_on is not None and default_baseline(course.started_on, [day]) == day


def _taken(
    course: TreatmentCourse, stored: list[Visit], draft: Visit, typed: Findings
) -> BaselineTaken | None:
    episode = episode_of(course)
    present = baseline_of(course, episode, stored)
    coming = baseline_of(course, episode, with_draft(stored, draft))
    if present is None or coming is not draft or present.pk == draft.pk:
        return None
    choice = enzyme_choice_of(episode)
    before = outcomes(course, present.visited_on, stored_findings(present), choice, stored)
    after = outcomes(course, draft.visited_on, typed, choice, stored)
    changing = sum(differ(before[pk], after[pk]) for pk in before if pk != draft.pk)
    return BaselineTaken(course, present, changing)
