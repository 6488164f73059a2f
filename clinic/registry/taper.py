"""The registry's verbs on the doses of a course: begin one, correct one, withdraw one."""

from datetime import date

from clinic.accounts.models import User
from clinic.audit.context import correcting, recording
from clinic.registry.conflict import refuse_changed
from clinic.registry.models import DosePeriod, TreatmentCourse
from clinic.registry.selectors import locked_course
from clinic.registry.signals import announce_change
from clinic.registry.steps import Dose, chain, correct, facts_of, insert, remove, steps_of
from clinic.registry.vocabulary import Cause
from clinic.saving import save


def change_dose(*, course: TreatmentCourse, by: User, dose: Dose) -> DosePeriod:
    """Begin a dose: the one before it ends the day before, and it runs until the next one.

    Raises ValidationError for a day outside the course or one on which a dose begins already.
    """
    with recording(by=by):
        announce_change(course.patient_id, Cause.DOSES_CHANGED, about=course.uuid)
        course = locked_course(course)
        steps = steps_of(course)
        added = insert(course, steps, dose)
        save_chain(course, steps, added)
        return added


def correct_dose(
    *,
    course: TreatmentCourse,
    by: User,
    reason: str,
    dose: Dose,
    recorded_on: date | None = None,
    opened_on: str | None = None,
) -> DosePeriod:
    """Replace the dose that is recorded from `recorded_on`; None: from the dose's own day.

    `opened_on` is the fingerprint of the steps that the form showed: ChangedMeanwhile where they
    are no longer the course's.
    Raises ValidationError where no dose is recorded from that day, or the new one cannot be.
    """
    with correcting(by=by, reason=reason):
        announce_change(course.patient_id, Cause.DOSES_CHANGED, about=course.uuid)
        course = locked_course(course)
        steps = steps_of(course)
        refuse_changed(facts_of(steps), opened_on)
        corrected = correct(course, steps, recorded_on or dose.started_on, dose)
        save_chain(course, steps, corrected)
        return corrected


def withdraw_dose(
    *,
    course: TreatmentCourse,
    by: User,
    reason: str,
    recorded_on: date,
    opened_on: str | None = None,
) -> None:
    """Take out a dose that was planned or entered by mistake; the one before it runs on.

    Raises ChangedMeanwhile as `correct_dose`, and ValidationError where no dose is recorded from
    that day, or the course begins with it and others follow.
    """
    with correcting(by=by, reason=reason):
        announce_change(course.patient_id, Cause.DOSES_CHANGED, about=course.uuid)
        course = locked_course(course)
        steps = steps_of(course)
        refuse_changed(facts_of(steps), opened_on)
        remove(course, steps, recorded_on).delete()
        save_chain(course, steps)


def save_chain(course: TreatmentCourse, steps: list[DosePeriod], *changed: DosePeriod) -> None:
    """Write what changed and whom it moved; the other steps keep their rows untouched."""
    moved = chain(course, steps)
    for step in steps:
        if step in moved or step in changed:
            save(step)
