"""The bands of the three responses between 0 and 100. Pure."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from scoring.criteria.points import RESPONSES, Category

FULL = Decimal(100)


def response_bands(
    thresholds: Sequence[Decimal],
) -> Iterator[tuple[Category, Decimal, Decimal]]:
    """Minimal, moderate and major, each from its lowest score to the next one's."""
    return zip(RESPONSES[1:], thresholds, [*thresholds[1:], FULL], strict=True)
