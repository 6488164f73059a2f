"""The registry's verbs on treatment: start a course, change its dose, end it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

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
from clinic.registry.doses import usable_dose
from clinic.registry.models import DosePeriod, Patient, TreatmentCourse
from clinic.registry.signals import announce_change
from clinic.registry.vocabulary import SYSTEMIC_ROUTES, CourseRole
from clinic.saving import save
from scoring.criteria import glucocorticoid
from scoring.criteria.terms import Drug

CORRECTABLE = ("drug", "role", "route", "started_on", "ended_on")
RUNS_ALREADY = "runs_already"  # the code of that refusal; its params name the course
PLANNED_AHEAD = timedelta(days=366)  # a taper is planned; a later day is a slip


@dataclass(frozen=True)
class Dose:
    """A dose as it is prescribed: so many mg every so many days, from a day on."""

    started_on: date
    dose_mg: Decimal
    every_days: int = 1


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
    **facts: Any,
) -> TreatmentCourse:
    """Add a treatment course with its dose periods, in the order of their start.

    Raises EpisodeRuns unless `is_new_episode` where an index course starts beside another, and
    ValidationError where a day is impossible, the drug is running already, or a dose is outside
    its limits.
    """
    with recording(by=by):
        announce_change(patient.pk)
        course = TreatmentCourse(patient=patient, **facts)
        _refuse_impossible_course(course)
        if not is_new_episode:
            _refuse_second_episode(course, beside=())
        save(course)
        for dose in doses:
            _add_dose(course, dose)
        return course


def change_dose(*, course: TreatmentCourse, by: User, dose: Dose) -> DosePeriod:
    """Start a new dose; the one that ran until then ends the day before.

    Raises ValidationError where a later dose is already recorded.
    """
    with recording(by=by):
        announce_change(course.patient_id)
        return _add_dose(_locked(course), dose)


def end_course(*, course: TreatmentCourse, by: User, ended_on: date) -> TreatmentCourse:
    """End a course and the dose that runs; `ended_on` is the last day of treatment.

    Raises ValidationError where the course is ended already, which is for a correction to change,
    or the day is before the start of the course or of its last dose.
    """
    with recording(by=by):
        announce_change(course.patient_id)
        course = _locked(course)
        if course.ended_on:
            raise ValidationError(
                {"ended_on": _("The course is ended already. Correct its last day instead.")},
            )
        last = course.doses.order_by("started_on").last()
        _refuse_end(course, last, ended_on)
        course.ended_on = ended_on
        save(course)
        if last and (last.ended_on is None or last.ended_on > ended_on):
            last.ended_on = ended_on
            save(last)
        return course


def correct_dose(*, course: TreatmentCourse, by: User, reason: str, dose: Dose) -> DosePeriod:
    """Replace the dose that is recorded from that very day.

    Raises ValidationError where none is, or the dose is outside its limits.
    """
    with correcting(by=by, reason=reason):
        announce_change(course.patient_id)
        course = _locked(course)
        period = course.doses.filter(started_on=dose.started_on).first()
        if period is None:
            raise ValidationError({"started_on": _("No dose is recorded from this day.")})
        period.dose_mg, period.every_days = dose.dose_mg, dose.every_days
        _put_dose(period, course)
        return save(period)


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
        announce_change(course.patient_id)
        course = _locked(course)
        refuse_changed(correctable(course), opened_on)
        doses = list(course.doses.order_by("started_on"))
        beside = _index_courses_beside(course)
        _move_ends(course, doses, changes)
        for name, value in changes.items():
            setattr(course, name, value)
        _refuse_impossible_course(course)
        if not is_new_episode:
            _refuse_second_episode(course, beside=beside)
        save(course)
        for period in doses:
            _refuse_outside(period, course)
            _put_dose(period, course)
            save(period)
        return course


def _move_ends(course: TreatmentCourse, doses: list[DosePeriod], changes: dict[str, Any]) -> None:
    """A dose that begins or ends with its course does so after the correction too."""
    if not doses:
        return
    if doses[0].started_on == course.started_on and changes.get("started_on"):
        doses[0].started_on = changes["started_on"]
    if doses[-1].ended_on == course.ended_on and "ended_on" in changes:
        doses[-1].ended_on = changes["ended_on"]


def _refuse_outside(period: DosePeriod, course: TreatmentCourse) -> None:
    if course.started_on is None or period.started_on < course.started_on:
        raise ValidationError({"started_on": _("A dose starts before this day.")})
    last = period.ended_on or period.started_on
    if last < period.started_on:
        raise ValidationError({"started_on": _("The first dose ends before this day.")})
    if course.ended_on and last > course.ended_on:
        raise ValidationError({"ended_on": _("A dose is recorded after this day.")})


def _locked(course: TreatmentCourse) -> TreatmentCourse:
    """The course as it is now, and nobody else's until the end of the transaction."""
    return TreatmentCourse.objects.select_for_update().get(pk=course.pk)


