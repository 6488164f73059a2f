"""The score of findings that are not saved yet, by the same code as the stored score."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.vocabulary import CourseRole
from clinic.visits.laboratory import LabValue
from clinic.visits.models import Visit
from scoring.criteria import tis
from scoring.criteria.core_set import Case, EnzymeValue
from scoring.criteria.episode import population_on
from scoring.criteria.points import ENZYME_RANGES
from scoring.criteria.units import to_canonical
from scoring.episodes import (
    Findings,
    baseline_of,
    case_of,
    enzyme_choice_of,
    episode_of,
    findings_of,
    stored_findings,
    why_no_followup,
)
from scoring.vocabulary import NoScore


@dataclass(frozen=True)
class Preview:
    """A score or the reason why there is none; the case holds both visits' values."""

    no_score: NoScore | None = None
    course: TreatmentCourse | None = None  # the index treatment whose response is scored
    baseline: Visit | None = None
    case: Case | None = None
    score: tis.Score | None = None


def preview(
    *,
    patient: Patient,
    visited_on: date,
    findings: Mapping[str, Any],
    laboratory: Iterable[LabValue] = (),
    visit: Visit | None = None,
) -> Preview:
    """Score findings as they are typed, against the patient's baseline. Three queries at most.

    `findings` holds field names of Visit with values in their limits, as for `record_visit`;
    `visit` is the stored one where it is being amended.
    """
    course = _course_on(patient, visited_on)
    if course is None:
        return Preview(NoScore.NO_INDEX_TREATMENT)
    draft = draft_of(patient, visited_on, findings, visit)
    visits = with_draft(patient.visits.all(), draft)
    baseline = baseline_of(course, episode_of(course), visits)
    reason = why_no_followup(course, baseline, draft)
    if baseline is None or reason is not None:
        return Preview(reason, course, baseline)
    return _scored(course, baseline, findings_of(draft, enzymes_typed(laboratory)))


def _scored(course: TreatmentCourse, baseline: Visit, after: Findings) -> Preview:
    population = population_on(baseline.visited_on, course.patient.date_of_birth)
    choice = enzyme_choice_of(episode_of(course))
    case = case_of(population, stored_findings(baseline), after, choice)
    if isinstance(case, NoScore):
        return Preview(case, course, baseline)
    return Preview(None, course, baseline, case, tis.score(case))


def _course_on(patient: Patient, day: date) -> TreatmentCourse | None:
    """The index course last started by that day; before the first one, the first."""
    courses = patient.courses.filter(role=CourseRole.INDEX).select_related("episode")
    chosen = None
    for course in courses:  # in the order of their start
        if chosen is None or (course.started_on and course.started_on <= day):
            chosen = course
    return chosen


def draft_of(
    patient: Patient, visited_on: date, findings: Mapping[str, Any], visit: Visit | None
) -> Visit:
    """The visit as it would be saved; it has no laboratory rows yet."""
    fields = dict(findings) | {"patient": patient, "visited_on": visited_on}
    return Visit(pk=visit.pk if visit else None, **fields)


def with_draft(visits: Iterable[Visit], draft: Visit) -> list[Visit]:
    """The patient's visits in the order of their days, the draft in its place among them."""
    others = [visit for visit in visits if visit.pk != draft.pk]
    return sorted(
        [*others, draft], key=lambda visit: (visit.visited_on, visit.pk is None, visit.pk or 0)
    )


def enzymes_typed(laboratory: Iterable[LabValue]) -> dict[str, EnzymeValue]:
    return {
        typed.analyte: EnzymeValue(
            to_canonical(typed.analyte, typed.value, typed.unit),
            None if typed.uln is None else to_canonical(typed.analyte, typed.uln, typed.unit),
        )
        for typed in laboratory
        if typed.analyte in ENZYME_RANGES and typed.comparator is None
    }
