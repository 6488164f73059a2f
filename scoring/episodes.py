"""From the registry's rows to the cases of an episode, and from results to rows to store."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from clinic.registry.models import Patient, TreatmentCourse
from clinic.visits.models import Visit
from clinic.visits.vocabulary import MUSCLE_LIMITS
from scoring.criteria import cases
from scoring.criteria.episode import default_baseline, population_on
from scoring.criteria.points import CRITERIA, ENZYME_RANGES, VERSION, Population
from scoring.criteria.tis import Case, CoreSet, EnzymeChoice, EnzymeValue, Ranges, score
from scoring.models import Episode, Score

EpisodeScores = dict[int, Score]  # by visit id

MUSCLE_INSTRUMENT_DIFFERS = "muscle_instrument_differs"
CMAS_FOR_AN_ADULT = "cmas_for_an_adult"


def scores_of(
    patient: Patient, course: TreatmentCourse, episode: Episode, visits: Iterable[Visit]
) -> EpisodeScores:
    """The scores of every visit after the baseline, not stored; empty without a baseline.

    `visits` are the patient's, in the order of their days, with `laboratory` at hand.
    """
    visits = list(visits)
    baseline = baseline_of(course, episode, visits)
    if baseline is None:
        return {}
    later = visits[visits.index(baseline) + 1 :]
    population = population_on(baseline.visited_on, patient.date_of_birth)
    choice = enzyme_choice_of(episode)
    return {visit.pk: _score_row(episode, population, baseline, visit, choice) for visit in later}


def baseline_of(
    course: TreatmentCourse, episode: Episode | None, visits: list[Visit]
) -> Visit | None:
    """The designated baseline, else the default one; of two visits on its day the later."""
    if episode and episode.designated_baseline_id:
        return next((v for v in visits if v.pk == episode.designated_baseline_id), None)
    assert course.started_on is not None  # held by a constraint for index courses
    day = default_baseline(course.started_on, (visit.visited_on for visit in visits))
    return next((v for v in reversed(visits) if v.visited_on == day), None)


def enzyme_choice_of(episode: Episode | None) -> EnzymeChoice:
    if episode is None:
        return EnzymeChoice()
    return EnzymeChoice(episode.enzyme, frozenset(episode.excluded_enzymes), episode.enzyme_reason)


def case_of(
    population: Population, baseline: Visit, followup: Visit, choice: EnzymeChoice
) -> Case | str:
    """The case of one follow-up, or the code of the problem that leaves it without a score."""
    used = {v.muscle_instrument for v in (baseline, followup) if v.muscle_instrument}
    if len(used) > 1:
        return MUSCLE_INSTRUMENT_DIFFERS
    if used == {"cmas"} and population is Population.ADULT:
        return CMAS_FOR_AN_ADULT
    ranges = Ranges(mmt=MUSCLE_LIMITS[used.pop()].high) if used else Ranges()
    return Case(population, core_set_of(baseline), core_set_of(followup), ranges, choice)


def core_set_of(visit: Visit) -> CoreSet:
    """A visit's core set measures; enzymes in their canonical unit."""
    enzymes = {
        row.analyte: EnzymeValue(row.canonical_value, row.canonical_uln)
        for row in visit.laboratory.all()
        if row.analyte in ENZYME_RANGES
    }
    return CoreSet(
        physician_global=visit.physician_global_cm,
        patient_global=visit.patient_global_cm,
        mmt=visit.muscle_strength,
        haq=visit.haq,
        extramuscular=visit.extramuscular_global_cm,
        enzymes=enzymes,
    )


def _score_row(
    episode: Episode,
    population: Population,
    baseline: Visit,
    visit: Visit,
    choice: EnzymeChoice,
) -> Score:
    case = case_of(population, baseline, visit, choice)
    row = Score(
        episode=episode,
        visit=visit,
        baseline=baseline,
        population=population,
        criteria=CRITERIA,
        criteria_version=VERSION,
        program_version=settings.PROGRAM_VERSION,
        measures={},
        missing=[],
        flags=[],
    )
    if isinstance(case, str):
        row.problem = case
        row.inputs = {"problem": case}
    else:
        _put_result(row, case)
    row.fingerprint = _fingerprint(row, baseline, visit)
    return row


def _put_result(row: Score, case: Case) -> None:
    result = score(case)
    row.inputs = cases.to_json(case)
    row.measures = cases.measures_to_json(result)
    row.enzyme = result.enzyme
    row.missing = list(result.missing)
    row.flags = list(result.flags)
    row.total, row.lower, row.upper = result.total, result.lower, result.upper
    row.attainable, row.category = result.attainable, result.category


def _fingerprint(row: Score, baseline: Visit, visit: Visit) -> str:
    """Everything the score depends on, and nothing of when or by whom it was computed."""
    facts: list[Any] = [row.criteria, row.criteria_version, baseline.pk, visit.pk, row.inputs]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
