"""The verbs of a visit: record, amend, withdraw, restore; and of a relapse.

One transaction each.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.context import correcting, recording
from clinic.refusals import at_field
from clinic.registry.days import refuse_impossible
from clinic.registry.models import Patient
from clinic.registry.signals import announce_change
from clinic.registry.vocabulary import Cause
from clinic.saving import AlreadySaved, refuse_sent_again, save
from clinic.visits import laboratory as rules
from clinic.visits.laboratory import LabValue
from clinic.visits.models import LabResult, Relapse, Visit


class SameDayVisit(Exception):
    """The patient has a visit on that day already, and nobody said that this is another one."""


class SameRelapse(Exception):
    """This organ relapsed on that day already, and nobody said that this is another relapse."""

    def __init__(self, relapse: Relapse) -> None:
        super().__init__(relapse)
        self.relapse = relapse


class VisitChangedMeanwhile(Exception):
    """Somebody amended the visit after this form was opened."""


def record_visit(
    *,
    patient: Patient,
    by: User,
    visited_on: date,
    laboratory: Iterable[LabValue] = (),
    is_another_visit: bool = False,
    form_token: UUID | None = None,
    **findings: Any,
) -> Visit:
    """Save a visit with its laboratory values; its scores become due in the same transaction.

    `findings` holds field names of Visit; what is left out was not assessed.
    Raises AlreadySaved where this form has made its visit, SameDayVisit unless
    `is_another_visit` where the day is taken, and ValidationError with the field's name where a
    value is refused.
    """
    with recording(by=by):
        visit = Visit(patient=patient, visited_on=visited_on, form_token=form_token, **findings)
        announce_change(patient.pk, Cause.VISIT_RECORDED, about=visit.uuid)
        _refuse_second(visit, is_another_visit)
        _save_visit(visit)
        _save_laboratory(visit, laboratory)
        return visit


def amend_visit(
    *,
    visit: Visit,
    by: User,
    reason: str,
    version: int,
    laboratory: Iterable[LabValue] = (),
    is_another_visit: bool = False,
    **findings: Any,
) -> Visit:
    """Replace a visit's findings and laboratory values by these.

    `version` is the one the form was opened on: VisitChangedMeanwhile where it is no longer the
    visit's. Otherwise as `record_visit`.
    """
    with correcting(by=by, reason=reason):
        announce_change(visit.patient_id, Cause.VISIT_AMENDED, about=visit.uuid)
        visit = _locked(visit)
        if visit.withdrawn_at is not None:
            raise ValidationError(_("This visit was withdrawn meanwhile."))
        if visit.version != version:
            raise VisitChangedMeanwhile
        _refuse_taken_day(visit, findings.get("visited_on"), is_another_visit)
        for name, value in findings.items():
            setattr(visit, name, value)
        visit.version += 1
        _save_visit(visit)
        _save_laboratory(visit, laboratory)
        return visit


def withdraw_visit(*, visit: Visit, by: User, reason: str, version: int | None = None) -> Visit:
    """Take back a visit that was entered by mistake, with its laboratory and its scores.

    The row stays, marked, for the trail; no page or export reads it until it is restored. A
    designated baseline gives way to the default one meanwhile. One withdrawn already stays as
    it is.
    `version` is the one that whoever withdraws it has seen: VisitChangedMeanwhile where it is no
    longer the visit's. Raises ValidationError without a reason.
    """
    with correcting(by=by, reason=reason):
        announce_change(visit.patient_id, Cause.VISIT_WITHDRAWN, about=visit.uuid)
        visit = _locked(visit)
        if version is not None and visit.version != version:
            raise VisitChangedMeanwhile
        if visit.withdrawn_at is None:
            visit.withdrawn_at = timezone.now()
            visit.save(update_fields=["withdrawn_at"])
        return visit


def restore_visit(*, visit: Visit, by: User, reason: str) -> Visit:
    """Take back a withdrawal: the visit holds again as it was, a designated baseline too.

    One that is not withdrawn stays as it is.
    Raises ValidationError without a reason, and at `visited_on` where the patient's date of birth
    was corrected to a later day meanwhile.
    """
    with correcting(by=by, reason=reason):
        announce_change(visit.patient_id, Cause.VISIT_RESTORED, about=visit.uuid)
        visit = _locked(visit)
        if visit.withdrawn_at is not None:
            visit.withdrawn_at = None
            _save_visit(visit)
        return visit


def record_relapse(
    *,
    patient: Patient,
    by: User,
    occurred_on: date,
    is_another_relapse: bool = False,
    form_token: UUID | None = None,
    **facts: Any,
) -> Relapse:
    """Record a relapse.

    Raises AlreadySaved where this form has made its relapse, SameRelapse unless
    `is_another_relapse` where that organ relapsed on that day already, and ValidationError for a
    day in the future or before birth.
    """
    with recording(by=by):
        # No score depends on a relapse; the lock lets nobody else save between asking and saving.
        patient = Patient.objects.select_for_update().get(pk=patient.pk)
        relapse = Relapse(patient=patient, occurred_on=occurred_on, form_token=form_token, **facts)
        refuse_sent_again(relapse)
        with at_field("occurred_on"):
            refuse_impossible(occurred_on, patient.date_of_birth)
        same = Relapse.objects.filter(
            patient=patient, occurred_on=occurred_on, organ=relapse.organ
        ).first()
        if same and not is_another_relapse:
            raise SameRelapse(same)
        return save(relapse)


def withdraw_relapse(*, relapse: Relapse, by: User, reason: str) -> Relapse:
    """Take back a relapse that was entered by mistake. The row stays, marked, for the trail."""
    with correcting(by=by, reason=reason):
        relapse = Relapse.recorded.select_for_update().get(pk=relapse.pk)
        if relapse.withdrawn_at is None:
            relapse.withdrawn_at = timezone.now()
            save(relapse)
        return relapse


def _locked(visit: Visit) -> Visit:
    """The visit as it is now, withdrawn or not, and nobody else's until the transaction ends."""
    found: Visit = Visit.recorded.select_for_update().select_related("patient").get(pk=visit.pk)
    return found


