"""A patient's page, put together from its findings: no query, no request."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic.dashboard.contributions import Contribution, measure_words
from clinic.dashboard.due import due_words
from clinic.dashboard.enzymes import enzyme_words, flag_words
from clinic.dashboard.figures.frame import months_of
from clinic.dashboard.figures.inflammation import inflammation
from clinic.dashboard.figures.response import response
from clinic.dashboard.headline import Headline, headline
from clinic.dashboard.manifestations import manifestation_text
from clinic.dashboard.measures import HEIGHT, WIDTH, MeasureLine, measure_lines
from clinic.dashboard.numerals import printed
from clinic.dashboard.response_course import ResponseCourse, response_course
from clinic.dashboard.selectors.patient import PatientFindings
from clinic.dashboard.selectors.timelines import treatment_words
from clinic.dashboard.treatment_lines import (
    RelapseLine,
    TreatmentLine,
    prior_drugs,
    relapse_lines,
    treatment_lines,
    treatment_now,
)
from clinic.dashboard.visit_lines import VisitLine, visit_lines
from clinic.registry.inclusion import InclusionWords, inclusion_words
from clinic.registry.selectors import dose_on, running_on
from scoring.criteria.episode import study_day
from scoring.criteria.schedule import Due, due

LINES_AT_ONCE = 10  # visits in sight; the earlier ones unfold


@dataclass(frozen=True)
class BehindTheScore:
    """What the latest score does not say by itself."""

    worse: Sequence[Contribution]
    missing: str | None
    attainable: str | None
    enzyme: str
    flags: Sequence[str | Promise]


@dataclass(frozen=True)
class PatientPage:
    age: int
    sex_letter: str
    antibodies: str
    manifestations: str
    treatment: str | None  # how long the index treatment has run
    headline: Headline
    figures: dict[str, Any]  # by the id of their JSON block
    assays: Sequence[str | Promise]
    recent: Sequence[VisitLine]
    earlier: Sequence[VisitLine]
    measures: Sequence[MeasureLine]
    behind: BehindTheScore | None
    response_course: ResponseCourse | None
    now: Sequence[TreatmentLine]
    treatments: Sequence[TreatmentLine]
    prior: Sequence[str | Promise]
    relapses: Sequence[RelapseLine]
    inclusion: InclusionWords
    due: str | None  # when the next visit is expected, where that is near or past
    is_overdue: bool
    is_without_visit: bool  # on treatment: nothing was missed, the baseline is to come
    measure_width: int = WIDTH
    measure_height: int = HEIGHT

    @property
    def lines(self) -> list[VisitLine]:
        """All visits as they happened, for the tables beside the figures."""
        return [*self.recent, *self.earlier][::-1]


def patient_page(findings: PatientFindings) -> PatientPage:
    patient = findings.patient
    lines = visit_lines(findings)
    treatments = treatment_lines(findings)
    expected = _due(findings)
    return PatientPage(
        age=patient.age_on(findings.today),
        sex_letter=patient.get_sex_display()[:1],
        antibodies=", ".join(
            result.get_antibody_display() for result in findings.antibodies if result.is_positive
        ),
        manifestations=manifestation_text(row.kind for row in findings.manifestations),
        treatment=_treatment_words(findings),
        headline=headline(findings),
        figures=_figures(findings),
        assays=[assay.label for assay in findings.assays],
        recent=lines[:LINES_AT_ONCE],
        earlier=lines[LINES_AT_ONCE:],
        measures=measure_lines(findings),
        behind=_behind(findings),
        response_course=response_course(findings),
        now=treatment_now(treatments),
        treatments=treatments,
        prior=prior_drugs(findings),
        relapses=relapse_lines(findings),
        inclusion=_inclusion(findings),
        due=due_words(expected, findings.today) if expected else None,
        is_overdue=bool(expected and expected.is_overdue),
        is_without_visit=expected is not None and not findings.visits,
    )


def _treatment_words(findings: PatientFindings) -> str | None:
    """How long the index treatment has run, or when it ended."""
    course, today = findings.course, findings.today
    if course is None or course.started_on is None:
        return None
    if course.ended_on is not None and course.ended_on < today:
        day = date_format(course.ended_on, "SHORT_DATE_FORMAT")
        return _("%(drug)s until %(day)s.") % {"drug": course.get_drug_display(), "day": day}
    words = treatment_words(course, dose_on(course, today))
    return _("Day %(day)s of %(treatment)s.") % {
        "day": study_day(today, course.started_on),
        "treatment": words[:1].lower() + words[1:],
    }


def _inclusion(findings: PatientFindings) -> InclusionWords:
    tests = [
        {"antibody": row.antibody, "is_positive": row.is_positive, "method": row.method}
        for row in findings.antibodies
    ]
    return inclusion_words(tests, [row.kind for row in findings.manifestations])


def _due(findings: PatientFindings) -> Due | None:
    course = findings.course
    if course is None or course.started_on is None or not running_on([course], findings.today):
        return None
    last = findings.visits[-1].visited_on if findings.visits else None
    return due(course.started_on, last, findings.today)


def _figures(findings: PatientFindings) -> dict[str, Any]:
    """Both figures on one month axis; none without an index treatment or a visit."""
    timeline = findings.timeline
    if timeline is None or not timeline.visits:
        return {}
    months = months_of([timeline])
    return {
        "inflammation": inflammation(timeline, months).to_plotly_json(),
        "response": response(timeline, months).to_plotly_json(),
    }


def _behind(findings: PatientFindings) -> BehindTheScore | None:
    score, rows = findings.latest_score, findings.latest_contributions
    if score is None:
        return None
    return BehindTheScore(
        worse=[row for row in rows if row.is_worse],
        missing=measure_words(score.missing, score.population) if score.missing else None,
        attainable=printed(score.attainable, 1),
        enzyme=enzyme_words(score.enzyme, score.episode),
        flags=[flag_words(flag, score.inputs, score.enzyme) for flag in score.flags],
    )
