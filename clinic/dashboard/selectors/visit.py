"""Everything a visit's page shows, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from clinic.registry.selectors import courses_with_doses, glucocorticoid_courses
from clinic.visits.models import LabResult, Visit
from scoring.criteria.glucocorticoid import prednisone_mg_on
from scoring.models import Score, Standing
from scoring.selectors import EpisodeBaseline, baselines, current_scores, standing


@dataclass(frozen=True)
class VisitFindings:
    """One visit with its scores in force, one an episode."""

    visit: Visit
    laboratory: Sequence[LabResult]
    standing: Standing
    scores: Sequence[Score]
    baselines: Sequence[EpisodeBaseline]
    prednisone_mg: Decimal | None

    @property
    def baseline_of(self) -> list[EpisodeBaseline]:
        """The episodes whose baseline this visit is."""
        return [one for one in self.baselines if one.baseline == self.visit]


def visible_visits(user: User) -> QuerySet[Visit]:
    """The visits of the patients this person may open."""
    centres = user.centres_for(Permission.SEE_PATIENTS)
    return Visit.objects.filter(patient__centre_id__in=centres).select_related(
        "patient__recomputation"
    )


def visit_findings(visit: Visit) -> VisitFindings:
    """Six queries."""
    taken = glucocorticoid_courses(courses_with_doses(visit.patient))
    return VisitFindings(
        visit=visit,
        laboratory=list(visit.laboratory.all()),
        standing=standing(visit.patient),
        scores=list(current_scores(visit.patient).filter(visit=visit)),
        baselines=baselines(visit.patient),
        prednisone_mg=prednisone_mg_on(visit.visited_on, taken),
    )
