"""A score explained: first what another version of the criteria does not let one say."""

from decimal import Decimal
from random import Random

import pytest

from scoring.criteria import deterioration, improvement
from scoring.criteria.core_set import Case
from scoring.criteria.deciding import deciding
from scoring.criteria.explanation import Explanation, explain, explain_stored, thresholds_of
from scoring.criteria.points import CRITERIA, VERSION, Category, Measure, Population
from scoring.criteria.results import score_to_json
from scoring.criteria.tis import score
from tests.scoring.criteria.changes import STEADY
from tests.scoring.criteria.some_cases import random_case

OPEN = Case(Population.ADULT, STEADY, STEADY._replace(haq=None, physician_global=Decimal("1")))


def stored(case: Case, version: str = VERSION, **changes: object) -> Explanation:
    written = score_to_json(score(case)) | changes
    return explain_stored(case, written, CRITERIA, version)


def cases(count: int) -> list[Case]:
    random = Random(911)
    return [random_case(random) for _ in range(count)]


# --- Another version ------------------------------------------------------------------------


def test_of_another_version_neither_rows_nor_thresholds_nor_what_would_decide_are_told() -> None:
    found = stored(OPEN, "0.9", category="undetermined")
    assert (found.version, found.thresholds, found.deciding) == ("0.9", None, None)
    assert {one.row for one in found.measures} == {None}


@pytest.mark.parametrize(("criteria", "version"), [("another score", VERSION), (CRITERIA, "0.9")])
def test_both_name_and_version_make_the_criteria(criteria: str, version: str) -> None:
    found = explain_stored(OPEN, score_to_json(score(OPEN)), criteria, version)
    assert (found.criteria, found.thresholds) == (criteria, None)


def test_of_another_version_the_points_are_those_that_were_written() -> None:
    written = score_to_json(score(OPEN))
    written["measures"]["mmt"] |= {"points": "3", "band": {"over": "1", "to": "4"}}
    written |= {"lower": "23", "upper": "30", "attainable": "77", "category": "minimal"}
    found = explain_stored(OPEN, written, CRITERIA, "0.9")
    strength = found.measures[2].outcome
    assert strength.band is not None
    assert (strength.points, strength.band.over, strength.band.to) == (3, 1, 4)
    assert (found.lower, found.upper, found.attainable) == (23, 30, 77)
    assert (found.category, found.total) == (Category.MINIMAL, None)


# --- This version ---------------------------------------------------------------------------


def test_a_named_response_has_nothing_to_decide() -> None:
    named = Case(Population.ADULT, STEADY, STEADY)
    assert explain(named, score(named)).deciding is None
    assert stored(named).deciding is None


def test_the_explanation_of_random_cases_says_what_the_score_says() -> None:
    for case in cases(150):
        scored = score(case)
        found = explain(case, scored)
        assert [one.measure for one in found.measures] == list(Measure)
        assert tuple(one.measure for one in found.missing) == scored.missing
        assert tuple(one.measure for one in found.worsening) == scored.worsening
        assert (found.total, found.lower, found.upper) == scored[3:6]
        assert (found.attainable, found.category, found.flags) == scored[6:]
        assert (found.enzyme, found.case) == (scored.enzyme, case)
        assert sum(one.outcome.lower for one in found.measures) == scored.lower
        assert sum(one.outcome.upper for one in found.measures) == scored.upper
        assert sum(one.outcome.attainable for one in found.measures) == scored.attainable
        assert found.deciding == deciding(case, scored)
        assert found.improvement == improvement.evaluate(case, scored.enzyme)
        assert found.deterioration == deterioration.evaluate(case)
        assert (found.criteria, found.version) == (CRITERIA, VERSION)


def test_the_band_that_is_told_holds_the_change_and_the_points() -> None:
    for case in cases(150):
        for one in explain(case, score(case)).measures:
            change, band = one.outcome.change, one.outcome.band
            if change is None or band is None or one.row is None:
                assert (change, band, one.outcome.points) == (None, None, None)
                assert one.missing is not None
                continue
            assert band in one.row
            assert band.points == one.outcome.points
            assert band.over is None or band.over < change
            assert band.to is None or change <= band.to


def test_a_stored_score_is_explained_as_the_one_just_computed() -> None:
    for case in cases(100):
        fresh, kept = explain(case, score(case)), stored(case)
        assert kept._replace(measures=()) == fresh._replace(measures=())
        for one, other in zip(fresh.measures, kept.measures, strict=True):
            assert other._replace(outcome=one.outcome) == one
            assert other.outcome._replace(change=None) == one.outcome._replace(change=None)
            if one.outcome.change is not None and other.outcome.change is not None:
                assert abs(other.outcome.change - one.outcome.change) <= Decimal("0.00005")


def test_the_thresholds_are_those_of_the_population() -> None:
    child = OPEN._replace(population=Population.JUVENILE)
    assert list(thresholds_of(OPEN).values()) == [20, 40, 60]
    assert thresholds_of(child) == {
        Category.MINIMAL: 30,
        Category.MODERATE: 45,
        Category.MAJOR: 70,
    }
