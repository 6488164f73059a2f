"""Bands: first the change on an edge, which is not in the band above it."""

from fractions import Fraction

import pytest

from scoring.criteria.bands import band_of, bands_of
from scoring.criteria.points import ROWS, Measure

HAIR = Fraction(1, 10**30)


@pytest.mark.parametrize("measure", list(Measure))
def test_an_edge_is_not_in_the_band_above_it(measure: Measure) -> None:
    for cut in ROWS[measure].cuts:
        assert band_of(measure, Fraction(cut)).to == cut
        assert band_of(measure, Fraction(cut) + HAIR).over == cut


def test_worsening_is_in_the_first_band_however_large() -> None:
    assert band_of(Measure.MMT, Fraction(-100)) == bands_of(Measure.MMT)[0]
    assert bands_of(Measure.MMT)[0].to_json() == {"over": None, "to": "2"}


def test_the_last_band_has_no_upper_end() -> None:
    last = band_of(Measure.ENZYME, Fraction(1000))
    assert last == bands_of(Measure.ENZYME)[-1]
    assert last.to_json() == {"over": "40", "to": None}


def test_bands_follow_each_other_without_a_gap() -> None:
    for measure in Measure:
        row = bands_of(measure)
        assert [band.to for band in row[:-1]] == [band.over for band in row[1:]]
        assert tuple(band.points for band in row) == ROWS[measure].points
