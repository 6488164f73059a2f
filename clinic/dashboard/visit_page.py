"""A visit's page, put together from its findings: no query, no request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic.dashboard.contributions import (
    Contribution,
    contributions_of,
    measure_name,
    measure_words,
)
from clinic.dashboard.enzymes import enzyme_words, flag_words
from clinic.dashboard.figures.series import value_text
from clinic.dashboard.headline import relation
from clinic.dashboard.numerals import day_number, printed, score_text
from clinic.dashboard.rows import Lab
from clinic.dashboard.selectors.visit import VisitFindings
from clinic.registry.numbers import unit_text
from clinic.visits.models import LabResult, Visit
from scoring.criteria.episode import population_on, study_day
from scoring.criteria.points import THRESHOLDS, Measure, Population
from scoring.criteria.units import ANALYTES
from scoring.models import Score
from scoring.vocabulary import CRITERIA, Category, NoScore


@dataclass(frozen=True)
class Finding:
    """One finding as it is printed; value None: not assessed."""

    name: str | Promise
    value: str | None
    unit: str = ""


@dataclass(frozen=True)
class LabLine:
    """As the laboratory printed it, and what that is in the unit of the scores."""

    name: str
    value: str
    unit: str
    limit: str | None
    relation: str | None
    canonical: str | None  # where the laboratory used another unit


@dataclass(frozen=True)
class EpisodeScore:
    """The score of this visit in one episode, and everything it was computed from."""

    score: Score
    treatment: str
    day: str | None
    text: str | None
    category: str | None
    category_words: str | Promise | None
    no_score: NoScore | None
    is_juvenile: bool
    thresholds: Sequence[str]
    contributions: Sequence[Contribution]
    missing: str | None
    flags: Sequence[str | Promise]
    criteria: str | Promise
    attainable: str | None
    is_designated: bool
    enzyme: str


@dataclass(frozen=True)
class VisitPage:
    findings: Sequence[Finding]
    laboratory: Sequence[LabLine]
    prednisone: str | None
    episodes: Sequence[EpisodeScore]
    days: Sequence[tuple[str, str]]  # of each index treatment: its name and the study day


def visit_page(found: VisitFindings) -> VisitPage:
    visit = found.visit
    return VisitPage(
        findings=_findings(visit, _population(found)),
        laboratory=[_lab_line(row) for row in found.laboratory],
        prednisone=printed(found.prednisone_mg),
        episodes=[_episode(found, score) for score in found.scores],
        days=[
            (one.course.get_drug_display(), day_number(study_day(visit.visited_on, started)))
            for one in found.baselines
            if (started := one.course.started_on) is not None
        ],
    )


def _population(found: VisitFindings) -> Population:
    """By which the visit was scored; without a score by the age on its day."""
    scored = next((Population(score.population) for score in found.scores), None)
    return scored or population_on(found.visit.visited_on, found.visit.patient.date_of_birth)


def _findings(visit: Visit, population: Population) -> list[Finding]:
    globals_cm = [
        Finding(name, printed(value), "cm")
        for name, value in (
            (_name(visit, "physician_global_cm"), visit.physician_global_cm),
            (_patient_global(visit, population), visit.patient_global_cm),
            (_name(visit, "extramuscular_global_cm"), visit.extramuscular_global_cm),
        )
    ]
    strength = Finding(
        visit.get_muscle_instrument_display() or _name(visit, "muscle_strength"),
        printed(visit.muscle_strength),
    )
    return [
        *globals_cm,
        strength,
        Finding(measure_name(Measure.HAQ, population), printed(visit.haq)),
        Finding(_name(visit, "has_fever"), _yes_no(visit.has_fever)),
        Finding(_name(visit, "has_adverse_event"), _yes_no(visit.has_adverse_event)),
    ]


def _patient_global(visit: Visit, population: Population) -> str | Promise:
    if population is Population.JUVENILE:
        return measure_name(Measure.PATIENT_GLOBAL, population)
    return _name(visit, "patient_global_cm")


def _name(visit: Visit, field: str) -> str:
    name = str(visit._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
    return name[:1].upper() + name[1:]


def _yes_no(answer: bool | None) -> str | None:
    return None if answer is None else _("yes") if answer else _("no")


def _lab_line(row: LabResult) -> LabLine:
    canonical = Lab(row.canonical_value, row.canonical_uln, row.comparator)
    unit = ANALYTES[row.analyte].unit
    return LabLine(
        name=row.get_analyte_display(),
        value=value_text(Lab(row.value, row.uln, row.comparator)),
        unit=unit_text(row.unit),
        limit=printed(row.uln),
        relation=relation(canonical),
        canonical=None if row.unit == unit else f"{value_text(canonical)} {unit_text(unit)}",
    )


def _episode(found: VisitFindings, score: Score) -> EpisodeScore:
    course, episode = score.episode.course, score.episode
    return EpisodeScore(
        score=score,
        treatment=course.get_drug_display(),
        day=_day(found.visit.visited_on, course.started_on),
        text=_bounds(score.lower, score.upper),
        category=score.category,
        category_words=Category(score.category).label if score.category else None,
        no_score=NoScore(score.problem) if score.problem else None,
        is_juvenile=score.population == Population.JUVENILE,
        thresholds=[printed(cut) or "" for cut in THRESHOLDS[Population(score.population)]],
        contributions=contributions_of(score),
        missing=measure_words(score.missing, score.population) if score.missing else None,
        flags=[flag_words(flag, score.inputs, score.enzyme) for flag in score.flags],
        criteria=CRITERIA.get(score.criteria, score.criteria),
        attainable=printed(score.attainable, 1),
        is_designated=any(
            one.is_designated for one in found.baselines if one.course.pk == course.pk
        ),
        enzyme=enzyme_words(score.enzyme, episode),
    )


def _bounds(lower: Decimal | None, upper: Decimal | None) -> str | None:
    return None if lower is None or upper is None else score_text(lower, upper)


def _day(visited_on: date, started_on: date | None) -> str | None:
    return None if started_on is None else day_number(study_day(visited_on, started_on))
