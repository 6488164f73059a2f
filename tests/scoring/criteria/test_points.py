"""The published table, typed out once more, and the codes that files and databases hold."""

from collections.abc import Iterable

import pytest

from scoring.criteria.points import (
    CRITERIA,
    ENZYME_RANGES,
    RESPONSES,
    ROWS,
    THRESHOLDS,
    VERSION,
    Category,
    Measure,
    Population,
)
from tests.scoring.criteria import twin


def test_no_measure_earns_anything_for_a_change_within_its_first_band() -> None:
    assert {row.points[0] for row in ROWS.values()} == {0}


def test_the_rows_are_those_of_the_papers_in_the_order_of_the_measures() -> None:
    assert list(ROWS) == list(Measure)
    for measure in Measure:
        rows = twin.TABLE[measure]
        assert [end for end, _ in rows[:-1]] == list(ROWS[measure].cuts)
        assert [points for _, points in rows] == list(ROWS[measure].points)
        assert ROWS[measure].maximum == rows[-1][1]


def test_the_most_that_all_rows_can_earn_is_100() -> None:
    assert sum(row.maximum for row in ROWS.values()) == 100


def test_the_ranges_of_the_enzymes_stand_in_the_order_that_breaks_ties() -> None:
    assert list(ENZYME_RANGES.items()) == list(twin.MULTIPLES.items())


def test_the_thresholds_of_children_are_not_those_of_adults() -> None:
    assert twin.THRESHOLDS == THRESHOLDS


@pytest.mark.parametrize(
    ("codes", "written"),
    [
        (Measure, "physician_global patient_global mmt haq enzyme extramuscular"),
        (Population, "adult juvenile"),
        (Category, "none minimal moderate major undetermined"),
        (RESPONSES, "none minimal moderate major"),
    ],
)
def test_codes_are_what_stored_scores_hold(codes: Iterable[str], written: str) -> None:
    assert [str(code) for code in codes] == written.split()


def test_a_result_names_the_criteria_and_their_version() -> None:
    assert (CRITERIA, VERSION) == ("2016 ACR/EULAR total improvement score", "1.0")
