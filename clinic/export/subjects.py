"""Who is in an export of a study, and all that its rows are made of."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from django.db.models import F, Prefetch

from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from clinic.registry.models import DosePeriod, Patient, PatientQuerySet, TreatmentCourse
from clinic.registry.selectors import glucocorticoid_courses
from clinic.registry.vocabulary import CourseRole
from clinic.studies.models import Consent, Study
from clinic.visits.models import LabResult, Visit
from scoring.criteria.glucocorticoid import GlucocorticoidCourse
from scoring.models import Score, Standing
from scoring.selectors import EpisodeBaseline, baseline_in, standing

PATIENTS_AT_A_TIME = 50  # in memory at once, with all their visits


class LabFinding(NamedTuple):
    """An analyte in its canonical unit, with the laboratory's mark and limit."""

    comparator: str | None
    value: Decimal
    uln: Decimal | None


Laboratory = dict[str, LabFinding]  # by analyte


@dataclass(frozen=True)
class Subject:
    """A patient under the study's pseudonym, with everything the rows need at hand."""

    pseudonym: str
    patient: Patient
    visits: list[Visit]
    laboratory: dict[int, Laboratory]  # by visit
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
            Prefetch(
                "courses",
                TreatmentCourse.objects.select_related("episode"),
            ),
            Prefetch("courses__doses", DosePeriod.objects.order_by("started_on")),
            Prefetch("courses__episode__scores", Score.objects.current()),
        )
        .order_by("pseudonym")
    )
    found = patients.iterator(chunk_size=PATIENTS_AT_A_TIME)
    while batch := list(islice(found, PATIENTS_AT_A_TIME)):
        laboratory = _laboratory(batch)
        for patient in batch:
            yield _subject(patient, laboratory)


def _laboratory(patients: list[Patient]) -> dict[int, Laboratory]:
    """By visit. Plain tuples: they are most of what an export reads."""
    results = LabResult.objects.filter(
        visit__patient__in=patients, visit__withdrawn_at__isnull=True
    ).values_list("visit_id", "analyte", "comparator", "canonical_value", "canonical_uln")
    laboratory: dict[int, Laboratory] = defaultdict(dict)
    for visit_id, analyte, comparator, value, uln in results:
        laboratory[visit_id][analyte] = LabFinding(comparator, value, uln)
    return laboratory


def _subject(patient: Patient, laboratory: dict[int, Laboratory]) -> Subject:
    visits, courses = list(patient.visits.all()), list(patient.courses.all())
    index_courses = [course for course in courses if course.role == CourseRole.INDEX]
    present = standing(patient)
    return Subject(
        pseudonym=patient.pseudonym,  # type: ignore[attr-defined]  # annotated
        patient=patient,
        visits=visits,
        laboratory=laboratory,
        courses=courses,
        episodes=[baseline_in(course, visits) for course in index_courses],
        glucocorticoids=glucocorticoid_courses(courses),
        standing=present,
        scores=_scores(index_courses) if present.is_current else {},
    )


def _scores(index_courses: list[TreatmentCourse]) -> dict[tuple[int, int], Score]:
    return {
        (course.pk, score.visit_id): score
        for course in index_courses
        if hasattr(course, "episode")
        for score in course.episode.scores.all()
    }
