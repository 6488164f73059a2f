"""A laboratory value over time as one small line: pure.

Logarithmic, because enzymes fall over powers of ten; the upper limit of normal lies on the same
scale. The script of the form draws today's point with `low` and `high`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import log10

WIDTH, HEIGHT, PAD = 180, 28, 4
ROOM = 1.25  # above the highest and below the lowest value
LEAST_SHARE = 0.05  # of the limit or the highest value: where a value of 0 is drawn


@dataclass(frozen=True)
class Sparkline:
    """Path data of the line, the level of the limit, and the ends of the scale."""

    line: str
    limit: str | None
    low: float
    high: float

    @property
    def low_text(self) -> str:
        """For the script: with a point in every language."""
        return f"{self.low:.6g}"

    @property
    def high_text(self) -> str:
        return f"{self.high:.6g}"


def sparkline(
    points: Sequence[tuple[date, float]], limit: float | None, *, first: date, last: date
) -> Sparkline | None:
    """None where there is nothing to draw."""
    if not points:
        return None
    values = [value for _, value in points]
    highest = max([*values, limit or 0.0]) or 1.0
    floor = (limit or highest) * LEAST_SHARE
    low = max(min([*values, limit or highest]), floor) / ROOM
    high = highest * ROOM
    days = max((last - first).days, 1)
    corners = [
        f"{PAD + (day - first).days / days * (WIDTH - 2 * PAD):.1f} {_level(value, low, high):.1f}"
        for day, value in points
    ]
    return Sparkline(
        line="M" + "L".join(corners) + ("h0" if len(corners) == 1 else ""),
        limit=None if limit is None else f"{_level(limit, low, high):.1f}",
        low=low,
        high=high,
    )


def _level(value: float, low: float, high: float) -> float:
    share = log10(max(value, low) / low) / log10(high / low)
    return HEIGHT - PAD - share * (HEIGHT - 2 * PAD)
