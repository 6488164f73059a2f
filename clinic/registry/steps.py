"""The dose steps of one course. A step runs until the day before the next one, the last until its
course ends: no day has two doses, and none between the first step and the end is without one.

Nothing is written here: a page shows with the same lines what will be after a change.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.refusals import at_field
from clinic.registry.doses import usable_dose
from clinic.registry.models import DosePeriod, TreatmentCourse
from scoring.criteria.glucocorticoid import prednisone_equivalent
from scoring.criteria.terms import Drug

DAY_TAKEN = "day_taken"  # the code of that refusal; its params name the step
PLANNED_AHEAD = timedelta(days=366)  # a taper is planned; a later day is a slip


@dataclass(frozen=True)
class Dose:
    """A dose as it is prescribed: so many mg every so many days, from a day on."""

    started_on: date
    dose_mg: Decimal
    every_days: int = 1


def steps_of(course: TreatmentCourse) -> list[DosePeriod]:
    return list(course.doses.order_by("started_on"))


def facts_of(steps: list[DosePeriod]) -> list[list[Any]]:
    """What a form about the steps was opened on."""
    return [[step.started_on, step.dose_mg, step.every_days] for step in steps]


def chain(course: TreatmentCourse, steps: list[DosePeriod]) -> list[DosePeriod]:
    """Put the steps in the order of their days and let each end where it must; those that moved."""
    steps.sort(key=lambda step: step.started_on)
    moved = []
    for step, following in zip_longest(steps, steps[1:]):
        ended_on = following.started_on - timedelta(days=1) if following else course.ended_on
        if step.ended_on != ended_on:
            step.ended_on = ended_on
            moved.append(step)
    return moved


def insert(course: TreatmentCourse, steps: list[DosePeriod], dose: Dose) -> DosePeriod:
    """A step from a day on, before, between or after the others."""
    _refuse_day(course, steps, dose.started_on)
    step = DosePeriod(course=course)
    _put(step, dose, course)
    steps.append(step)
    return step


def correct(
    course: TreatmentCourse, steps: list[DosePeriod], recorded_on: date, dose: Dose
) -> DosePeriod:
    """Replace a step; it may move to another day, but not away from the start of its course."""
    step = step_on(steps, recorded_on)
    if dose.started_on != recorded_on:
        if recorded_on == course.started_on:
            message = _("The course begins with this dose. Correct the first day of the course.")
            raise ValidationError({"started_on": message})
        _refuse_day(course, [other for other in steps if other is not step], dose.started_on)
    _put(step, dose, course)
    return step


def remove(course: TreatmentCourse, steps: list[DosePeriod], recorded_on: date) -> DosePeriod:
    """Leave out a step; the one before runs on over its days."""
    step = step_on(steps, recorded_on)
    if step is kept(course, steps):
        raise ValidationError(_("The course begins with this dose. Correct the dose instead."))
    steps.remove(step)
    return step


def kept(course: TreatmentCourse, steps: list[DosePeriod]) -> DosePeriod | None:
    """The step the course begins with, while others follow it: corrected, never left out."""
    first = (step for step in steps if step.started_on == course.started_on)
    return next(first, None) if len(steps) > 1 else None


def step_on(steps: list[DosePeriod], day: date) -> DosePeriod:
    """The step that begins on this day."""
    found = next((step for step in steps if step.started_on == day), None)
    if found is None:
        raise ValidationError({"started_on": _("No dose is recorded from this day.")})
    return found


def put_equivalent(step: DosePeriod, course: TreatmentCourse) -> None:
    """A dose in its limits, and in mg of prednisone a day where it acts on the whole body."""
    with at_field("dose_mg"):
        step.dose_mg = usable_dose(course.drug, step.dose_mg, step.every_days)
    equivalent = prednisone_equivalent(
        Drug(course.drug), step.dose_mg, course.route, step.every_days
    )
    step.prednisone_mg_per_day = equivalent.mg_per_day if equivalent else None
    step.equivalence_version = equivalent.table_version if equivalent else None


def _put(step: DosePeriod, dose: Dose, course: TreatmentCourse) -> None:
    step.started_on, step.dose_mg = dose.started_on, dose.dose_mg
    step.every_days = dose.every_days
    put_equivalent(step, course)


def _refuse_day(course: TreatmentCourse, others: list[DosePeriod], day: date) -> None:
    message = None
    if course.started_on is None or day < course.started_on:
        message = _("The dose starts before its course.")
    elif course.ended_on and day > course.ended_on:
        message = _("The dose starts after the end of its course.")
    elif day > timezone.localdate() + PLANNED_AHEAD:
        message = _("This day is more than a year ahead.")
    if message:
        raise ValidationError({"started_on": message})
    for step in others:
        if step.started_on == day:
            words = _("A dose from %(day)s is already recorded.")
            message = words % {"day": date_format(day, "DATE_FORMAT")}
            told = ValidationError(message, code=DAY_TAKEN, params={"step": step})
            raise ValidationError({"started_on": told})
