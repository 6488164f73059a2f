"""The bands of the published table: over X to Y percent, the upper end closed.

The numbers stand in scoring/criteria/points.py; docs/criteria.md, section "Points and thresholds".
"""

from bisect import bisect_left
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from scoring.criteria.exact import plain
from scoring.criteria.points import ROWS, Measure


class Band(NamedTuple):
    """One cell of a row: absolute improvement in percent, and its points.

    `over` is None in the first band (everything up to `to`, worsening included), `to` in the last.
    """

    over: Decimal | None
    to: Decimal | None
    points: Decimal

    def to_json(self) -> dict[str, str | None]:
        """The edges without the points, which stand beside them wherever this is written.

        >>> bands_of(Measure.HAQ)[1].to_json()
        {'over': '5', 'to': '15'}
        """
        return {"over": plain(self.over), "to": plain(self.to)}


@cache
def bands_of(measure: Measure) -> tuple[Band, ...]:
    """The row of a measure, worst band first.

    >>> [str(band.points) for band in bands_of(Measure.PATIENT_GLOBAL)]
    ['0', '2.5', '5', '7.5', '10']
    """
    cuts, points = ROWS[measure]
    return tuple(map(Band, (None, *cuts), (*cuts, None), points))


def band_of(measure: Measure, change_percent: Fraction) -> Band:
    """The band that a change falls in; exactly on an edge it is the one below.

    `change_percent` is absolute, positive when better, not rounded.

    >>> band_of(Measure.HAQ, Fraction(15)).to
    Decimal('15')
    >>> band_of(Measure.MMT, Fraction(-8)).over is None
    True
    """
    return bands_of(measure)[bisect_left(_exact_cuts(measure), change_percent)]


@cache
def _exact_cuts(measure: Measure) -> tuple[Fraction, ...]:
    """Turned into fractions once: every measure of every score is looked up here."""
    return tuple(map(Fraction, ROWS[measure].cuts))
