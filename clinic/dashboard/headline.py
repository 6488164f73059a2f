"""The numbers at the head of a patient's page, each with the small line it belongs to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic.dashboard.doses import USUAL_TOP_MG, Step, dose_steps
from clinic.dashboard.figures.series import value_text
from clinic.dashboard.numerals import at_most_decimals, printed, score_text, signed
from clinic.dashboard.rows import Lab, Scored, VisitRow
from clinic.dashboard.selectors.patient import PatientFindings
from clinic.dashboard.selectors.timelines import TROPONINS
from clinic.dashboard.small_svg import band_rects, score_svg, value_svg
from clinic.dashboard.sparklines import (
    Frame,
    ScorePoint,
    Value,
    bands,
    dose_area,
    level,
    marks,
    score_trend,
    upright,
    value_trend,
)
from clinic.visits.vocabulary import Analyte
from scoring.vocabulary import Category, NoScore

WIDTH, HEIGHT = 96.0, 40.0
LOG_FLOOR, LOG_TOP = 0.2, 60.0  # of small laboratory lines, in multiples of the limit
FEW_VISITS = 2


@dataclass(frozen=True)
class ScoreHeadline:
    """The latest score, or in words why there is none."""

    day: date | None
    score: Scored | None
    text: str | None
    category: str | Promise | None
    change: str | None
    since: date | None
    is_highest: bool  # no higher score is possible against this baseline
    why_none: str | Promise | None
    advice: Promise | None
    svg: str


@dataclass(frozen=True)
class LabHeadline:
    """The value at the last visit, or the last one before it."""

    name: str
    unit: str
    value: str | None  # None: not assessed at the last visit
    change: str | None
    relation: str | None  # to the upper limit of normal
    last: str | None  # the value before, where the last visit has none
    last_on: date | None
    svg: str


@dataclass(frozen=True)
class DoseHeadline:
    mg: str | None  # None: not known
    is_off: bool
    at_start: str | None
    svg: str


@dataclass(frozen=True)
class Headline:
    score: ScoreHeadline
    laboratory: Sequence[LabHeadline]
    dose: DoseHeadline


def headline(findings: PatientFindings) -> Headline:
    """The score, CRP, the troponin assay that was used last, and the dose of today."""
    rows = findings.rows
    first = min([findings.today, *(row.day for row in rows)])
    frame = Frame(WIDTH, HEIGHT, first, findings.today)
    laboratory = [_lab(_("CRP"), "mg/L", "crp", rows, frame, lambda row: row.crp)]
    assay = _latest_assay(rows)
    if assay is not None:
        name = str(assay.label)
        laboratory.append(_lab(name, "ng/L", "troponin", rows, frame, _reader(assay)))
    return Headline(_score(findings, frame), laboratory, _dose(findings, frame))


def _score(findings: PatientFindings, frame: Frame) -> ScoreHeadline:
    scored = [(row.day, row.score) for row in findings.rows if row.score is not None]
    latest = findings.rows[-1] if findings.rows else None
    score = latest.score if latest else None
    before = scored[-2] if score and len(scored) >= FEW_VISITS else None
    stored = findings.scores.get(findings.visits[-1].pk) if findings.visits else None
    return ScoreHeadline(
        day=latest.day if latest else None,
        score=score,
        text=score_text(score.lower, score.upper) if score else None,
        category=Category(score.category).label if score else None,
        change=_change(score, before[1]) if score and before else None,
        since=before[0] if before else None,
        is_highest=bool(score and stored and score.lower == stored.attainable),
        why_none=None if score else _why_none(findings, stored.problem if stored else None),
        advice=NoScore(stored.problem).advice if stored and stored.problem else None,
        svg=_score_svg(findings, score, frame),
    )


def _score_svg(findings: PatientFindings, score: Scored | None, frame: Frame) -> str:
    timeline = findings.timeline
    return score_svg(
        score_trend([_point(row) for row in _after_baseline(findings)], frame),
        frame,
        relapses=marks((relapse.occurred_on for relapse in findings.relapses), frame),
        start=upright(timeline.started_on, frame) if timeline else None,
        category=score.category.value if score else None,
        backdrop=band_rects(bands(timeline.thresholds, frame), frame) if timeline else "",
        is_faded=not findings.standing.is_current,
    )


def _why_none(findings: PatientFindings, problem: str | None) -> str | Promise:
    if problem:
        return NoScore(problem).label
    if findings.course is None:
        return NoScore.NO_INDEX_TREATMENT.label
    if findings.baseline_visit is None:
        return NoScore.NO_BASELINE.label
    return _("The first visit after the baseline gives the first score.")


def _change(score: Scored, before: Scored) -> str | None:
    if not (score.is_single and before.is_single):
        return None
    return signed(score.lower - before.lower, 1)


def _after_baseline(findings: PatientFindings) -> list[VisitRow]:
    baseline = findings.baseline_visit
    if baseline is None:
        return []
    later = findings.visits.index(baseline) + 1
    return list(findings.rows[later:])


def _point(row: VisitRow) -> ScorePoint:
    if row.score is None:
        return ScorePoint(row.day, None, None)
    return ScorePoint(row.day, float(row.score.lower), float(row.score.upper))


def _latest_assay(rows: Sequence[VisitRow]) -> Analyte | None:
    used = (assay for row in reversed(rows) for assay in TROPONINS if assay in row.troponins)
    return next(used, None)


def _reader(assay: str) -> Callable[[VisitRow], Lab | None]:
    return lambda row: row.troponins.get(assay)


def _lab(
    name: str,
    unit: str,
    color: str,
    rows: Sequence[VisitRow],
    frame: Frame,
    read: Callable[[VisitRow], Lab | None],
) -> LabHeadline:
    values = [(row.day, read(row)) for row in rows]
    measured = [(day, lab) for day, lab in values if lab is not None]
    now = values[-1][1] if values else None
    last = measured[-1] if measured else None
    before = measured[-2][1] if len(measured) >= FEW_VISITS else None
    limit = next((lab.uln for _day, lab in reversed(measured) if lab.uln is not None), None)
    return LabHeadline(
        name=name,
        unit=unit,
        value=value_text(now) if now else None,
        change=signed(now.value - before.value) if now and before else None,
        relation=relation(now) if now else None,
        last=value_text(last[1]) if last and not now else None,
        last_on=last[0] if last and not now else None,
        svg=_lab_svg(color, values, limit, frame),
    )


def _lab_svg(
    color: str,
    values: Sequence[tuple[date, Lab | None]],
    limit: Decimal | None,
    frame: Frame,
) -> str:
    low, high = _scale([lab for _day, lab in values if lab is not None], limit)
    drawn = [Value(day, float(lab.value) if lab else None) for day, lab in values]
    trend = value_trend(drawn, frame, low, high, is_log=True)
    at = f"{level(float(limit), low, high, frame, is_log=True):.1f}" if limit else None
    return value_svg(color, trend, frame, at)


def relation(lab: Lab) -> str | None:
    """To the upper limit of normal, in words or as its multiple; None without a limit."""
    if lab.multiple is None:
        return None
    if lab.multiple <= 1:
        return _("within normal")
    places = 1 if lab.multiple >= 2 else 2
    return _("%(times)s × limit") % {"times": printed(at_most_decimals(lab.multiple, places))}


def _scale(labs: Sequence[Lab], limit: Decimal | None) -> tuple[float, float]:
    """Around the limit, and wide enough for every value."""
    highest = max((float(lab.value) for lab in labs), default=1.0)
    reference = float(limit) if limit else highest / 10 or 1.0
    return reference * LOG_FLOOR, max(reference * 10, min(highest, reference * LOG_TOP))


def _dose(findings: PatientFindings, frame: Frame) -> DoseHeadline:
    steps = dose_steps(findings.glucocorticoids, frame.first, findings.today)
    now = steps[-1].mg if steps else None
    start = findings.course.started_on if findings.course else None
    return DoseHeadline(
        mg=printed(now),
        is_off=now == 0,
        at_start=printed(_mg_on(steps, start)) if start else None,
        svg=value_svg("dose", dose_area(steps, frame, USUAL_TOP_MG), frame),
    )


def _mg_on(steps: Sequence[Step], day: date) -> Decimal | None:
    held = [step.mg for step in steps if step.first <= day]
    return held[-1] if held else None