def _save_visit(visit: Visit) -> None:
    with at_field("visited_on"):
        refuse_impossible(visit.visited_on, visit.patient.date_of_birth)
    # The fields' own checks say the same as the constraints, without a query for each.
    visit.full_clean(exclude=["patient"], validate_unique=False, validate_constraints=False)
    visit.save()


def _refuse_second(visit: Visit, is_another_visit: bool) -> None:
    """Of its form or of its day. Nobody else's save of this patient lies between asking and
    saving: announcing the change has locked her row.
    """
    same = Q(visited_on=visit.visited_on, withdrawn_at__isnull=True)
    if visit.form_token:
        same |= Q(form_token=visit.form_token)
    taken = list(Visit.recorded.filter(same, patient_id=visit.patient_id))
    for other in taken:
        if visit.form_token and other.form_token == visit.form_token:
            raise AlreadySaved(other)
    if taken and not is_another_visit:
        raise SameDayVisit


def _refuse_taken_day(visit: Visit, day: date | None, is_another_visit: bool) -> None:
    if day is None or day == visit.visited_on or is_another_visit:
        return
    if Visit.objects.filter(patient_id=visit.patient_id, visited_on=day).exists():
        raise SameDayVisit


def _save_laboratory(visit: Visit, laboratory: Iterable[LabValue]) -> None:
    """Write what changed only: an untouched value keeps its row and leaves no audit row."""
    before = {row.analyte: row for row in visit.laboratory.all()} if visit.version > 1 else {}
    added = []
    for typed in laboratory:
        row = before.pop(typed.analyte, None) or LabResult(visit=visit, analyte=typed.analyte)
        if _put(row, typed) and row.pk:
            row.save()
        elif not row.pk:
            added.append(row)
    LabResult.objects.bulk_create(added)
    LabResult.objects.filter(pk__in=[row.pk for row in before.values()]).delete()


def _put(row: LabResult, typed: LabValue) -> bool:
    """Take over what was typed; whether anything changed. Raises ValidationError."""
    with at_field(typed.analyte):
        new = _columns(typed)
    changed = any(getattr(row, name) != value for name, value in new.items())
    for name, value in new.items():
        setattr(row, name, value)
    return changed


def _columns(typed: LabValue) -> dict[str, Any]:
    rules.refuse_unit(typed.analyte, typed.unit)
    value = rules.usable_value(typed.analyte, typed.value, typed.unit, typed.comparator)
    uln = None if typed.uln is None else rules.usable_uln(typed.analyte, typed.uln, typed.unit)
    canonical_value, canonical_uln = rules.canonical(typed)
    return {
        "value": value,
        "unit": typed.unit,
        "uln": uln,
        "comparator": typed.comparator,
        "canonical_value": canonical_value,
        "canonical_uln": canonical_uln,
    }
