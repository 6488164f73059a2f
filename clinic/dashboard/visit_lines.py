"""The visits of a patient as lines of a table, newest first, and as the numbers of the figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic.dashboard.contributions import measure_words
from clinic.dashboard.figures.series import value_text
from clinic.dashboard.numerals import day_number, printed, score_text
from clinic.dashboard.rows import VisitRow
from clinic.dashboard.selectors.patient import PatientFindings
from clinic.registry.models import TreatmentCourse
from clinic.visits.models import Visit
from scoring.criteria.episode import months_since, study_day
from scoring.criteria.glucocorticoid import prednisone_mg_on
from scoring.models import Score, Standing
from scoring.vocabulary import Category, NoScore

AT_A_RELAPSE = timedelta(days=3)  # a visit that near to a relapse is marked with it


@dataclass(frozen=True)
class VisitLine:
    visit: Visit
    study_day: str | None  # since the start of the index course; None without one
    months: str | None
    is_baseline: bool
    category: str | None  # the code, for its colour
    category_words: str | Promise | None
    score: str | None
    stored: Score | None  # in force, also where it only says why there is none
    missing: str | None
    why_none: str | Promise | None
    prednisone: str | None
    laboratory: Sequence[tuple[str | None, str | None]]  # CRP and each assay: value, upper limit
    is_at_relapse: bool


def visit_lines(findings: PatientFindings) -> list[VisitLine]:
    """Newest first."""
    lines = []
    for visit, row in zip(findings.visits, findings.rows, strict=True):
        mg = prednisone_mg_on(visit.visited_on, findings.glucocorticoids)
        lines.append(_line(findings, visit, row, mg))
    return lines[::-1]


def _line(findings: PatientFindings, visit: Visit, row: VisitRow, mg: Decimal | None) -> VisitLine:
    stored = findings.scores.get(visit.pk)
    labs = [row.crp, *(row.troponins.get(assay) for assay in findings.assays)]
    score = row.score
    return VisitLine(
        visit=visit,
        study_day=_study_day(findings.course, visit),
        months=_months(findings.course, visit),
        is_baseline=visit == findings.baseline_visit,
        category=score.category.value if score else None,
        category_words=Category(score.category).label if score else None,
        score=score_text(score.lower, score.upper) if score else None,
        stored=stored,
        missing=measure_words(score.missing, score.population) if score and score.missing else None,
        why_none=None if score else _why_none(findings, visit, stored),
        prednisone=printed(mg),
        laboratory=[(value_text(lab), printed(lab.uln)) if lab else (None, None) for lab in labs],
        is_at_relapse=any(
            abs(relapse.occurred_on - visit.visited_on) <= AT_A_RELAPSE
            for relapse in findings.relapses
        ),
    )


def _why_none(
    findings: PatientFindings, visit: Visit, stored: Score | None
) -> str | Promise | None:
    """In a word; nothing for a visit of which no score is expected."""
    if findings.standing is Standing.PENDING:
        return _("being recomputed")
    if findings.standing is Standing.FAILED:
        return _("not recomputed")
    if stored is not None and stored.problem:
        return NoScore(stored.problem).label
    return None


def _study_day(course: TreatmentCourse | None, visit: Visit) -> str | None:
    if course is None or course.started_on is None:
        return None
    return day_number(study_day(visit.visited_on, course.started_on))


def _months(course: TreatmentCourse | None, visit: Visit) -> str | None:
    if course is None or course.started_on is None:
        return None
    months = months_since(visit.visited_on, course.started_on)
    exact = Decimal(months.numerator) / Decimal(months.denominator)
    return printed(exact, 1)
