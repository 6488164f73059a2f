"""The cohort of the letter's kind: who was started on anakinra and meets its inclusion rule.

Read as plain tuples, because it goes over everybody's visits and scores.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from clinic.dashboard.selectors.glucocorticoids import glucocorticoids_of
from clinic.registry.models import (
    AntibodyResult,
    PatientManifestation,
    TreatmentCourse,
)
from clinic.registry.vocabulary import CourseRole, Drug
from clinic.visits.models import Relapse, Visit
from scoring.criteria.glucocorticoid import GlucocorticoidCourse, prednisone_mg_on
from scoring.criteria.inclusion import AntibodyTest, Verdict, evaluate_inclusion
from scoring.criteria.points import Category, Population
from scoring.criteria.response import ScoredVisit
from scoring.criteria.terms import Antibody, Manifestation
from scoring.models import Score, Standing
from scoring.selectors import standings


@dataclass
class Member:
    """One patient and the first course of anakinra as the index treatment."""

    patient_id: int
    course_id: int
    started_on: date
    is_illustrative: bool
    verdict: Verdict = Verdict.NOT_EVALUABLE
    standing: Standing = Standing.CURRENT
    visits: list[tuple[date, bool | None]] = field(default_factory=list)  # day, adverse event
    population: Population | None = None  # of the scores; None without any
    scored: list[ScoredVisit] = field(default_factory=list)  # in the order of the visits
    relapses: list[date] = field(default_factory=list)
    glucocorticoids: list[GlucocorticoidCourse] = field(default_factory=list)

    @property
    def categories(self) -> list[Category]:
        """In the order of the visits."""
        return [visit.category for visit in self.scored]

    @property
    def start_mg(self) -> Decimal | None:
        """Prednisone equivalent on the day anakinra was started."""
        return prednisone_mg_on(self.started_on, self.glucocorticoids)

    def course_in(self, courses: Iterable[TreatmentCourse]) -> TreatmentCourse:
        """The course of anakinra among the patient's."""
        return next(course for course in courses if course.pk == self.course_id)

    @property
    def later_visits(self) -> list[tuple[date, bool | None]]:
        """On treatment: after the day it was started."""
        return [visit for visit in self.visits if visit[0] > self.started_on]


def members(centres: Sequence[int]) -> list[Member]:
    """In the order of their codes, included or not. Eight queries.

    Who is not included is only counted, and has a verdict and nothing else.
    """
    found = _treated(centres)
    _put_verdicts(found)
    _put_course_of_disease(
        {pk: member for pk, member in found.items() if member.verdict is Verdict.INCLUDED}
    )
    return list(found.values())


def _treated(centres: Sequence[int]) -> dict[int, Member]:
    courses = (
        TreatmentCourse.objects.filter(
            patient__centre_id__in=centres, role=CourseRole.INDEX, drug=Drug.ANAKINRA
        )
        .order_by("patient__code", "started_on", "pk")
        .values_list("patient_id", "pk", "started_on", "patient__is_illustrative")
    )
    found: dict[int, Member] = {}
    for patient_id, course_id, started_on, is_illustrative in courses:
        if started_on is not None and patient_id not in found:
            found[patient_id] = Member(patient_id, course_id, started_on, is_illustrative)
    return found


def _rows(model: type[Any], found: dict[int, Member], *fields: str) -> Iterable[tuple[Any, ...]]:
    """Rows of the members in the model's own order."""
    rows: Iterable[tuple[Any, ...]] = model.objects.filter(patient_id__in=found).values_list(
        "patient_id", *fields
    )
    return rows


def _put_verdicts(found: dict[int, Member]) -> None:
    tests: dict[int, list[AntibodyTest]] = defaultdict(list)
    kinds: dict[int, set[Manifestation]] = defaultdict(set)
    rows = _rows(AntibodyResult, found, "antibody", "is_positive", "method")
    for patient_id, antibody, is_positive, method in rows:
        tests[patient_id].append(AntibodyTest(Antibody(antibody), is_positive, method))
    for patient_id, kind in _rows(PatientManifestation, found, "kind"):
        kinds[patient_id].add(Manifestation(kind))
    for patient_id, member in found.items():
        result = evaluate_inclusion(tests[patient_id], kinds[patient_id] or None)
        member.verdict = result.verdict


def _put_course_of_disease(included: dict[int, Member]) -> None:
    for patient_id, day, event in _rows(Visit, included, "visited_on", "has_adverse_event"):
        included[patient_id].visits.append((day, event))
    for patient_id, day in _rows(Relapse, included, "occurred_on"):
        included[patient_id].relapses.append(day)
    for patient_id, courses in glucocorticoids_of(included).items():
        included[patient_id].glucocorticoids = courses
    _put_scores(included)


def _put_scores(found: dict[int, Member]) -> None:
    for patient_id, standing in standings(found).items():
        found[patient_id].standing = standing
    courses = {member.course_id: member for member in found.values()}
    scores = (
        Score.objects.up_to_date()
        .filter(episode__course_id__in=courses)
        .order_by("visit__visited_on", "visit")
        .values_list(
            "episode__course_id", "population", "visit__visited_on", "lower", "upper", "category"
        )
    )
    for course_id, population, day, lower, upper, category in scores:
        if lower is None or upper is None or category is None:
            continue  # a row that says why there is none
        member = courses[course_id]
        member.population = Population(population)
        member.scored.append(ScoredVisit(day, lower, upper, Category(category)))
