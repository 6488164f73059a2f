"""A row of the ledger explained, with what its neighbours in the episode add, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.criteria import cases, deterioration
from scoring.criteria.both_populations import under_both
from scoring.criteria.exact import plain
from scoring.criteria.explanation import Explanation, explain_stored
from scoring.criteria.verdict import Verdict
from scoring.models import Score, Standing
from scoring.selectors import history, standing


@dataclass(frozen=True)
class ScoreFindings:
    """One row; `explanation` is None where it holds a problem, or may not be shown for now."""

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
        return not self.may_show(self.row)

    @property
    def present(self) -> Score | None:
        """The row in force in the place of a superseded one; None where there is none."""
        last = self.history[-1]
        return last if last.superseded_at is None else None

    def may_show(self, row: Score) -> bool:
        """Whether a row of the history holds, or says that it does not."""
        return row.superseded_at is not None or self.standing.is_current


def score_findings(row: Score) -> ScoreFindings:
    """The row with its explanation and history: two queries at most, for a visible row."""
    stands = standing(row.episode.course.patient)
    is_stale = row.superseded_at is None and not stands.is_current
    return ScoreFindings(
        row=row,
        standing=stands,
        explanation=None if is_stale else explanation_of(row),
        history=history(row),
    )


def explanation_of(row: Score) -> Explanation | None:
    """The row from what is stored in it; None where it holds a problem instead of points.

    A row in force also says whether the visit before confirms a deterioration, and what the
    response is past the 18th birthday: one query. A superseded one speaks of itself only: none.
    Its visit, baseline and `episode.course.patient` are at hand.
    """
    if row.problem is not None or row.lower is None or row.upper is None:
        return None
    written = {
        "measures": row.measures,
        "enzyme": row.enzyme,
        "flags": row.flags,
        "total": plain(row.total),
        "lower": plain(row.lower),
        "upper": plain(row.upper),
        "attainable": plain(row.attainable),
        "category": row.category,
    }
    case = cases.read_case(row.inputs)
    found = explain_stored(case, written, row.criteria, row.criteria_version)
    if row.superseded_at is not None:
        return found
    both = under_both(
        row.lower,
        row.upper,
        row.baseline.visited_on,
        row.visit.visited_on,
        row.episode.course.patient.date_of_birth,
    )
    confirmed = deterioration.confirmed(_verdict_before(row), found.deterioration.verdict)
    return found._replace(both=both, confirmed=confirmed)


def _verdict_before(row: Score) -> Verdict | None:
    """Of the follow-up on the last day before, of several the one recorded last."""
    others = Score.objects.current().filter(
        episode=row.episode_id, visit__visited_on__lt=row.visit.visited_on
    )
    before = others.order_by("-visit__visited_on", "-visit").first()
    return None if before is None else deterioration_at(before)


def deterioration_at(row: Score) -> Verdict:
    """Of one follow-up; without a score its findings cannot be compared with the baseline's."""
    if row.problem is not None:
        return Verdict.NOT_EVALUABLE
    return deterioration.evaluate(cases.read_case(row.inputs)).verdict
