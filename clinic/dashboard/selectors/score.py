"""A row of the ledger for those who may open its patient, with its whole history."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from scoring.criteria.explanation import Explanation
from scoring.explanations import explanation_of
from scoring.models import Score, Standing
from scoring.selectors import history, standing


@dataclass(frozen=True)
class ScoreFindings:
    """One row; `explanation` is None where it holds a problem, or no longer holds for now."""

    row: Score
    standing: Standing  # of the patient: a row in force is shown only while it is current
    explanation: Explanation | None
    history: Sequence[Score]  # all rows of this visit and episode, the first one first

    @property
    def is_in_force(self) -> bool:
        """The last word on this visit, be it up to date or not."""
        return self.row.superseded_at is None

    @property
    def is_stale(self) -> bool:
        """In force, while something it depends on has changed: nothing of it may be shown."""
        return self.is_in_force and not self.standing.is_current

    @property
    def present(self) -> Score | None:
        """The row in force in the place of a superseded one; None where there is none."""
        last = self.history[-1]
        return last if last.superseded_at is None else None


def visible_scores(user: User) -> QuerySet[Score]:
    """Rows of the patients this person may open, superseded ones included."""
    centres = user.centres_for(Permission.SEE_PATIENTS)
    return Score.objects.filter(episode__course__patient__centre_id__in=centres).select_related(
        "visit", "baseline", "episode__course__patient__recomputation"
    )


def score_findings(row: Score) -> ScoreFindings:
    """Two queries at most."""
    stands = standing(row.episode.course.patient)
    is_stale = row.superseded_at is None and not stands.is_current
    return ScoreFindings(
        row=row,
        standing=stands,
        explanation=None if is_stale else explanation_of(row),
        history=history(row),
    )
