"""Everything a patient's page shows, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from clinic.dashboard.rows import Timeline, VisitRow
from clinic.dashboard.selectors.timelines import by_visit, population_of, timeline_of, visit_rows
from clinic.registry.models import (
    AntibodyResult,
    Patient,
    PatientManifestation,
    TreatmentCourse,
)
from clinic.registry.vocabulary import CourseRole
from clinic.visits.models import Relapse, Visit
from scoring.models import Score, Standing
from scoring.selectors import EpisodeBaseline, baseline_in, current_scores, standing


@dataclass(frozen=True)
class PatientFindings:
    """One patient and one of the index courses; without any, course and timeline are None."""

    patient: Patient
    antibodies: Sequence[AntibodyResult]
    manifestations: Sequence[PatientManifestation]
    courses: Sequence[TreatmentCourse]
    visits: Sequence[Visit]
    relapses: Sequence[Relapse]
    standing: Standing
    course: TreatmentCourse | None
    baseline: EpisodeBaseline | None
    scores: dict[int, Score]  # in force in the course's episode, by visit id
    rows: Sequence[VisitRow]  # the visits as figures and small lines need them
    timeline: Timeline | None
    today: date

    @property
    def index_courses(self) -> list[TreatmentCourse]:
        return [course for course in self.courses if course.role == CourseRole.INDEX]

    @property
    def baseline_visit(self) -> Visit | None:
        return self.baseline.baseline if self.baseline else None


def visible_patients(user: User) -> QuerySet[Patient]:
    """The patients this person may open, with what says whether their scores are current."""
    visible: QuerySet[Patient] = Patient.objects.visible_to(user, Permission.SEE_PATIENTS)
    return visible.select_related("recomputation")


def patient_findings(
    patient: Patient, today: date, course_uuid: UUID | None = None
) -> PatientFindings:
    """Eight queries. The course asked for, else the index course that started last."""
    courses = list(patient.courses.select_related("episode").prefetch_related("doses"))
    visits = list(patient.visits.prefetch_related("laboratory"))
    relapses = list(patient.relapses.all())
    course = _chosen(courses, course_uuid)
    baseline = baseline_in(course, visits) if course else None
    scores = by_visit(
        [score for score in current_scores(patient) if score.episode.course_id == _pk(course)]
    )
    rows = visit_rows(visits, scores)
    before = baseline.baseline if baseline else None
    population = population_of(scores.values(), patient, before.visited_on if before else today)
    return PatientFindings(
        patient=patient,
        antibodies=list(patient.antibodies.all()),
        manifestations=list(patient.manifestations.all()),
        courses=courses,
        visits=visits,
        relapses=relapses,
        standing=standing(patient),
        course=course,
        baseline=baseline,
        scores=scores,
        rows=rows,
        timeline=timeline_of(course, rows, courses, relapses, population, today)
        if course
        else None,
        today=today,
    )


def _chosen(courses: Sequence[TreatmentCourse], uuid: UUID | None) -> TreatmentCourse | None:
    index = [course for course in courses if course.role == CourseRole.INDEX]
    asked = [course for course in index if course.uuid == uuid]
    return next(iter(asked or index[-1:]), None)


def _pk(course: TreatmentCourse | None) -> int | None:
    return course.pk if course else None
