"""From the registry's rows to the cases of an episode, and from results to rows to store."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings

from clinic.registry.models import Patient, TreatmentCourse
from clinic.visits.models import LabResult, Visit
from clinic.visits.vocabulary import MUSCLE_LIMITS, ONE_SIDED, MuscleInstrument
from scoring.criteria import results
from scoring.criteria.core_set import Case, CoreSet, EnzymeChoice, EnzymeValue, Ranges
from scoring.criteria.episode import default_baseline, population_on
from scoring.criteria.limits import GLOBAL_VAS
from scoring.criteria.points import CRITERIA, ENZYME_RANGES, VERSION, Population
from scoring.criteria.tis import score
from scoring.criteria.units import ANALYTES
from scoring.models import Episode, Score
from scoring.vocabulary import NoScore

EpisodeScores = dict[int, Score]  # by visit id
SCALE_UNITS = {  # UCUM; a sum of grades or items has no unit but itself
    "physician_global": GLOBAL_VAS.unit,
    "patient_global": GLOBAL_VAS.unit,
    "mmt": "{score}",
    "haq": "{score}",
    "extramuscular": GLOBAL_VAS.unit,
}


class Findings(NamedTuple):
    """What a score takes from one visit, stored or not."""

    core_set: CoreSet
    instrument: str | None  # of the muscle strength, where there is one


def scores_of(
    patient: Patient, course: TreatmentCourse, episode: Episode, visits: Iterable[Visit]
) -> EpisodeScores:
    """The scores of the follow-ups of a baseline, not stored; empty without a baseline.

    `visits` are the patient's, in the order of their days, with `laboratory` at hand.
    """
    visits = list(visits)
    baseline = baseline_of(course, episode, visits)
    if baseline is None:
        return {}
    population = population_on(baseline.visited_on, patient.date_of_birth)
    choice = enzyme_choice_of(episode)
    before = stored_findings(baseline)
    return {
        visit.pk: _score_row(
            Score(episode=episode, visit=visit, baseline=baseline, population=population),
            before,
            stored_findings(visit),
            choice,
        )
        for visit in visits
        if is_followup(course, visit)
    }


def baseline_of(
    course: TreatmentCourse, episode: Episode | None, visits: list[Visit]
) -> Visit | None:
    """The designated baseline, else the default one; of two visits on its day the later.

    A designated visit that has been moved behind the start is a follow-up: then there is none.
    One that was withdrawn is not among the visits, and the default holds.
    """
    designated = designated_in(episode, visits)
    if designated:
        return None if is_followup(course, designated) else designated
    day = default_baseline(_start_of(course), (visit.visited_on for visit in visits))
    return next((v for v in reversed(visits) if v.visited_on == day), None)


def designated_in(episode: Episode | None, visits: Iterable[Visit]) -> Visit | None:
    """The baseline that a clinician designated, where it is among these visits."""
    if episode is None or episode.designated_baseline_id is None:
        return None
    return next((v for v in visits if v.pk == episode.designated_baseline_id), None)


def is_followup(course: TreatmentCourse, visit: Visit) -> bool:
    """After the first day of treatment: what was found until then is no response to it."""
    return visit.visited_on > _start_of(course)


def why_no_followup(
    course: TreatmentCourse, baseline: Visit | None, visit: Visit
) -> NoScore | None:
    """Why a visit is not scored against the baseline of this course; None: it is."""
    if baseline is None:
        return NoScore.NO_BASELINE
    if visit == baseline:
        return NoScore.IS_BASELINE
    if is_followup(course, visit):
        return None
    if visit.visited_on < baseline.visited_on:
        return NoScore.BEFORE_BASELINE
    return NoScore.BEFORE_TREATMENT


def episode_of(course: TreatmentCourse) -> Episode | None:
    """The episode of an index course; None until the first computation opens it."""
    return getattr(course, "episode", None)


def enzyme_choice_of(episode: Episode | None) -> EnzymeChoice:
    if episode is None:
        return EnzymeChoice()
    return EnzymeChoice(episode.enzyme, frozenset(episode.excluded_enzymes), episode.enzyme_reason)


def case_of(
    population: Population, before: Findings, after: Findings, choice: EnzymeChoice
) -> Case | NoScore:
    """The case of one follow-up, or why it has none."""
    used = {side.instrument for side in (before, after) if side.instrument}
    if used == ONE_SIDED:
        return NoScore.MUSCLE_SIDE_DIFFERS
    if len(used) > 1:
        return NoScore.MUSCLE_INSTRUMENT_DIFFERS
    if MuscleInstrument.CMAS in used and population is Population.ADULT:
        return NoScore.CMAS_FOR_AN_ADULT
    ranges = Ranges(mmt=MUSCLE_LIMITS[used.pop()].high) if used else Ranges()
    return Case(population, before.core_set, after.core_set, ranges, choice)


def stored_findings(visit: Visit) -> Findings:
    return findings_of(visit, enzymes_of(visit.laboratory.all()))


def findings_of(visit: Visit, enzymes: dict[str, EnzymeValue]) -> Findings:
    """A strength without its instrument has no scale: it counts as not assessed."""
    instrument = visit.muscle_instrument if visit.muscle_strength is not None else None
    core_set = CoreSet(
        physician_global=visit.physician_global_cm,
        patient_global=visit.patient_global_cm,
        mmt=visit.muscle_strength if instrument else None,
        haq=visit.haq,
        extramuscular=visit.extramuscular_global_cm,
        enzymes=enzymes,
    )
    return Findings(core_set, instrument)


def enzymes_of(laboratory: Iterable[LabResult]) -> dict[str, EnzymeValue]:
    """The muscle enzymes of a visit in their canonical unit; a bound ("<20") is no value."""
    return {
        row.analyte: EnzymeValue(row.canonical_value, row.canonical_uln)
        for row in laboratory
        if row.analyte in ENZYME_RANGES and row.comparator is None
    }


def _start_of(course: TreatmentCourse) -> date:
    assert course.started_on is not None  # held by a constraint for index courses
    return course.started_on


def _score_row(row: Score, before: Findings, after: Findings, choice: EnzymeChoice) -> Score:
    row.criteria, row.criteria_version = CRITERIA, VERSION
    row.program_version = settings.PROGRAM_VERSION
    row.units = units_of(before, after)
    row.instruments = {"baseline": before.instrument, "followup": after.instrument}
    case = case_of(Population(row.population), before, after, choice)
    if isinstance(case, NoScore):
        row.problem = case.value
        unscored = Case(
            Population(row.population), before.core_set, after.core_set, Ranges(), choice
        )
        row.inputs = {"problem": case.value} | results.to_json(unscored)
        row.inputs["ranges"]["mmt"] = None  # there is no one scale
        row.measures, row.missing, row.flags = {}, [], []
    else:
        _put_result(row, case)
    row.fingerprint = _fingerprint(row)
    return row


def _put_result(row: Score, case: Case) -> None:
    result = score(case)
    row.inputs = results.to_json(case)
    row.measures = results.measures_to_json(result)
    row.enzyme = result.enzyme
    row.missing = list(result.missing)
    row.flags = list(result.flags)
    row.total, row.lower, row.upper = result.total, result.lower, result.upper
    row.attainable, row.category = result.attainable, result.category


def units_of(before: Findings, after: Findings) -> dict[str, str]:
    """The unit of every value a score took from two visits, UCUM, by measure and enzyme."""
    measured = {*before.core_set.enzymes, *after.core_set.enzymes}
    return SCALE_UNITS | {name: ANALYTES[name].unit for name in ENZYME_RANGES if name in measured}


def _fingerprint(row: Score) -> str:
    """Everything the score depends on, and nothing of when or by whom it was computed."""
    facts: list[Any] = [
        row.criteria,
        row.criteria_version,
        row.baseline_id,
        row.visit_id,
        row.inputs,
        row.units,
        row.instruments,
    ]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
