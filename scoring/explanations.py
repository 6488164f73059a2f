"""A row of the ledger explained, with what its neighbours in the episode add."""

from scoring.criteria import cases, deterioration
from scoring.criteria.both_populations import under_both
from scoring.criteria.exact import plain
from scoring.criteria.explanation import Explanation, explain_stored
from scoring.criteria.verdict import Verdict
from scoring.models import Score


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
    if before is None:
        return None
    if before.problem is not None:
        return Verdict.NOT_EVALUABLE
    return deterioration.evaluate(cases.read_case(before.inputs)).verdict
