"""One measure, told so that it can be checked by hand: first what must not be told."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from scoring.criteria.bands import bands_of
from scoring.criteria.core_set import Case, EnzymeChoice, Ranges
from scoring.criteria.explained_measure import (
    Explained,
    LimitedBy,
    Missing,
    explain_measure,
    outcome_of,
    stored_outcome,
)
from scoring.criteria.points import Measure, Population
from scoring.criteria.results import measures_to_json
from scoring.criteria.tis import score
from tests.scoring.criteria.changes import STEADY, choice, enzyme


def explained(measure: Measure, before: Any, after: Any, **changes: Any) -> Explained:
    field = "enzymes" if measure is Measure.ENZYME else measure.value
    first, second = (STEADY._replace(**{field: value}) for value in (before, after))
    case = Case(Population.ADULT, first, second)._replace(**changes)
    scored = score(case)
    outcome = outcome_of(measure, scored.measures[measure], scored.enzyme)
    return explain_measure(case, scored.enzyme, measure, outcome)


# --- Missing --------------------------------------------------------------------------------


def test_without_a_followup_there_is_no_change_and_no_band() -> None:
    one = explained(Measure.HAQ, Decimal("0.25"), None)
    assert (one.baseline, one.followup) == (Decimal("0.25"), None)
    assert (one.outcome.change, one.outcome.band, one.outcome.points) == (None, None, None)
    assert not one.is_worse


@pytest.mark.parametrize(
    ("before", "after", "missing", "limited_by", "upper"),
    [
        (Decimal("0.25"), None, Missing.FOLLOWUP, LimitedBy.BASELINE, "5"),
        (None, Decimal("2.75"), Missing.BASELINE, LimitedBy.FOLLOWUP, "5"),
        (None, None, Missing.BOTH, LimitedBy.TABLE, "10"),
        (Decimal(1), Decimal(1), None, None, "0"),
    ],
)
def test_it_says_where_a_value_is_missing_and_what_limits_its_points(
    before: Decimal | None,
    after: Decimal | None,
    missing: Missing | None,
    limited_by: LimitedBy | None,
    upper: str,
) -> None:
    one = explained(Measure.HAQ, before, after)
    assert (one.missing, one.limited_by) == (missing, limited_by)
    assert (one.outcome.lower, one.outcome.upper) == (0, Decimal(upper))


def test_without_an_enzyme_to_follow_the_followup_alone_is_not_told() -> None:
    one = explained(Measure.ENZYME, {}, {"ck": enzyme(900, 180)})
    assert (one.baseline, one.followup, one.range) == (None, None, None)
    assert (one.missing, one.limited_by) == (Missing.BASELINE, LimitedBy.TABLE)
    assert one.multiples == (None, None)


def test_another_enzyme_does_not_take_the_place_of_the_one_followed() -> None:
    one = explained(Measure.ENZYME, {"ck": enzyme(1800, 180)}, {"ldh": enzyme(500, 250)})
    assert (one.baseline, one.followup, one.missing) == (1800, None, Missing.FOLLOWUP)
    assert one.multiples == (10, None)


# --- Known ----------------------------------------------------------------------------------


def test_an_enzyme_measured_at_both_visits_is_missing_at_neither() -> None:
    one = explained(Measure.ENZYME, {"ck": enzyme(1000, 200)}, {"ck": enzyme(500, 200)})
    assert (one.missing, one.limited_by) == (None, None)


def test_a_worse_value_is_told_as_worse() -> None:
    one = explained(Measure.MMT, Decimal(80), Decimal(78))
    assert one.is_worse
    assert one.outcome.change == Fraction(-4, 3)
    assert one.outcome.band == bands_of(Measure.MMT)[0]


def test_no_change_is_not_worse() -> None:
    assert not explained(Measure.HAQ, Decimal(1), Decimal(1)).is_worse


@pytest.mark.parametrize(
    ("measure", "full", "unit"),
    [
        (Measure.PHYSICIAN_GLOBAL, 10, "cm"),
        (Measure.PATIENT_GLOBAL, 100, "mm"),
        (Measure.EXTRAMUSCULAR, 10, "cm"),
        (Measure.MMT, 80, "{score}"),
        (Measure.HAQ, 3, "{score}"),
    ],
)
def test_a_scale_has_its_range_and_unit(measure: Measure, full: int, unit: str) -> None:
    ranges = Ranges()._replace(**{measure.value: Decimal(full)})
    one = explained(measure, Decimal(2), Decimal(1), ranges=ranges)
    assert (one.range, one.unit, one.row) == (full, unit, bands_of(measure))


def test_an_enzyme_has_a_multiple_as_its_range_and_both_limits() -> None:
    one = explained(Measure.ENZYME, {"ck": enzyme(1800, 180)}, {"ck": enzyme(900, 360)})
    assert (one.baseline, one.followup, one.range, one.unit) == (1800, 900, 15, "{ULN}")
    assert (one.baseline_uln, one.followup_uln) == (180, 360)
    assert one.multiples == (10, Fraction(5, 2))


def test_a_followup_without_its_own_limit_uses_the_baselines() -> None:
    one = explained(Measure.ENZYME, {"ck": enzyme(1800, 180)}, {"ck": enzyme(900, None)})
    assert one.followup_uln is None
    assert one.multiples == (10, 5)


def test_the_chosen_enzyme_is_told() -> None:
    enzymes = {"ck": enzyme(1800, 180), "ldh": enzyme(500, 250)}
    one = explained(Measure.ENZYME, enzymes, enzymes, enzyme_choice=choice("ldh"))
    assert (one.baseline, one.range) == (500, 3)
    assert EnzymeChoice().use is None


# --- Stored ---------------------------------------------------------------------------------


def test_a_stored_outcome_keeps_its_band_where_the_percentage_was_rounded_onto_an_edge() -> None:
    before, after = {"ck": enzyme(1000, "199.999999")}, {"ck": enzyme(850, "199.999999")}
    case = Case(Population.ADULT, STEADY._replace(enzymes=before), STEADY._replace(enzymes=after))
    outcome = stored_outcome(measures_to_json(score(case))["enzyme"])
    assert (outcome.change, outcome.multiple) == (5, 15)
    assert outcome.band == bands_of(Measure.ENZYME)[1]


def test_a_stored_outcome_tells_another_table_as_it_was() -> None:
    written = {
        "change_percent": "12",
        "band": {"over": "10", "to": "20"},
        "points": "8",
        "lower": "8",
        "upper": "8",
        "attainable": "18",
    }
    outcome = stored_outcome(written)
    assert outcome.band is not None
    assert (outcome.band.over, outcome.band.to, outcome.band.points) == (10, 20, 8)
    assert outcome.multiple is None


def test_a_row_that_is_not_at_hand_is_not_told() -> None:
    case = Case(Population.ADULT, STEADY, STEADY)
    outcome = outcome_of(Measure.HAQ, score(case).measures[Measure.HAQ], None)
    for measure in (Measure.HAQ, Measure.ENZYME):
        assert explain_measure(case, "ck", measure, outcome, with_row=False).row is None


def test_what_is_missing_and_what_limits_it_are_told_as_programs_know_them() -> None:
    assert [missing.value for missing in Missing] == ["baseline", "followup", "both"]
    assert [limit.value for limit in LimitedBy] == ["baseline", "followup", "table"]
