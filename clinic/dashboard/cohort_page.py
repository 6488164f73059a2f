"""The small figures of the cohort, patient beside patient on the same axes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

from clinic.dashboard.cohort import label
from clinic.dashboard.figures.frame import months_of
from clinic.dashboard.figures.inflammation import inflammation
from clinic.dashboard.figures.response import response
from clinic.dashboard.figures.series import shared_span, value_text
from clinic.dashboard.numerals import printed, score_text
from clinic.dashboard.rows import Timeline, VisitRow
from clinic.dashboard.selectors.cohort_timelines import MemberTimeline
from clinic.dashboard.selectors.timelines import TROPONINS
from clinic.registry.models import Patient
from scoring.models import Standing
from scoring.vocabulary import Category

PAGE_SIZE = 12


@dataclass(frozen=True)
class PointLine:
    """One visit as numbers, for the table beside the small figures."""

    months: str
    crp: str | None
    troponin: str | None
    score: str | None
    category: str | Promise | None


@dataclass(frozen=True)
class Panel:
    """One patient: two figures and the same numbers."""

    label: str
    who: str
    is_illustrative: bool
    standing: Standing
    inflammation_id: str
    inflammation: dict[str, Any]
    response_id: str
    response: dict[str, Any]
    lines: Sequence[PointLine]


def panels(shown: Sequence[MemberTimeline]) -> list[Panel]:
    """All on one month axis and one span of the laboratory axes."""
    timelines = [one.timeline for one in shown]
    months, span = months_of(timelines), shared_span(timelines)
    return [
        Panel(
            label=label(one.number),
            who=_who(one.patient, one.timeline),
            is_illustrative=one.member.is_illustrative,
            standing=one.member.standing,
            inflammation_id=f"inflammation-{one.number}",
            inflammation=inflammation(one.timeline, months, span, is_small=True).to_plotly_json(),
            response_id=f"response-{one.number}",
            response=response(one.timeline, months, is_small=True).to_plotly_json(),
            lines=[_line(one.timeline, visit) for visit in one.timeline.visits],
        )
        for one in shown
    ]


def _who(patient: Patient, timeline: Timeline) -> str:
    antibodies = [row.get_antibody_display() for row in patient.antibodies.all() if row.is_positive]
    age = patient.age_on(timeline.started_on)
    return ", ".join([f"{patient.get_sex_display()[:1]} {age}", *dict.fromkeys(antibodies)])


def _line(timeline: Timeline, visit: VisitRow) -> PointLine:
    troponins = [visit.troponins[assay] for assay in TROPONINS if assay in visit.troponins]
    score = visit.score
    return PointLine(
        months=printed(Decimal(repr(timeline.months(visit.day))), 1) or "",
        crp=value_text(visit.crp) if visit.crp else None,
        troponin=value_text(troponins[0]) if troponins else None,
        score=score_text(score.lower, score.upper) if score else None,
        category=Category(score.category).label if score else None,
    )
