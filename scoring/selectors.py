"""What pages and exports ask about scores. None of it ever gives an old score as current."""

from collections.abc import Collection
from dataclasses import dataclass

from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.vocabulary import CourseRole
from clinic.visits.models import Visit
from scoring.episodes import baseline_of, designated_in, episode_of
from scoring.models import Recomputation, Score, ScoreQuerySet, Standing


def standing(patient: Patient) -> Standing:
    """One query, or none where `recomputation` was selected with the patient.

    A patient for whom nothing was ever due is current.
    """
    recomputation: Recomputation | None = getattr(patient, "recomputation", None)
    return recomputation.standing if recomputation else Standing.CURRENT


def edition(patient: Patient) -> str:
    """A short text that is another one as soon as what may be shown of the scores is another.

    Read it before the scores: a page that holds on to it then never misses a change. As many
    queries as `standing`.
    """
    row: Recomputation | None = getattr(patient, "recomputation", None)
    return f"{row.revision}.{row.computed_revision}.{row.standing.value}" if row else ""


def standings(patient_ids: Collection[int]) -> dict[int, Standing]:
    """Of each of many patients, by id. One query."""
    found = Recomputation.objects.filter(patient_id__in=patient_ids)
    return dict.fromkeys(patient_ids, Standing.CURRENT) | {
        recomputation.patient_id: recomputation.standing for recomputation in found
    }


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


def visible_scores(user: User) -> ScoreQuerySet:
    """Rows of the patients whose pages this person may open, superseded ones included."""
    centres = user.centres_for(Permission.SEE_PATIENTS)
    return Score.objects.filter(episode__course__patient__centre_id__in=centres).select_related(
        "visit", "baseline", "episode__course__patient__recomputation"
    )


def history(score: Score) -> list[Score]:
    """All rows of the score's visit and episode, the first one first: one query.

    Rows carry visit, baseline, `episode.course.patient` and `supersedes`; the last one is current
    unless `ceased` says why there is none.
    """
    rows = Score.objects.filter(episode=score.episode_id, visit=score.visit_id)
    return list(
        rows.select_related(
            "visit", "baseline", "episode__course__patient", "supersedes__baseline"
        ).order_by("id")
    )


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
    is_designated = designated_in(episode, visits) is not None
    return EpisodeBaseline(course, baseline_of(course, episode, visits), is_designated)