def _refuse_impossible_course(course: TreatmentCourse) -> None:
    if course.started_on is None:
        if course.role != CourseRole.PRIOR:
            raise ValidationError({"started_on": _("Give the first day of treatment.")})
        return
    with at_field("started_on"):
        refuse_impossible(course.started_on, course.patient.date_of_birth)
    if course.ended_on and course.ended_on < course.started_on:
        raise ValidationError({"ended_on": _("The course ends before it starts.")})
    if course.ended_on and course.ended_on > timezone.localdate() + PLANNED_AHEAD:
        raise ValidationError({"ended_on": _("This day is more than a year ahead.")})
    _refuse_second_course(course)


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


def _refuse_end(course: TreatmentCourse, last: DosePeriod | None, ended_on: date) -> None:
    message = None
    if course.started_on and ended_on < course.started_on:
        message = _("The course starts after this day.")
    elif last and ended_on < last.started_on:
        day = date_format(last.started_on, "DATE_FORMAT")
        message = _("A dose from %(day)s is recorded after this day.") % {"day": day}
    elif ended_on > timezone.localdate() + PLANNED_AHEAD:
        message = _("This day is more than a year ahead.")
    if message:
        raise ValidationError({"ended_on": message})


def _add_dose(course: TreatmentCourse, dose: Dose) -> DosePeriod:
    last = course.doses.order_by("started_on").last()
    _refuse_dose_day(course, last, dose)
    if last and (last.ended_on is None or last.ended_on >= dose.started_on):
        last.ended_on = dose.started_on - timedelta(days=1)
        save(last)
    period = DosePeriod(
        course=course,
        started_on=dose.started_on,
        ended_on=course.ended_on,
        dose_mg=dose.dose_mg,
        every_days=dose.every_days,
    )
    _put_dose(period, course)
    return save(period)


def _refuse_dose_day(course: TreatmentCourse, last: DosePeriod | None, dose: Dose) -> None:
    message = None
    if course.started_on is None or dose.started_on < course.started_on:
        message = _("The dose starts before its course.")
    elif course.ended_on and dose.started_on > course.ended_on:
        message = _("The dose starts after the end of its course.")
    elif dose.started_on > timezone.localdate() + PLANNED_AHEAD:
        message = _("This day is more than a year ahead.")
    elif last and last.started_on >= dose.started_on:
        day = date_format(last.started_on, "DATE_FORMAT")
        message = _("A dose from %(day)s is already recorded.") % {"day": day}
    if message:
        raise ValidationError({"started_on": message})


def _put_dose(period: DosePeriod, course: TreatmentCourse) -> None:
    """A dose in its limits, and in mg of prednisone a day where it acts on the whole body."""
    with at_field("dose_mg"):
        period.dose_mg = usable_dose(course.drug, period.dose_mg, period.every_days)
    period.prednisone_mg_per_day = period.equivalence_version = None
    if course.route not in SYSTEMIC_ROUTES:
        return
    period.prednisone_mg_per_day = glucocorticoid.prednisone_mg_per_day(
        Drug(course.drug), period.dose_mg, period.every_days
    )
    if period.prednisone_mg_per_day is not None:
        period.equivalence_version = glucocorticoid.TABLE_VERSION
