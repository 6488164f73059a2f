"""The rows that selectors give and figures, small lines and tables are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from clinic.dashboard.doses import Step
from scoring.criteria.episode import months_since
from scoring.criteria.points import Category, Population


class Lab(NamedTuple):
    """One laboratory value in its canonical unit, with the laboratory's own comparator."""

    value: Decimal
    uln: Decimal | None = None
    comparator: str | None = None

    @property
    def multiple(self) -> Decimal | None:
        """How many times its upper limit of normal; None without a limit."""
        return self.value / self.uln if self.uln else None


@dataclass(frozen=True)
class Scored:
    """A total improvement score, or the bounds it lies in."""

    lower: Decimal
    upper: Decimal
    category: Category
    missing: Sequence[str] = ()  # measures by their codes
    population: Population = Population.ADULT  # by which they are named

    @property
    def is_single(self) -> bool:
        return self.lower == self.upper


@dataclass(frozen=True)
class VisitRow:
    """One visit as the figures need it. None: not assessed; no score: none in force."""

    day: date
    crp: Lab | None = None
    troponins: dict[str, Lab] = field(default_factory=dict)  # by assay
    score: Scored | None = None


@dataclass(frozen=True)
class RelapseRow:
    day: date
    organ: str  # as it is printed
    prednisone_mg: Decimal | None  # the dose that day; None where it is not known


@dataclass(frozen=True)
class Timeline:
    """One patient since the start of the index treatment, in the order of the days."""

    started_on: date
    until: date  # the last day drawn
    treatment: str  # the index treatment as it is printed beside the start
    visits: Sequence[VisitRow]
    doses: Sequence[Step]
    relapses: Sequence[RelapseRow]
    thresholds: tuple[Decimal, Decimal, Decimal]

    def months(self, day: date) -> float:
        return round(float(months_since(day, self.started_on)), 3)
