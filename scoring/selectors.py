"""What pages and exports ask about scores. None of it ever gives an old score as current."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.vocabulary import CourseRole
from clinic.visits.models import Visit
from scoring.episodes import baseline_of, episode_of
from scoring.models import MAX_ATTEMPTS, Recomputation, Score, ScoreQuerySet


class Standing(StrEnum):
    CURRENT = "current"
    PENDING = "pending"  # being recomputed
    FAILED = "failed"  # given up after MAX_ATTEMPTS; the next change tries again


@dataclass(frozen=True)
class ScoreState:
    """Whether a patient's scores are up to date, and since when they are not."""

    standing: Standing
    since: datetime | None = None
    failure: str | None = None  # the exception's type

    @property
    def is_current(self) -> bool:
        return self.standing is Standing.CURRENT


def score_state(patient: Patient) -> ScoreState:
    """One query, or none where `recomputation` was selected with the patient."""
    return state_of(getattr(patient, "recomputation", None))


def state_of(recomputation: Recomputation | None) -> ScoreState:
    """Nothing was ever due: current."""
    if recomputation is None or not recomputation.is_pending:
        return ScoreState(Standing.CURRENT)
    standing = Standing.FAILED if recomputation.attempts >= MAX_ATTEMPTS else Standing.PENDING
    return ScoreState(standing, recomputation.requested_at, recomputation.failure)


def current_scores(patient: Patient) -> ScoreQuerySet:
    """The patient's scores in the order of the visits, one query; none while pending.

    Rows carry visit, baseline and `episode.course`. A visit has one row in each of its episodes;
    baselines have none.
    """
    return (
        Score.objects.up_to_date()
        .filter(episode__course__patient=patient)
        .select_related("visit", "baseline", "episode__course")
        .order_by("episode__course__started_on", "episode", "visit__visited_on", "visit")
    )


def latest_scores(patients: Iterable[Patient]) -> dict[int, Score]:
    """By patient id: the score of the latest scored visit in the latest episode. One query."""
    patient = "episode__course__patient"
    latest_first = [
        F("episode__course__started_on").desc(),
        F("episode").desc(),
        F("visit__visited_on").desc(),
        F("visit").desc(),
    ]
    ranked = (
        Score.objects.up_to_date()
        .filter(**{f"{patient}__in": patients})
        .select_related("visit", "episode__course")
        .annotate(rank=Window(RowNumber(), partition_by=[F(patient)], order_by=latest_first))
    )
    return {score.episode.course.patient_id: score for score in ranked.filter(rank=1)}


@dataclass(frozen=True)
class EpisodeBaseline:
    """An index course and the visit its response is measured against; None: there is none yet."""

    course: TreatmentCourse
    baseline: Visit | None
    is_designated: bool


def baselines(patient: Patient, visits: list[Visit] | None = None) -> list[EpisodeBaseline]:
    """The baseline of each index course, in the order of their start.

    Two queries; one where the patient's `visits` are at hand, in the order of their days.
    """
    if visits is None:
        visits = list(patient.visits.all())
    courses = patient.courses.filter(role=CourseRole.INDEX).select_related("episode")
    return [baseline_in(course, visits) for course in courses]


def baseline_in(course: TreatmentCourse, visits: list[Visit]) -> EpisodeBaseline:
    """The baseline of one index course among these visits. No query: `episode` is at hand."""
    episode = episode_of(course)
    is_designated = bool(episode and episode.designated_baseline_id)
    return EpisodeBaseline(course, baseline_of(course, episode, visits), is_designated)
