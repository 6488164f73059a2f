"""The small lines and the ruler of a row of the review list. Pure."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TypedDict

from clinic.dashboard.doses import USUAL_TOP_MG, dose_steps
from clinic.dashboard.selectors.review_details import Details, SeenVisit
from clinic.dashboard.selectors.review_index import Entry
from clinic.dashboard.small_svg import score_svg, shared, value_svg
from clinic.dashboard.sparklines import (
    Frame,
    ScorePoint,
    Value,
    dose_area,
    level,
    marks,
    score_trend,
    upright,
    value_trend,
)
from scoring.criteria.episode import population_on
from scoring.criteria.points import THRESHOLDS, Population

SCORE_SIZE = (172.0, 38.0)
VALUE_SIZE = (72.0, 32.0)
CRP_LOW, CRP_HIGH = 1.0, 200.0  # mg/L, the same for every row so that rows can be compared
RULER_WIDTH = 96
LEAST_BAR = 3.0


class Ruler(TypedDict):
    """Bounds as a level bar over 0-100."""

    left: str
    width: str
    scale: str  # path of the level line and the thresholds across it


def in_sight(visits: Sequence[SeenVisit], first: date) -> Sequence[SeenVisit]:
    """The visits in the window, and the last one before it, from which the line comes in."""
    before = sum(visit.day < first for visit in visits)
    return visits[max(before - 1, 0) :]


def score_line(entry: Entry, details: Details, seen: Sequence[SeenVisit], frame: Frame) -> str:
    points = [
        ScorePoint(
            visit.day,
            None if visit.lower is None else float(visit.lower),
            None if visit.upper is None else float(visit.upper),
        )
        for visit in seen
    ]
    return score_svg(
        score_trend(points, frame),
        frame,
        relapses=marks((relapse.day for relapse in entry.relapses), frame),
        start=upright(entry.started_on, frame),
        category=seen[-1].category if seen else None,
        backdrop=shared(f"bands-{_population(entry, details)}"),
        is_faded=not entry.standing.is_current,
    )


def crp_line(seen: Sequence[SeenVisit], frame: Frame) -> str:
    values = [Value(visit.day, float(visit.crp.value) if visit.crp else None) for visit in seen]
    limits = [visit.crp.uln for visit in seen if visit.crp and visit.crp.uln]
    limit = level(float(limits[-1]), CRP_LOW, CRP_HIGH, frame, is_log=True) if limits else None
    trend = value_trend(values, frame, CRP_LOW, CRP_HIGH, is_log=True)
    return value_svg("crp", trend, frame, None if limit is None else f"{limit:.1f}")


def dose_line(details: Details, frame: Frame, today: date) -> str:
    steps = dose_steps(details.glucocorticoids, frame.first, today)
    return value_svg("dose", dose_area(steps, frame, USUAL_TOP_MG), frame)


def _population(entry: Entry, details: Details) -> Population:
    """That of the stored scores; before there is one, by the day the treatment started."""
    scored = next(
        (visit.population for visit in reversed(details.visits) if visit.population), None
    )
    if scored is not None:
        return Population(scored)
    return population_on(entry.started_on or entry.today, details.date_of_birth)


def ruler(now: SeenVisit | None) -> Ruler | None:
    """None for a single value, which needs no bar."""
    if now is None or now.lower is None or now.upper is None or now.lower == now.upper:
        return None
    assert now.population is not None
    width = max(float(now.upper - now.lower) * RULER_WIDTH / 100, LEAST_BAR)
    return Ruler(
        left=f"{float(now.lower) * RULER_WIDTH / 100:.1f}",
        width=f"{width:.1f}",
        scale=_scale(Population(now.population)),
    )


@cache
def _scale(population: Population) -> str:
    """A level line, and an upright one at each threshold of this population."""
    ticks = [f"M{float(cut) * RULER_WIDTH / 100:.1f} 0v10" for cut in THRESHOLDS[population]]
    return "".join([f"M0 5H{RULER_WIDTH}", *ticks])
