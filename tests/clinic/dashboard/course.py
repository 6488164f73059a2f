"""A patient's course for the tests of the dashboard, through the services a clinic uses."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.services import PatientFacts, register_patient
from clinic.registry.treatment import Dose, start_course
from clinic.visits.laboratory import LabValue
from clinic.visits.models import Visit
from clinic.visits.services import record_visit
from scoring.services import recompute_if_due


def lab(
    analyte: str, value: str, unit: str, uln: str | None, comparator: str | None = None
) -> LabValue:
    return LabValue(analyte, Decimal(value), unit, uln and Decimal(uln), comparator)


def active(**changes: Any) -> dict[str, Any]:
    """Findings of a baseline from which every point can be earned."""
    return {
        "physician_global_cm": Decimal(8),
        "patient_global_cm": Decimal(7),
        "extramuscular_global_cm": Decimal(7),
        "muscle_strength": Decimal(100),
        "muscle_instrument": "mmt8_both_sides",
        "haq": Decimal(2),
        "has_adverse_event": False,
        "laboratory": [
            lab("ck", "1900", "U/L", "190"),
            lab("crp", "40", "mg/L", "5"),
            lab("troponin_t_hs", "84", "ng/L", "14"),
        ],
    } | changes


def better(**changes: Any) -> dict[str, Any]:
    """After `active`: 57.5 points, a moderate response."""
    return (
        active(
            physician_global_cm=Decimal(6),
            patient_global_cm=Decimal(5),
            extramuscular_global_cm=Decimal(5),
            muscle_strength=Decimal(112),
            haq=Decimal("1.5"),
            laboratory=[lab("ck", "1140", "U/L", "190"), lab("crp", "8", "mg/L", "5")],
        )
        | changes
    )


def register(
    by: User, centre: Centre, code: str, *, antibody: str = "jo1", born: date = date(1970, 5, 1)
) -> Patient:
    """Meets the letter's inclusion rule."""
    return register_patient(
        by=by,
        centre=centre,
        facts=PatientFacts(
            code=code,
            date_of_birth=born,
            sex="female",
            antibodies=[{"antibody": antibody, "is_positive": True, "method": "elisa"}],
            manifestations=[{"kind": "ild"}, {"kind": "myositis"}],
        ),
        identity={"family_name": "Bianchi", "given_name": "Ada"},
    )


def treat(patient: Patient, by: User, start: date, mg: str = "50") -> TreatmentCourse:
    """Anakinra as the index treatment, and prednisone."""
    anakinra = start_course(
        patient=patient,
        by=by,
        drug="anakinra",
        role="index",
        route="subcutaneous",
        started_on=start,
        doses=[Dose(start, Decimal(100))],
    )
    start_course(
        patient=patient,
        by=by,
        drug="prednisone",
        role="concomitant",
        route="oral",
        started_on=start,
        doses=[Dose(start, Decimal(mg))],
    )
    return anakinra


def see(patient: Patient, by: User, day: date, findings: dict[str, Any]) -> Visit:
    return record_visit(patient=patient, by=by, visited_on=day, **findings)


def course(
    by: User,
    centre: Centre,
    code: str,
    today: date,
    *,
    days: Iterable[int] = (-100, -60, -10),
    **facts: Any,
) -> Patient:
    """Treated since the first of these days, seen on each, scored."""
    patient = register(by, centre, code, **facts)
    seen = [today + timedelta(days=day) for day in days]
    treat(patient, by, seen[0])
    see(patient, by, seen[0], active())
    for day in seen[1:]:
        see(patient, by, day, better())
    recompute_if_due(patient.pk)
    return patient
