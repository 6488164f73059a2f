"""Who is in an export of a study, and all that its rows are made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Prefetch

from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from clinic.registry.models import DosePeriod, Patient, PatientQuerySet, TreatmentCourse
from clinic.registry.selectors import glucocorticoid_courses
from clinic.registry.vocabulary import CourseRole
from clinic.studies.models import Consent, Study
from clinic.visits.models import Visit
from scoring.criteria.glucocorticoid import GlucocorticoidCourse
from scoring.models import Score
from scoring.selectors import EpisodeBaseline, Standing, baseline_in, state_of

PATIENTS_AT_A_TIME = 50  # in memory at once, with all their visits


@dataclass(frozen=True)
class Subject:
    """A patient under the study's pseudonym, with everything the rows need at hand."""

    pseudonym: str
    patient: Patient
    visits: list[Visit]
    courses: list[TreatmentCourse]
    episodes: list[EpisodeBaseline]
    glucocorticoids: list[GlucocorticoidCourse]
    standing: Standing
    scores: dict[tuple[int, int], Score]  # by index course and visit; empty unless current


def eligible(study: Study, user: User, today: date) -> PatientQuerySet:
    """Whose consent is current today, at the centres whose patients this person may export."""
    consents = Consent.objects.current_on(today).filter(study=study)
    patients = Patient.objects.visible_to(user, Permission.EXPORT)
    return patients.filter(pk__in=consents.values("patient"))


def subjects(study: Study, user: User, today: date) -> Iterator[Subject]:
    """In the order of their pseudonyms, which are drawn at random."""
    patients = (
        eligible(study, user, today)
        .filter(pseudonyms__study=study)
        .annotate(pseudonym=F("pseudonyms__value"))
        .select_related("recomputation")
        .prefetch_related(
            "antibodies",
            Prefetch("visits", Visit.objects.order_by("visited_on", "id")),
            "visits__laboratory",
            Prefetch(
                "courses",
                TreatmentCourse.objects.select_related("episode").order_by("started_on", "id"),
            ),
            Prefetch("courses__doses", DosePeriod.objects.order_by("started_on")),
            Prefetch("courses__episode__scores", Score.objects.current()),
        )
        .order_by("pseudonym")
    )
    for patient in patients.iterator(chunk_size=PATIENTS_AT_A_TIME):
        yield _subject(patient)


def _subject(patient: Patient) -> Subject:
    visits, courses = list(patient.visits.all()), list(patient.courses.all())
    index_courses = [course for course in courses if course.role == CourseRole.INDEX]
    standing = state_of(getattr(patient, "recomputation", None)).standing
    return Subject(
        pseudonym=patient.pseudonym,  # type: ignore[attr-defined]  # annotated
        patient=patient,
        visits=visits,
        courses=courses,
        episodes=[baseline_in(course, visits) for course in index_courses],
        glucocorticoids=glucocorticoid_courses(courses),
        standing=standing,
        scores=_scores(index_courses) if standing is Standing.CURRENT else {},
    )


def _scores(index_courses: list[TreatmentCourse]) -> dict[tuple[int, int], Score]:
    return {
        (course.pk, score.visit_id): score
        for course in index_courses
        if hasattr(course, "episode")
        for score in course.episode.scores.all()
    }
