"""Everything a patient's page shows, in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet

from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from clinic.dashboard.contributions import Contribution, contributions_of
from clinic.dashboard.rows import Timeline, VisitRow
from clinic.dashboard.selectors.timelines import (
    TROPONINS,
    by_visit,
    population_of,
    timeline_of,
    visit_rows,
)
from clinic.registry.models import (
    AntibodyResult,
    Patient,
    PatientManifestation,
    TreatmentCourse,
)
from clinic.registry.selectors import glucocorticoid_courses
from clinic.registry.vocabulary import CourseRole
from clinic.visits.models import Relapse, Visit
from clinic.visits.vocabulary import Analyte
from scoring.criteria.glucocorticoid import GlucocorticoidCourse
from scoring.criteria.points import Population
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
    withdrawn: Sequence[Visit]  # entered by mistake: named, and read by nothing
    relapses: Sequence[Relapse]
    standing: Standing
    course: TreatmentCourse | None
    baseline: EpisodeBaseline | None
    scores: dict[int, Score]  # in force in the course's episode, by visit id
    rows: Sequence[VisitRow]  # the visits as figures and small lines need them
    timeline: Timeline | None
    population: Population  # at the baseline, or on the day of looking
    today: date

    @cached_property
    def index_courses(self) -> list[TreatmentCourse]:
        return index_courses(self.courses)

    @property
    def baseline_visit(self) -> Visit | None:
        return self.baseline.baseline if self.baseline else None

    @property
    def latest_score(self) -> Score | None:
        """That of the last visit; None too where it carries a reason why there is none."""
        score = self.scores.get(self.visits[-1].pk) if self.visits else None
        return None if score is None or score.problem else score

    @cached_property
    def latest_contributions(self) -> list[Contribution]:
        return contributions_of(self.latest_score) if self.latest_score else []

    @cached_property
    def glucocorticoids(self) -> list[GlucocorticoidCourse]:
        return glucocorticoid_courses(self.courses)

    @cached_property
    def assays(self) -> list[Analyte]:
        """The troponin assays this patient was measured with."""
        return [assay for assay in TROPONINS if any(assay in row.troponins for row in self.rows)]


def visible_patients(user: User) -> QuerySet[Patient]:
    """The patients this person may open, with what says whether their scores are current."""
    visible: QuerySet[Patient] = Patient.objects.visible_to(user, Permission.SEE_PATIENTS)
    return visible.select_related("recomputation")


def patient_findings(
    patient: Patient, today: date, course_uuid: UUID | None = None
) -> PatientFindings:
    """Eight queries. The course asked for, else the index course that started last."""
    courses = list(patient.courses.select_related("episode").prefetch_related("doses"))
    recorded = Visit.recorded.filter(patient=patient).prefetch_related("laboratory")
    visits = [visit for visit in recorded if visit.withdrawn_at is None]
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
        withdrawn=[visit for visit in recorded if visit.withdrawn_at is not None],
        relapses=relapses,
        standing=standing(patient),
        course=course,
        baseline=baseline,
        scores=scores,
        rows=rows,
        timeline=timeline_of(course, rows, courses, relapses, population, today)
        if course
        else None,
        population=population,
        today=today,
    )


def index_courses(courses: Iterable[TreatmentCourse]) -> list[TreatmentCourse]:
    return [course for course in courses if course.role == CourseRole.INDEX]


def _chosen(courses: Sequence[TreatmentCourse], uuid: UUID | None) -> TreatmentCourse | None:
    index = index_courses(courses)
    asked = [course for course in index if course.uuid == uuid]
    return next(iter(asked or index[-1:]), None)


def _pk(course: TreatmentCourse | None) -> int | None:
    return course.pk if course else None
