"""The prednisone equivalent over time, as steps: pure."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from scoring.criteria.doses import DaySpan
from scoring.criteria.glucocorticoid import GlucocorticoidCourse, prednisone_mg_on
from scoring.criteria.response import TAPER_LIMIT_MG

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
    for day in sorted({first, *_days_of_change(courses, first, last)}):
        mg = prednisone_mg_on(day, courses)
        if not steps or steps[-1].mg != mg:
            steps.append(Step(day, mg))
    return steps


def _days_of_change(
    courses: Iterable[GlucocorticoidCourse], first: date, last: date
) -> Iterable[date]:
    for course in courses:
        for span in (course.span, *(span for span, _ in course.doses)):
            for day in _edges(span):
                if first < day <= last:
                    yield day


def _edges(span: DaySpan) -> Iterable[date]:
    yield span.first
    if span.last is not None:
        yield span.last + timedelta(days=1)
