"""The registry's verbs on patients. Each is one transaction, attributed to who asked for it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.accounts.models import Centre, User
from clinic.audit.context import correcting, recording
from clinic.refusals import at_field
from clinic.registry.conflict import refuse_changed
from clinic.registry.days import refuse_future, refuse_impossible
from clinic.registry.models import AntibodyResult, Identity, Patient, PatientManifestation
from clinic.registry.registered import REGISTRY, registered
from clinic.registry.selectors import is_code_taken
from clinic.registry.signals import announce_change, birth_date_changing
from clinic.registry.vocabulary import Cause
from clinic.saving import save

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class PatientFacts:
    """Everything but the identity that registration asks for.

    `antibodies` and `manifestations` hold the field names of their models.
    """

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
        _save_patient(patient)
        announce_change(patient.pk, Cause.PATIENT_REGISTERED, about=patient.uuid)
        save(Identity(patient=patient, **identity))
        for result in facts.antibodies:
            _save_finding(AntibodyResult(patient=patient, **result), "tested_on")
        for manifestation in facts.manifestations:
            _save_finding(PatientManifestation(patient=patient, **manifestation), "since")
        return patient


def correct_registration(
    *,
    patient: Patient,
    by: User,
    reason: str,
    facts: PatientFacts,
    identity: dict[str, Any],
    opened_on: str | None = None,
) -> Patient:
    """Replace what was registered by these facts, in one transaction; unchanged rows stay.

    `opened_on` is the fingerprint of what was `registered` when the form was opened:
    ChangedMeanwhile where it is no longer that.
    Raises ValidationError where a value is refused; then nothing is changed.
    """
    with correcting(by=by, reason=reason):
        announce_change(patient.pk, Cause.PATIENT_CORRECTED)
        patient = _locked(patient)
        refuse_changed(registered(patient), opened_on)
        changes = {name: getattr(facts, name) for name in REGISTRY}
        _correct_patient(patient, changes)
        stored = Identity.objects.get(patient=patient)
        correct_identity(identity=stored, by=by, reason=reason, **identity)
        antibodies = [AntibodyResult(patient=patient, **result) for result in facts.antibodies]
        _replace(list(patient.antibodies.all()), antibodies, "tested_on")
        kinds = [PatientManifestation(patient=patient, **facts) for facts in facts.manifestations]
        _replace(list(patient.manifestations.all()), kinds, "since")
        _refuse_birth_after_findings(patient)
        return patient


def correct_patient(*, patient: Patient, by: User, reason: str, **changes: Any) -> Patient:
    """Correct registry code, date of birth or sex; scores that depend on them are due again."""
    with correcting(by=by, reason=reason):
        announce_change(patient.pk, Cause.PATIENT_CORRECTED)
        patient = _locked(patient)
        _correct_patient(patient, changes)
        _refuse_birth_after_findings(patient)
        return patient


def correct_identity(*, identity: Identity, by: User, reason: str, **changes: Any) -> Identity:
    """Correct names or identifiers."""
    with correcting(by=by, reason=reason):
        _change(identity, changes, save)
        return identity


def _locked(patient: Patient) -> Patient:
    """The patient as it is now, and nobody else's until the end of the transaction."""
    return Patient.objects.select_for_update().get(pk=patient.pk)


def _correct_patient(patient: Patient, changes: dict[str, Any]) -> None:
    if "date_of_birth" in changes:
        _refuse_birth_after_treatment(patient, changes["date_of_birth"])
    _change(patient, changes, _save_patient)


def _change(row: Row, changes: dict[str, Any], save_row: Callable[[Row], Any]) -> None:
    """An unchanged row is not written, and leaves no audit row."""
    changed = {name: value for name, value in changes.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    if changed:
        save_row(row)


def _save_patient(patient: Patient) -> None:
    with at_field("date_of_birth"):
        refuse_future(patient.date_of_birth)
    patient.full_clean(validate_unique=False, validate_constraints=False)
    if is_code_taken(patient.code, other_than=patient):
        raise ValidationError({"code": code_taken_text(patient.code)})
    try:
        with transaction.atomic():  # somebody else may have taken the code this very moment
            patient.save()
    except IntegrityError as taken_now:
        raise ValidationError({"code": code_taken_text(patient.code)}) from taken_now


def _save_finding(row: Row, day_field: str) -> Row:
    day: date | None = getattr(row, day_field)
    if day:
        born: date = row.patient.date_of_birth  # type: ignore[attr-defined]  # of both findings
        with at_field(day_field):
            refuse_impossible(day, born)
    return save(row)


def _refuse_birth_after_treatment(patient: Patient, born: date) -> None:
    """Visits and consents lie above the registry: they speak for themselves through the signal."""
    message = _("A treatment starts before this day.")
    if patient.courses.filter(started_on__lt=born).exists():
        raise ValidationError({"date_of_birth": message})
    birth_date_changing.send(sender=None, patient=patient, date_of_birth=born)


def _refuse_birth_after_findings(patient: Patient) -> None:
    """Asked when all is written: a finding may be corrected together with the birth."""
    born = patient.date_of_birth
    tested = patient.antibodies.filter(tested_on__lt=born).first()
    found = patient.manifestations.filter(since__lt=born).first()
    day, message = None, ""
    if tested:
        day, message = tested.tested_on, _("An antibody test of %(day)s is before this day.")
    elif found:
        day, message = found.since, _("A manifestation since %(day)s is before this day.")
    if day:
        told = message % {"day": date_format(day, "DATE_FORMAT")}
        raise ValidationError({"date_of_birth": told})


def _replace(stored: list[Row], wanted: list[Row], day_field: str) -> None:
    """Add what is new, delete what is gone; a row that stays as it was is not touched."""
    added = []
    for row in wanted:
        same = next((other for other in stored if _facts(other) == _facts(row)), None)
        if same:
            stored.remove(same)
        else:
            added.append(row)
    for gone in stored:
        gone.delete()
    for row in added:
        _save_finding(row, day_field)


def _facts(row: Model) -> dict[str, Any]:
    fields = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    return {name: getattr(row, name) for name in fields}


def code_taken_text(code: str) -> str:
    return _("%(code)s is taken by another patient.") % {"code": code}
