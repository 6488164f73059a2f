"""Where words find room in a figure: estimated before it is drawn, in pixels of its plot.

Estimated for the narrowest figure that has words beside its marks, and for letters of usual
width: good enough to choose between places, not to set type.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from clinic.dashboard.figures.frame import Months

# static/js/figures.js: below 560 px a figure loses these words. The margins are off.
PLOT_PX = 444.0
CHARACTER_PX = 6.2
LINE_PX = 14.0
MARK_PX = 8.0
LINE_SAMPLES = 12  # of a line between two points
OF_WIDTH = {"left": 0.0, "center": 0.5, "right": 1.0}
OF_HEIGHT = {"bottom": 0.0, "middle": 0.5, "top": 1.0}
Point = tuple[float, float]


class Box(NamedTuple):
    """From the plot's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    def overlaps(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


class Place(NamedTuple):
    """One way to put words, and the box they take there."""

    note: dict[str, Any]
    box: Box


def across(month: float, months: Months) -> float:
    return (month - months.first) / (months.last - months.first) * PLOT_PX


def width_of(text: str) -> float:
    return max(len(line) for line in text.split("<br>")) * CHARACTER_PX


def words_box(text: str, at: Point, xanchor: str, yanchor: str) -> Box:
    """Words at a point: the anchors are the part of the words that lies there, as Plotly has it."""
    width, height = width_of(text), (text.count("<br>") + 1) * LINE_PX
    left = at[0] - OF_WIDTH[xanchor] * width
    bottom = at[1] - OF_HEIGHT[yanchor] * height
    return Box(left, bottom, left + width, bottom + height)


def mark_box(at: Point, size: float = MARK_PX) -> Box:
    return Box(at[0] - size / 2, at[1] - size / 2, at[0] + size / 2, at[1] + size / 2)


def line_boxes(points: Sequence[Point]) -> Iterable[Box]:
    """Small boxes along the line through these points."""
    for (x0, y0), (x1, y1) in pairwise(points):
        for step in range(LINE_SAMPLES + 1):
            share = step / LINE_SAMPLES
            yield mark_box((x0 + share * (x1 - x0), y0 + share * (y1 - y0)), 2)


def clearest(places: Sequence[Place], taken: Sequence[Box], room: Box) -> Place:
    """The place that lies within the room and on the fewest boxes; of equal ones the first."""

    def cost(place: Place) -> tuple[float, int]:
        beyond = max(place.box.right - room.right, room.left - place.box.left, 0.0)
        return beyond, sum(place.box.overlaps(box) for box in taken)

    return min(places, key=cost)
