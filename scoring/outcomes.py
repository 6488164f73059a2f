"""What each follow-up would come out as against one baseline; nothing of it is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Change:
    """A follow-up as it comes out now, and as it would; None: there is no baseline."""

    visit: Visit
    before: Outcome | None
    after: Outcome | None

    @property
    def is_change(self) -> bool:
        return differ(self.before, self.after)


def compared(
    visits: Iterable[Visit], before: Mapping[int, Outcome], after: Mapping[int, Outcome]
) -> list[Change]:
    """One a follow-up, in the order of `visits`."""
    return [
        Change(visit, before.get(visit.pk), after.get(visit.pk))
        for visit in visits
        if visit.pk in before or visit.pk in after
    ]


def differ(one: Outcome | None, other: Outcome | None) -> bool:
    """Whether a page would print something else of them."""
    return bool(_printed(one) != _printed(other))


def _printed(outcome: Outcome | None) -> Any:
    if outcome is None or isinstance(outcome, NoScore):
        return outcome
    return outcome.lower, outcome.upper, outcome.category
