"""The registry's verbs. Each is one transaction, attributed to the person who asked for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from clinic.accounts.models import Centre, User
from clinic.audit.context import recording
from clinic.registry.models import (
    AntibodyResult,
    DosePeriod,
    Identity,
    Patient,
    PatientManifestation,
    TreatmentCourse,
)
from clinic.registry.signals import announce_change
from scoring.criteria import glucocorticoid
from scoring.criteria.terms import Drug

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Dose:
    """A dose as it is prescribed: so many mg every so many days, from a day on."""

    started_on: date
    dose_mg: Decimal
    every_days: int = 1
    ended_on: date | None = None


@dataclass(frozen=True)
class PatientFacts:
    """Everything but the identity that registration asks for."""

    code: str
    date_of_birth: date
    sex: str
    antibodies: Sequence[dict[str, Any]] = field(default_factory=tuple)
    manifestations: Sequence[dict[str, Any]] = field(default_factory=tuple)
    is_illustrative: bool = False


def register_patient(
    *, by: User, centre: Centre, facts: PatientFacts, identity: dict[str, Any]
) -> Patient:
    """Add a patient with identity, antibodies and manifestations.

    `identity`, `antibodies` and `manifestations` hold the field names of their models.
    Raises ValidationError where a value is refused; then nothing is saved.
    """
    with recording(by=by):
        patient = Patient(
            centre=centre,
            code=facts.code,
            date_of_birth=facts.date_of_birth,
            sex=facts.sex,
            is_illustrative=facts.is_illustrative,
        )
        _save(patient)
        announce_change(patient.pk)
        _save(Identity(patient=patient, **identity))
        for result in facts.antibodies:
            _save(AntibodyResult(patient=patient, **result))
        for manifestation in facts.manifestations:
            _save(PatientManifestation(patient=patient, **manifestation))
        return patient


def correct_patient(*, patient: Patient, by: User, reason: str, **changes: Any) -> Patient:
    """Correct registry code, date of birth or sex; scores that depend on them are due again."""
    with recording(by=by, reason=reason):
        announce_change(patient.pk)
        for name, value in changes.items():
            setattr(patient, name, value)
        _save(patient)
        return patient


def correct_identity(*, identity: Identity, by: User, reason: str, **changes: Any) -> Identity:
    """Correct names or identifiers."""
    with recording(by=by, reason=reason):
        for name, value in changes.items():
            setattr(identity, name, value)
        _save(identity)
        return identity


def record_antibody(*, patient: Patient, by: User, **result: Any) -> AntibodyResult:
    """Add the result of one antibody test."""
    with recording(by=by):
        return _save(AntibodyResult(patient=patient, **result))


def record_manifestation(*, patient: Patient, by: User, **facts: Any) -> PatientManifestation:
    """Add a manifestation."""
    with recording(by=by):
        return _save(PatientManifestation(patient=patient, **facts))


def start_course(
    *, patient: Patient, by: User, doses: Iterable[Dose] = (), **facts: Any
) -> TreatmentCourse:
    """Add a treatment course with its dose periods, in the order of their start.

    Raises ValidationError where dates overlap or a dose is outside its limits.
    """
    with recording(by=by):
        announce_change(patient.pk)
        course = _save(TreatmentCourse(patient=patient, **facts))
        for dose in doses:
            _add_dose(course, dose)
        return course


def change_dose(*, course: TreatmentCourse, by: User, dose: Dose) -> DosePeriod:
    """Start a new dose; the one that ran until then ends the day before.

    Raises ValidationError where a later dose is already recorded.
    """
    with recording(by=by):
        announce_change(course.patient_id)
        return _add_dose(course, dose)


def end_course(*, course: TreatmentCourse, by: User, ended_on: date) -> TreatmentCourse:
    """End a course and the dose that runs; `ended_on` is the last day of treatment."""
    with recording(by=by):
        announce_change(course.patient_id)
        course.ended_on = ended_on
        _save(course)
        for period in course.doses.filter(ended_on__isnull=True):
            period.ended_on = ended_on
            _save(period)
        return course


def _add_dose(course: TreatmentCourse, dose: Dose) -> DosePeriod:
    if course.started_on is None or dose.started_on < course.started_on:
        raise ValidationError({"started_on": _("The dose starts before its course.")})
    last = course.doses.order_by("started_on").last()
    if last and last.started_on >= dose.started_on:
        raise ValidationError(
            {"started_on": _("A dose from %(day)s is already recorded.") % {"day": last.started_on}}
        )
    if last and (last.ended_on is None or last.ended_on >= dose.started_on):
        last.ended_on = dose.started_on - timedelta(days=1)
        _save(last)
    period = DosePeriod(
        course=course,
        started_on=dose.started_on,
        ended_on=dose.ended_on,
        dose_mg=dose.dose_mg,
        every_days=dose.every_days,
    )
    period.prednisone_mg_per_day = glucocorticoid.prednisone_mg_per_day(
        Drug(course.drug), dose.dose_mg, dose.every_days
    )
    if period.prednisone_mg_per_day is not None:
        period.equivalence_version = glucocorticoid.TABLE_VERSION
    return _save(period)


def _save(row: Row) -> Row:
    """Refuse what the model refuses, with the field's name, before the database does."""
    row.full_clean()
    row.save()
    return row
