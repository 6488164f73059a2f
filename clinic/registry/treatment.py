"""The registry's verbs on courses: start one, end it, correct it. Those on doses: taper."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.context import correcting, recording
from clinic.refusals import at_field
from clinic.registry.conflict import refuse_changed
from clinic.registry.days import refuse_impossible
from clinic.registry.models import DosePeriod, Patient, TreatmentCourse
from clinic.registry.selectors import locked_course
from clinic.registry.signals import announce_change
from clinic.registry.steps import PLANNED_AHEAD, Dose, insert, put_equivalent, steps_of
from clinic.registry.taper import save_chain
from clinic.registry.vocabulary import Cause, CourseRole
from clinic.saving import refuse_sent_again, save

__all__ = [
    "CORRECTABLE",
    "RUNS_ALREADY",
    "Dose",
    "EpisodeRuns",
    "correct_course",
    "correctable",
    "end_course",
    "start_course",
    "withdraw_course",
]

CORRECTABLE = ("drug", "role", "route", "started_on", "ended_on")
RUNS_ALREADY = "runs_already"  # the code of that refusal; its params name the course


class EpisodeRuns(Exception):
    """Another index course runs, and nobody said that a second episode begins."""

    def __init__(self, course: TreatmentCourse) -> None:
        super().__init__(course)
        self.course = course


def start_course(
    *,
    patient: Patient,
    by: User,
    doses: Iterable[Dose] = (),
    is_new_episode: bool = False,
    form_token: UUID | None = None,
    **facts: Any,
) -> TreatmentCourse:
    """Add a treatment course with its dose periods, in the order of their start.

    Raises AlreadySaved where this form has made its course, EpisodeRuns unless `is_new_episode`
    where an index course starts beside another, and ValidationError where a day is impossible,
    the drug is running already, or a dose is outside its limits.
    """
    with recording(by=by):
        course = TreatmentCourse(patient=patient, form_token=form_token, **facts)
        announce_change(patient.pk, Cause.COURSE_STARTED, about=course.uuid)
        refuse_sent_again(course)
        _refuse_impossible_course(course)
        if not is_new_episode:
            _refuse_second_episode(course, beside=())
        save(course)
        steps: list[DosePeriod] = []
        added = [insert(course, steps, dose) for dose in doses]
        save_chain(course, steps, *added)
        return course


def end_course(*, course: TreatmentCourse, by: User, ended_on: date) -> TreatmentCourse:
    """End a course and the dose that runs; `ended_on` is the last day of treatment.

    Raises ValidationError where the course is ended already, which is for a correction to change,
    or the day is before the start of the course or of its last dose.
    """
    with recording(by=by):
        announce_change(course.patient_id, Cause.COURSE_ENDED, about=course.uuid)
        course = locked_course(course)
        if course.ended_on:
            raise ValidationError(
                {"ended_on": _("The course is ended already. Correct its last day instead.")},
            )
        steps = steps_of(course)
        course.ended_on = ended_on
        _refuse_impossible_end(course)
        _refuse_steps_outside(course, steps)
        save(course)
        save_chain(course, steps)
        return course


def correctable(course: TreatmentCourse) -> dict[str, Any]:
    """What `correct_course` may change, as it is now."""
    return {name: getattr(course, name) for name in CORRECTABLE}


def correct_course(
    *,
    course: TreatmentCourse,
    by: User,
    reason: str,
    opened_on: str | None = None,
    is_new_episode: bool = False,
    **changes: Any,
) -> TreatmentCourse:
    """Correct drug, role, route, first or last day; the first and the last dose move with them.

    `opened_on` is the fingerprint of the `correctable` facts that the form showed: ChangedMeanwhile
    where they are no longer the course's. EpisodeRuns as in `start_course`, for an index course
    beside which it did not run before.
    Raises ValidationError where a dose would lie outside the course, or outside its limits.
    """
    with correcting(by=by, reason=reason):
        announce_change(course.patient_id, Cause.COURSE_CORRECTED, about=course.uuid)
        course = locked_course(course)
        refuse_changed(correctable(course), opened_on)
        steps = steps_of(course)
        beside = _index_courses_beside(course)
        if steps and steps[0].started_on == course.started_on and changes.get("started_on"):
            steps[0].started_on = changes["started_on"]
        for name, value in changes.items():
            setattr(course, name, value)
        _refuse_impossible_course(course)
        if not is_new_episode:
            _refuse_second_episode(course, beside=beside)
        _refuse_steps_outside(course, steps)
        for step in steps:
            put_equivalent(step, course)
        save(course)
        save_chain(course, steps, *steps)
        return course


def withdraw_course(*, course: TreatmentCourse, by: User, reason: str) -> TreatmentCourse:
    """Take back a course that was entered by mistake, with its doses and its scores.

    The row stays, marked, for the trail; no page or export reads it again.
    """
    with correcting(by=by, reason=reason):
        announce_change(course.patient_id, Cause.COURSE_WITHDRAWN, about=course.uuid)
        course = locked_course(course)
        course.withdrawn_at = timezone.now()
        return save(course)


def _refuse_steps_outside(course: TreatmentCourse, steps: list[DosePeriod]) -> None:
    if not steps:
        return
    first, last = steps[0], steps[-1]
    if course.started_on is None or first.started_on < course.started_on:
        raise ValidationError({"started_on": _("A dose starts before this day.")})
    if len(steps) > 1 and first.started_on >= steps[1].started_on:
        raise ValidationError({"started_on": _("The first dose ends before this day.")})
    if course.ended_on and last.started_on > course.ended_on:
        day = date_format(last.started_on, "DATE_FORMAT")
        message = _("A dose from %(day)s is recorded after this day.") % {"day": day}
        raise ValidationError({"ended_on": message})


def _refuse_impossible_course(course: TreatmentCourse) -> None:
    if course.started_on is None:
        if course.role != CourseRole.PRIOR:
            raise ValidationError({"started_on": _("Give the first day of treatment.")})
        return
    with at_field("started_on"):
        refuse_impossible(course.started_on, course.patient.date_of_birth)
    _refuse_impossible_end(course)
    _refuse_second_course(course)


def _refuse_impossible_end(course: TreatmentCourse) -> None:
    if course.ended_on is None:
        return
    message = None
    if course.started_on and course.ended_on < course.started_on:
        message = _("The course ends before it starts.")
    elif course.ended_on > timezone.localdate() + PLANNED_AHEAD:
        message = _("This day is more than a year ahead.")
    if message:
        raise ValidationError({"ended_on": message})


def _refuse_second_course(course: TreatmentCourse) -> None:
    """One drug by one route runs once at a time; a route that is not known may be any."""
    same = _running_beside(course).filter(drug=course.drug)
    if course.route:
        same = same.filter(Q(route=course.route) | Q(route__isnull=True))
    running = same.first()
    if running and running.started_on:
        names = {
            "day": date_format(running.started_on, "DATE_FORMAT"),
            "route": running.get_route_display() or _("route not known"),
        }
        message = _("A course of this drug runs since %(day)s (%(route)s).") % names
        told = ValidationError(message, code=RUNS_ALREADY, params={"course": running})
        raise ValidationError({"drug": told})


def _refuse_second_episode(course: TreatmentCourse, *, beside: Iterable[TreatmentCourse]) -> None:
    """Unless it ran `beside` that one before."""
    others = (other for other in _index_courses_beside(course) if other not in beside)
    running = next(others, None)
    if running:
        raise EpisodeRuns(running)


def _index_courses_beside(course: TreatmentCourse) -> list[TreatmentCourse]:
    if course.role != CourseRole.INDEX:
        return []
    return list(_running_beside(course).filter(role=CourseRole.INDEX))


def _running_beside(course: TreatmentCourse) -> QuerySet[TreatmentCourse]:
    """The patient's other courses that share a day with this one."""
    dated = TreatmentCourse.objects.filter(patient=course.patient, started_on__isnull=False)
    others = dated.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=course.started_on))
    if course.ended_on:
        others = others.filter(started_on__lte=course.ended_on)
    return others.exclude(pk=course.pk)
