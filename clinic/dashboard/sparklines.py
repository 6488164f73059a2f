"""Small lines as SVG path data: rows to numbers, pure.

A value that was not assessed breaks the line. A score known by its bounds only is an upright bar,
bridged by a dashed line. Everything is one path each, so that a long list stays cheap to draw.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from math import log10
from typing import NamedTuple

from clinic.dashboard.bands import FULL, response_bands
from clinic.dashboard.doses import Step

BAR_WIDTH = 5.0
MARK_WIDTH = 7.0  # of the triangle of a relapse

Point = tuple[float, float]


@dataclass(frozen=True)
class Frame:
    """The drawing's size and days; `pad` keeps the last dot inside the picture."""

    width: float
    height: float
    first: date
    last: date
    pad: float = 4.0

    def x(self, day: date) -> float:
        return self.pad + (day - self.first).days * self._per_day

    @cached_property
    def _per_day(self) -> float:
        return (self.width - 2 * self.pad) / max((self.last - self.first).days, 1)


class ScorePoint(NamedTuple):
    """A scored visit; `lower` is None where the visit has no score."""

    day: date
    lower: float | None
    upper: float | None


class Value(NamedTuple):
    """A laboratory value or a measure; None where it was not assessed."""

    day: date
    value: float | None


class Trend(NamedTuple):
    """Path data; an empty text where there is nothing to draw."""

    line: str = ""
    bridge: str = ""  # dashed, over bounds
    dots: str = ""
    bars: str = ""
    end: tuple[str, str] | None = None  # the last dot, where the last point is a single value


def score_trend(points: Sequence[ScorePoint], frame: Frame) -> Trend:
    """The total improvement score on 0-100."""
    line, bridge = _Path(), _Path()
    height_of = heights(frame, 0, 100)
    dots, bars = [], []
    before: tuple[float, float, bool] | None = None
    for point in points:
        if point.lower is None or point.upper is None:
            before = None
            continue
        x = frame.x(point.day)
        is_single = point.lower == point.upper
        low = height_of(point.lower)
        high = low if is_single else height_of(point.upper)
        here = (x, (low + high) / 2, is_single)
        if before:
            (line if is_single and before[2] else bridge).join(before, here)
        if is_single:
            dots.append(here)
        else:
            bars.append(_bar(x, low, high))
        before = here
    last_is_single = bool(before and before[2])
    return Trend(
        line=line.text,
        bridge=bridge.text,
        dots="".join(_dot(x, y) for x, y, _ in (dots[:-1] if last_is_single else dots)),
        bars="".join(bars),
        end=_end(dots) if last_is_single else None,
    )


def value_trend(
    values: Sequence[Value], frame: Frame, low: float, high: float, *, is_log: bool = False
) -> Trend:
    """One value over time; what lies beyond the scale is drawn at its edge."""
    height_of = heights(frame, low, high, is_log=is_log)
    runs: list[list[Point]] = [[]]
    for day, value in values:
        if value is None:
            runs.append([])
        else:
            runs[-1].append((frame.x(day), height_of(value)))
    drawn = [run for run in runs if run]
    return Trend(
        line="".join(_line(run) for run in drawn if len(run) > 1),
        dots="".join(_dot(*run[0]) for run in drawn if len(run) == 1),
        end=_end(drawn[-1]) if runs[-1] else None,
    )


def level(value: float, low: float, high: float, frame: Frame, *, is_log: bool = False) -> float:
    """The height of a value, for lines and for limits drawn across them."""
    return heights(frame, low, high, is_log=is_log)(value)


@lru_cache(maxsize=64)
def heights(
    frame: Frame, low: float, high: float, *, is_log: bool = False
) -> Callable[[float], float]:
    """From a value to where it is drawn; beyond the scale at its edge."""
    bottom, room = frame.height - frame.pad, frame.height - 2 * frame.pad
    if is_log:
        floor, per_decade = log10(low), room / (log10(high) - log10(low))
        return lambda value: bottom - (log10(min(max(value, low), high)) - floor) * per_decade
    per_unit = room / (high - low)
    return lambda value: bottom - (min(max(value, low), high) - low) * per_unit


def dose_area(steps: Sequence[Step], frame: Frame, top_mg: float) -> Trend:
    """The dose as steps: the outline in `line`, the area below it in `bars`; unknown is a gap."""
    outline, area = [], []
    bottom, height_of = frame.height, heights(frame, 0, top_mg)
    ends = [step.first for step in steps[1:]] + [frame.last]
    run: list[str] = []
    for step, end in zip(steps, ends, strict=False):
        if step.mg is None:
            run = []
            continue
        left, right = _number(frame.x(max(step.first, frame.first))), _number(frame.x(end))
        y = _number(height_of(float(step.mg)))
        run.append(f"{'V' if run else f'M{left} '}{y}H{right}")
        outline.append(run[-1])
        area.append(f"M{left} {bottom:g}V{y}H{right}V{bottom:g}z")
    return Trend(line="".join(outline), bars="".join(area))


def marks(days: Iterable[date], frame: Frame) -> str:
    """Triangles pointing down from the upper edge, one a day: relapses."""
    half = MARK_WIDTH / 2
    return "".join(
        f"M{_number(frame.x(day) - half)} 0h{MARK_WIDTH:g}l{-half:g} 6z"
        for day in days
        if frame.first <= day <= frame.last
    )


class Band(NamedTuple):
    """Where the band of a response lies, and how high it is."""

    category: str
    top: str
    height: str


def bands(thresholds: Sequence[Decimal], frame: Frame) -> list[Band]:
    """The bands of minimal, moderate and major behind a line of scores, up to the upper edge."""
    found = []
    for category, low, high in response_bands(thresholds):
        bottom = level(float(low), 0, 100, frame)
        top = 0.0 if high == FULL else level(float(high), 0, 100, frame)
        found.append(Band(category.value, _number(top), _number(bottom - top)))
    return found


def upright(day: date | None, frame: Frame) -> str | None:
    """Where a day stands; None outside the picture."""
    if day is None or not frame.first <= day <= frame.last:
        return None
    return _number(frame.x(day))


class _Path:
    """Path data that lifts the pen only where the line is broken."""

    def __init__(self) -> None:
        self.text = ""
        self._at: tuple[float, ...] | None = None

    def join(self, before: tuple[float, ...], here: tuple[float, ...]) -> None:
        if self._at != before:
            self.text += f"M{before[0]:.1f} {before[1]:.1f}"
        self.text += f"L{here[0]:.1f} {here[1]:.1f}"
        self._at = here


def _bar(x: float, low: float, high: float) -> str:
    left, height = x - BAR_WIDTH / 2, max(low - high, 2.0)
    return f"M{_number(left)} {_number(low)}v{-height:.1f}h{BAR_WIDTH:g}v{height:.1f}z"


def _line(run: Sequence[Point]) -> str:
    return "M" + "L".join([f"{x:.1f} {y:.1f}" for x, y in run])


def _dot(x: float, y: float) -> str:
    """A stroke of no length with round ends."""
    return f"M{x:.1f} {y:.1f}h0"


def _end(points: Sequence[tuple[float, ...]]) -> tuple[str, str]:
    return _number(points[-1][0]), _number(points[-1][1])


def _number(value: float) -> str:
    return f"{value:.1f}"
