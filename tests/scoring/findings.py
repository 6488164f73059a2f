"""Findings of visits for the tests of scores."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from clinic.accounts.models import User
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.treatment import start_course
from clinic.visits.laboratory import LabValue
from clinic.visits.models import Visit
from clinic.visits.services import amend_visit, record_visit
from scoring.models import Score

START = date(2020, 1, 6)  # Ada Bianchi's first day of anakinra


def day(study_day: int) -> date:
    return START + timedelta(days=study_day)


def ck(
    value: str, uln: str | None = "200", unit: str = "U/L", comparator: str | None = None
) -> Any:
    return LabValue("ck", Decimal(value), unit, None if uln is None else Decimal(uln), comparator)


def active_disease(**changes: Any) -> dict[str, Any]:
    """The findings of a baseline from which every point can be earned."""
    return {
        "physician_global_cm": Decimal("6.0"),
        "patient_global_cm": Decimal("6.0"),
        "extramuscular_global_cm": Decimal("6.0"),
        "muscle_strength": Decimal(100),
        "muscle_instrument": "mmt8_both_sides",
        "haq": Decimal("1.5"),
        "laboratory": [ck("2000")],
    } | changes


def remission(**changes: Any) -> dict[str, Any]:
    """Findings that earn all 100 points after `active_disease`."""
    return {
        "physician_global_cm": Decimal("0.5"),
        "patient_global_cm": Decimal("0.5"),
        "extramuscular_global_cm": Decimal("0.5"),
        "muscle_strength": Decimal(150),
        "muscle_instrument": "mmt8_both_sides",
        "haq": Decimal(0),
        "laboratory": [ck("100")],
    } | changes


def see(patient: Patient, by: User, study_day: int, findings: dict[str, Any]) -> Visit:
    """A visit on a study day."""
    return record_visit(patient=patient, by=by, visited_on=day(study_day), **findings)


def amend(visit: Visit, by: User, findings: dict[str, Any]) -> Visit:
    visit.refresh_from_db()
    return amend_visit(visit=visit, by=by, reason="slip", version=visit.version, **findings)


def start_anakinra(patient: Patient, by: User) -> TreatmentCourse:
    return start_index(patient, by, 0, "anakinra")


def start_index(patient: Patient, by: User, study_day: int, drug: str) -> TreatmentCourse:
    """An index course that starts on a study day of the first one."""
    return start_course(
        patient=patient,
        by=by,
        drug=drug,
        role="index",
        started_on=day(study_day),
        is_new_episode=True,
    )


def put_in_place_of(score: Score, **changes: Any) -> Score:
    """Supersede a row by one that differs, as no computation would have made it."""
    before = Score.objects.get(pk=score.pk)
    Score.objects.filter(pk=score.pk).update(superseded_at=timezone.now())
    after = Score.objects.get(pk=score.pk)
    after.pk, after.uuid, after.superseded_at, after.supersedes = None, uuid4(), None, before
    after.changes = [{"field": "program_version", "before": "0.0", "after": "0.0"}]
    for name, value in changes.items():
        setattr(after, name, value)
    after.save(force_insert=True)
    return after
