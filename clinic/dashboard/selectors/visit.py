"""Everything a visit's page shows, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import QuerySet

from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from clinic.audit.selectors import last_writing
from clinic.registry.selectors import courses_with_doses, glucocorticoid_courses
from clinic.visits.models import LabResult, Visit
from scoring.criteria.glucocorticoid import prednisone_mg_on
from scoring.models import Score, Standing
from scoring.selectors import EpisodeBaseline, baselines, current_scores, standing


@dataclass(frozen=True)
class Withdrawal:
    """That a visit was entered by mistake: when it was withdrawn, by whom, why."""

    at: datetime
    by: str | None
    reason: str | None


@dataclass(frozen=True)
class VisitFindings:
    """One visit with its scores in force, one an episode."""

    visit: Visit
    laboratory: Sequence[LabResult]
    standing: Standing
    scores: Sequence[Score]
    baselines: Sequence[EpisodeBaseline]
    prednisone_mg: Decimal | None
    withdrawal: Withdrawal | None

    @property
    def baseline_of(self) -> list[EpisodeBaseline]:
        """The episodes whose baseline this visit is."""
        return [one for one in self.baselines if one.baseline == self.visit]


def visible_visits(user: User) -> QuerySet[Visit]:
    """The visits of the patients this person may open, withdrawn ones too."""
    centres = user.centres_for(Permission.SEE_PATIENTS)
    visits = Visit.recorded.filter(patient__centre_id__in=centres)
    return visits.select_related("patient__recomputation")


def visit_findings(visit: Visit) -> VisitFindings:
    """Six queries, and two more of a withdrawn visit."""
    taken = glucocorticoid_courses(courses_with_doses(visit.patient))
    return VisitFindings(
        visit=visit,
        laboratory=list(visit.laboratory.all()),
        standing=standing(visit.patient),
        scores=list(current_scores(visit.patient).filter(visit=visit)),
        baselines=baselines(visit.patient),
        prednisone_mg=prednisone_mg_on(visit.visited_on, taken),
        withdrawal=_withdrawal_of(visit) if visit.withdrawn_at else None,
    )


def _withdrawal_of(visit: Visit) -> Withdrawal:
    """From the trail, which keeps who and why; a row of before the trail has neither."""
    assert visit.withdrawn_at is not None
    event = last_writing(Visit._meta.db_table, visit.pk, "withdrawn_at")
    if event is None:
        return Withdrawal(visit.withdrawn_at, None, None)
    person = User.objects.filter(pk=event.actor_id or 0).first()
    name = person.display_name if person else event.actor
    return Withdrawal(visit.withdrawn_at, name, event.reason)
