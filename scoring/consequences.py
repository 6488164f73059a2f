"""What it brings about for baselines and scores to withdraw a visit, or to restore it."""

from dataclasses import dataclass

from clinic.registry.models import TreatmentCourse
from clinic.registry.vocabulary import CourseRole
from clinic.visits.models import Visit
from scoring.episodes import baseline_of, enzyme_choice_of, episode_of, stored_findings
from scoring.outcomes import Outcome, differ, outcomes
from scoring.vocabulary import NoScore


@dataclass(frozen=True)
class Consequence:
    """For the response to one index treatment: its baseline and its scores, before and after."""

    course: TreatmentCourse
    present: Visit | None
    coming: Visit | None
    going: int  # scores that are there now and not afterwards
    added: int
    changing: int

    @property
    def is_any(self) -> bool:
        return self.present != self.coming or bool(self.going or self.added or self.changing)


def of_withdrawal(visit: Visit) -> list[Consequence]:
    """Three queries. The courses on which it has none are left out."""
    standing, others = _with_and_without(visit)
    return _consequences(visit, before=standing, after=others)


def of_restoring(visit: Visit) -> list[Consequence]:
    """As `of_withdrawal`, of a visit that is withdrawn."""
    standing, others = _with_and_without(visit)
    return _consequences(visit, before=others, after=standing)


def _with_and_without(visit: Visit) -> tuple[list[Visit], list[Visit]]:
    recorded = Visit.recorded.filter(patient_id=visit.patient_id).prefetch_related("laboratory")
    others = [one for one in recorded if one.withdrawn_at is None and one.pk != visit.pk]
    return [one for one in recorded if one.pk == visit.pk or one in others], others


def _consequences(visit: Visit, *, before: list[Visit], after: list[Visit]) -> list[Consequence]:
    index = visit.patient.courses.filter(role=CourseRole.INDEX).select_related("episode", "patient")
    found = [_consequence(course, before, after) for course in index]
    return [one for one in found if one.is_any]


def _consequence(course: TreatmentCourse, before: list[Visit], after: list[Visit]) -> Consequence:
    present, scored = _scored(course, before)
    coming, to_be_scored = _scored(course, after)
    both = scored.keys() & to_be_scored.keys()
    return Consequence(
        course=course,
        present=present,
        coming=coming,
        going=_scores(scored) - _scores({pk: scored[pk] for pk in both}),
        added=_scores(to_be_scored) - _scores({pk: to_be_scored[pk] for pk in both}),
        changing=sum(differ(scored[pk], to_be_scored[pk]) for pk in both),
    )


def _scored(
    course: TreatmentCourse, visits: list[Visit]
) -> tuple[Visit | None, dict[int, Outcome]]:
    episode = episode_of(course)
    baseline = baseline_of(course, episode, visits)
    if baseline is None:
        return None, {}
    choice, found = enzyme_choice_of(episode), stored_findings(baseline)
    return baseline, outcomes(course, baseline.visited_on, found, choice, visits)


def _scores(found: dict[int, Outcome]) -> int:
    return sum(not isinstance(outcome, NoScore) for outcome in found.values())
