"""The ruler and the small trend of the live score, as numbers for SVG: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor

from clinic.dashboard.bands import response_bands
from clinic.dashboard.numerals import score_text
from clinic.dashboard.sparklines import Frame, ScorePoint, Trend, level, score_trend
from scoring.criteria.episode import DAYS_PER_MONTH
from scoring.criteria.points import THRESHOLDS, Population
from scoring.vocabulary import Category

RULER_WIDTH = 300
LEAST_MARK = 5.0  # of a single value, so that it can be seen
TREND_WIDTH, TREND_HEIGHT = 300.0, 140.0
MOST_MONTHS = 6  # named below the trend


@dataclass(frozen=True)
class Band:
    """A response on the ruler: from where, how wide, and its word's place."""

    category: Category
    left: str
    width: str
    middle: str
    threshold: str  # what stands at its left end


@dataclass(frozen=True)
class Ruler:
    """Bands of the three responses and the mark of the score or of its bounds."""

    bands: list[Band]
    mark_left: str
    mark_width: str


@dataclass(frozen=True)
class Threshold:
    """A line across the trend and the band above it."""

    category: Category
    points: str
    y: str
    top: str
    height: str


@dataclass(frozen=True)
class Mark:
    """What is typed now: a hollow bar from its lower to its upper bound."""

    x: str
    top: str
    height: str
    bridge: str  # dashed, from the last score


@dataclass(frozen=True)
class PanelTrend:
    """Earlier scores as a line, what is typed now as the last mark."""

    earlier: Trend
    thresholds: list[Threshold]
    now: Mark
    last: str | None  # the last earlier score, in words
    months: list[tuple[str, int]]


def ruler(population: Population, lower: Decimal, upper: Decimal) -> Ruler:
    """0 to 100 over the width, a band for each response."""
    width = max(float(upper - lower) * RULER_WIDTH / 100, LEAST_MARK)
    middle = float(lower + upper) / 2 * RULER_WIDTH / 100
    left = min(max(middle - width / 2, 0.0), RULER_WIDTH - width)
    bands = [
        Band(category, _along(low), _along(high - low), _along((low + high) / 2), f"{low}")
        for category, low, high in _bands(population)
    ]
    return Ruler(bands, f"{left:.1f}", f"{width:.1f}")


def trend(
    population: Population, start: date, earlier: Sequence[ScorePoint], now: ScorePoint
) -> PanelTrend:
    """Since the start of the index treatment; the months count from there."""
    first = min([start, *(point.day for point in earlier)])
    frame = Frame(TREND_WIDTH, TREND_HEIGHT, first, now.day, pad=8.0)
    known = [point for point in earlier if point.lower is not None]
    return PanelTrend(
        earlier=score_trend(earlier, frame),
        thresholds=[
            _threshold(category, low, high, frame) for category, low, high in _bands(population)
        ],
        now=_mark(known[-1] if known else None, now, frame),
        last=_words(known[-1]) if known else None,
        months=_months(start, now.day, frame),
    )


def _bands(population: Population) -> list[tuple[Category, Decimal, Decimal]]:
    bands = response_bands(THRESHOLDS[population])
    return [(Category(category), low, high) for category, low, high in bands]


def _along(points: Decimal) -> str:
    return f"{float(points) * RULER_WIDTH / 100:.1f}"


def _threshold(category: Category, low: Decimal, high: Decimal, frame: Frame) -> Threshold:
    y, top = (level(float(points), 0, 100, frame) for points in (low, high))
    return Threshold(category, f"{low}", f"{y:.1f}", f"{top:.1f}", f"{y - top:.1f}")


def _mark(last: ScorePoint | None, now: ScorePoint, frame: Frame) -> Mark:
    x = frame.x(now.day)
    low, high = (level(bound or 0.0, 0, 100, frame) for bound in (now.lower, now.upper))
    height = max(low - high, LEAST_MARK)
    middle = (low + high) / 2
    bridge = ""
    if last:
        bounds = (level(bound or 0.0, 0, 100, frame) for bound in (last.lower, last.upper))
        bridge = f"M{frame.x(last.day):.1f} {sum(bounds) / 2:.1f}L{x:.1f} {middle:.1f}"
    return Mark(f"{x - 4:.1f}", f"{middle - height / 2:.1f}", f"{height:.1f}", bridge)


def _words(point: ScorePoint) -> str:
    return score_text(Decimal(str(point.lower)), Decimal(str(point.upper)))


def _months(start: date, end: date, frame: Frame) -> list[tuple[str, int]]:
    """Whole months since the start, a few of them, with their places."""
    length = float(DAYS_PER_MONTH)
    last = max(floor((end - start).days / length), 0)
    step = -(-last // MOST_MONTHS) or 1
    offset = (start - frame.first).days
    days = max((frame.last - frame.first).days, 1)
    room = frame.width - 2 * frame.pad
    return [
        (f"{frame.pad + (offset + month * length) / days * room:.1f}", month)
        for month in range(0, last + 1, step)
    ]
