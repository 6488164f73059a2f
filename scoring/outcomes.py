"""What each follow-up would come out as against one baseline; nothing of it is stored."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from clinic.registry.models import TreatmentCourse
from clinic.visits.models import Visit
from scoring.criteria import tis
from scoring.criteria.core_set import EnzymeChoice
from scoring.criteria.episode import population_on
from scoring.episodes import Findings, case_of, is_followup, stored_findings
from scoring.vocabulary import NoScore

Outcome = tis.Score | NoScore


def outcomes(
    course: TreatmentCourse,
    baseline_on: date,
    baseline: Findings,
    choice: EnzymeChoice,
    visits: Iterable[Visit],
) -> dict[int, Outcome]:
    """By visit, of the follow-ups among `visits`, whose `laboratory` is at hand."""
    population = population_on(baseline_on, course.patient.date_of_birth)
    found: dict[int, Outcome] = {}
    for visit in visits:
        if is_followup(course, visit):
            case = case_of(population, baseline, stored_findings(visit), choice)
            found[visit.pk] = case if isinstance(case, NoScore) else tis.score(case)
    return found


def differ(one: Outcome, other: Outcome) -> bool:
    """Whether a page would print something else of them."""
    return bool(_printed(one) != _printed(other))


def _printed(outcome: Outcome) -> Any:
    if isinstance(outcome, NoScore):
        return outcome
    return outcome.lower, outcome.upper, outcome.category
