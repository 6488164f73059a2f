"""Treatment as lines: what is taken now, and every course with its doses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from clinic.dashboard.doses import is_below_10_mg
from clinic.dashboard.numerals import printed
from clinic.dashboard.selectors.patient import PatientFindings
from clinic.registry.doses import dose_text
from clinic.registry.models import DosePeriod, TreatmentCourse
from clinic.registry.selectors import dose_on, running_on
from clinic.registry.vocabulary import CourseRole
from clinic.visits.models import Relapse
from scoring.criteria.glucocorticoid import is_daily_mean_on, prednisone_mg_on


@dataclass(frozen=True)
class TreatmentLine:
    course: TreatmentCourse
    dose: str | None  # the one held now, or the last one of an ended course; None: not known
    since: date | None
    before: str | None
    is_running: bool
    doses: Sequence[tuple[date, str]]


@dataclass(frozen=True)
class RelapseLine:
    relapse: Relapse
    mg: str | None  # prednisone equivalent that day; None: not known
    is_below_10_mg: bool
    is_daily_mean: bool


def treatment_now(lines: Iterable[TreatmentLine]) -> list[TreatmentLine]:
    """The courses that run today, the index course first."""
    running = [line for line in lines if line.is_running]
    return sorted(running, key=lambda line: line.course.role != CourseRole.INDEX)


def treatment_lines(findings: PatientFindings) -> list[TreatmentLine]:
    """Every course: dated ones as they started, then the prior ones without days."""
    ordered = sorted(
        findings.courses, key=lambda course: (course.started_on or date.max, course.pk)
    )
    return [_line(course, findings.today) for course in ordered]


def prior_drugs(findings: PatientFindings) -> list[str | Promise]:
    return [
        course.get_drug_display() for course in findings.courses if course.role == CourseRole.PRIOR
    ]


def relapse_lines(findings: PatientFindings) -> list[RelapseLine]:
    """Newest first, each with the dose computed from the dose periods."""
    lines = []
    for relapse in findings.relapses:
        mg = prednisone_mg_on(relapse.occurred_on, findings.glucocorticoids)
        is_mean = is_daily_mean_on(relapse.occurred_on, findings.glucocorticoids)
        lines.append(RelapseLine(relapse, printed(mg), is_below_10_mg(mg), is_mean))
    return lines[::-1]


def _line(course: TreatmentCourse, today: date) -> TreatmentLine:
    is_running = bool(running_on([course], today))
    doses = list(course.doses.all())
    held = dose_on(course, today) if is_running else _last(doses)
    before = _before(doses, held)
    return TreatmentLine(
        course=course,
        dose=dose_text(held) if held else None,
        since=held.started_on if held else course.started_on,
        before=dose_text(before) if before and is_running else None,
        is_running=is_running,
        doses=[(dose.started_on, dose_text(dose)) for dose in doses],
    )


def _last(doses: Sequence[DosePeriod]) -> DosePeriod | None:
    return doses[-1] if doses else None


def _before(doses: Iterable[DosePeriod], held: DosePeriod | None) -> DosePeriod | None:
    earlier = [dose for dose in doses if held and dose.started_on < held.started_on]
    return earlier[-1] if earlier else None
