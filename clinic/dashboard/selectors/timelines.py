"""The registry's rows of one patient as a timeline. No query of its own: rows come prefetched."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext as _

from clinic.dashboard.doses import dose_steps
from clinic.dashboard.numerals import printed
from clinic.dashboard.rows import Lab, RelapseRow, Scored, Timeline, VisitRow
from clinic.registry.models import DosePeriod, Patient, TreatmentCourse
from clinic.registry.selectors import dose_on, glucocorticoid_courses
from clinic.visits.models import LabResult, Relapse, Visit
from clinic.visits.vocabulary import Analyte
from scoring.criteria.episode import population_on
from scoring.criteria.glucocorticoid import prednisone_mg_on
from scoring.criteria.points import THRESHOLDS, Category, Population
from scoring.models import Score

TROPONINS = (Analyte.TROPONIN_T_HS, Analyte.TROPONIN_T)
BEFORE_THE_START = timedelta(days=110)  # how long before the start doses are drawn


def timeline_of(
    course: TreatmentCourse,
    rows: Sequence[VisitRow],
    courses: Iterable[TreatmentCourse],
    relapses: Iterable[Relapse],
    population: Population,
    today: date,
) -> Timeline:
    """One patient since the start of an index course.

    `rows` are in the order of their days, with the scores of the course's episode; `courses`
    carry their `doses`.
    """
    assert course.started_on is not None  # held by a constraint for index courses
    taken = glucocorticoid_courses(courses)
    earliest = min([course.started_on, *(row.day for row in rows)])
    first = max(earliest, course.started_on - BEFORE_THE_START)
    return Timeline(
        started_on=course.started_on,
        until=today,
        treatment=treatment_words(course, dose_on(course, course.started_on)),
        visits=rows,
        doses=dose_steps(taken, first, today),
        relapses=[
            RelapseRow(
                relapse.occurred_on,
                relapse.get_organ_display(),
                prednisone_mg_on(relapse.occurred_on, taken),
            )
            for relapse in relapses
        ],
        thresholds=THRESHOLDS[population],
    )


def population_of(scores: Iterable[Score], patient: Patient, day: date) -> Population:
    """Whose thresholds hold: the scores' own, without any by the age on the baseline's day."""
    stored = next((score.population for score in scores), None)
    return Population(stored) if stored else population_on(day, patient.date_of_birth)


def visit_rows(visits: Iterable[Visit], scores: dict[int, Score]) -> list[VisitRow]:
    """Visits with `laboratory`, each with its score in force, by visit id."""
    return [visit_row(visit, scores.get(visit.pk)) for visit in visits]


def visit_row(visit: Visit, score: Score | None) -> VisitRow:
    """What the figures need of a visit."""
    laboratory = {row.analyte: lab(row) for row in visit.laboratory.all()}
    return VisitRow(
        day=visit.visited_on,
        crp=laboratory.get(Analyte.CRP),
        troponins={assay: laboratory[assay] for assay in TROPONINS if assay in laboratory},
        score=None if score is None else scored(score),
    )


def lab(row: LabResult) -> Lab:
    return Lab(row.canonical_value, row.canonical_uln, row.comparator)


def scored(score: Score) -> Scored | None:
    """The score to draw; None where the row says why there is none."""
    if score.lower is None or score.upper is None or score.category is None:
        return None
    return Scored(
        score.lower,
        score.upper,
        Category(score.category),
        tuple(score.missing),
        Population(score.population),
    )


def treatment_words(course: TreatmentCourse, dose: DosePeriod | None) -> str:
    """A drug with its dose as it is prescribed: "Anakinra 200 mg/d"."""
    drug = course.get_drug_display()
    return drug if dose is None else f"{drug} {dose_words(dose)}"


def dose_words(dose: DosePeriod) -> str:
    """mg a day, a week, or every so many days."""
    words = {1: _("%(dose)s mg/d"), 7: _("%(dose)s mg/week")}
    text = words.get(dose.every_days, _("%(dose)s mg every %(days)s days"))
    return text % {"dose": printed(dose.dose_mg), "days": dose.every_days}


def by_visit(scores: Sequence[Score]) -> dict[int, Score]:
    return {score.visit_id: score for score in scores}
