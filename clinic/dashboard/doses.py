"""The prednisone equivalent over time, as steps: pure."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from scoring.criteria.glucocorticoid import GlucocorticoidCourse, constant_doses
from scoring.criteria.relapse import TAPER_LIMIT_MG

USUAL_TOP_MG = 80.0  # of the scale on which doses are drawn


class Step(NamedTuple):
    """From this day on: so many mg a day; None where the dose is not known."""

    first: date
    mg: Decimal | None


def is_below_10_mg(mg: Decimal | None) -> bool:
    """Of a dose that is known, below the limit of the letter's taper."""
    return mg is not None and mg < TAPER_LIMIT_MG


def dose_steps(courses: Sequence[GlucocorticoidCourse], first: date, last: date) -> list[Step]:
    """The dose on the first day and every change up to the last; empty without any course.

    Before the first course began nothing is known of a dose, and no step says so.
    """
    if not courses:
        return []
    first = max(first, min(course.span.first for course in courses))
    steps: list[Step] = []
    for piece in constant_doses(first, max(first, last), courses):
        if not steps or steps[-1].mg != piece.mg_per_day:
            steps.append(Step(piece.first, piece.mg_per_day))
    return steps
