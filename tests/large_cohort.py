"""A cohort of any size, written in bulk through the models, its scores really computed."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import cycle, islice
from random import Random

from django.db import connection
from django.utils import timezone

from clinic.accounts.models import Centre
from clinic.registry.models import (
    AntibodyResult,
    DosePeriod,
    Identity,
    Patient,
    PatientManifestation,
    TreatmentCourse,
)
from clinic.registry.vocabulary import Antibody, Cause, CourseRole, Drug, Manifestation, Route
from clinic.visits.models import LabResult, Visit
from clinic.visits.vocabulary import Analyte, MuscleInstrument
from scoring.causes import noted
from scoring.models import Recomputation
from scoring.services import sweep

VISIT_EVERY_DAYS = 28
# The last visit lies at least this long ago, so that newer ones can be recorded.
UNTIL_TODAY_DAYS = 10
# Analyte: unit, upper limit of normal, highest value drawn.
LABORATORY = {
    Analyte.CK: ("U/L", 200, 3000),
    Analyte.LDH: ("U/L", 240, 700),
    Analyte.AST: ("U/L", 40, 120),
    Analyte.ALT: ("U/L", 45, 130),
    Analyte.CRP: ("mg/L", 5, 90),
    Analyte.FERRITIN: ("ug/L", 400, 1800),
    Analyte.TROPONIN_T_HS: ("ng/L", 14, 160),
}
BATCH = 2000


def add_cohort(centre: Centre, patients: int, visits: int, *, is_computed: bool = True) -> None:
    """Patients under anakinra and a tapering prednisone, with so many visits each."""
    random = Random(patients)
    people = _add_patients(centre, patients, random)
    _add_treatment(people, visits)
    _add_visits(people, visits, random)
    due = {"requested_at": timezone.now(), "causes": [noted(Cause.VISIT_RECORDED, None)]}
    Recomputation.objects.bulk_create(
        (Recomputation(patient=patient, **due) for patient in people), BATCH
    )
    if is_computed:
        sweep()
        assert not Recomputation.objects.due().exists()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as a database does by itself after a while


def start_of(index: int, visits: int) -> date:
    """The first day of anakinra, also the day of the baseline visit."""
    back = UNTIL_TODAY_DAYS + index % VISIT_EVERY_DAYS + (visits - 1) * VISIT_EVERY_DAYS
    return timezone.localdate() - timedelta(days=back)


def _add_patients(centre: Centre, number: int, random: Random) -> list[Patient]:
    present = Patient.objects.count()
    people = Patient.objects.bulk_create(
        Patient(
            code=f"L-{present + index:05}",
            centre=centre,
            date_of_birth=date(1940 + random.randrange(50), 1 + index % 12, 1 + index % 28),
            sex="female" if index % 3 else "male",
        )
        for index in range(number)
    )
    Identity.objects.bulk_create(
        Identity(patient=p, family_name=f"Family{p.code}", given_name="Given") for p in people
    )
    AntibodyResult.objects.bulk_create(
        AntibodyResult(patient=patient, antibody=antibody)
        for patient, antibody in zip(people, cycle(Antibody.values), strict=False)
    )
    kinds = cycle(Manifestation.values)
    PatientManifestation.objects.bulk_create(
        PatientManifestation(patient=patient, kind=kind)
        for patient in people
        for kind in islice(kinds, 2)
    )
    return people


def _add_treatment(people: list[Patient], visits: int) -> None:
    starts = [start_of(index, visits) for index in range(len(people))]
    courses = TreatmentCourse.objects.bulk_create(
        TreatmentCourse(patient=patient, drug=drug, role=role, route=route, started_on=start)
        for patient, start in zip(people, starts, strict=True)
        for drug, role, route in (
            (Drug.ANAKINRA, CourseRole.INDEX, Route.SUBCUTANEOUS),
            (Drug.PREDNISONE, CourseRole.CONCOMITANT, Route.ORAL),
        )
    )
    DosePeriod.objects.bulk_create(
        [dose for course in courses for dose in _doses(course)], batch_size=BATCH
    )


def _doses(course: TreatmentCourse) -> list[DosePeriod]:
    assert course.started_on is not None
    if course.drug == Drug.ANAKINRA:
        return [DosePeriod(course=course, started_on=course.started_on, dose_mg=100)]
    steps = (50, 25, 10, 5)
    days = [course.started_on + timedelta(days=60 * step) for step in range(len(steps) + 1)]
    return [
        DosePeriod(
            course=course,
            started_on=day,
            ended_on=following - timedelta(days=1) if mg != steps[-1] else None,
            dose_mg=mg,
            prednisone_mg_per_day=mg,
        )
        for mg, day, following in zip(steps, days, days[1:], strict=False)
    ]


def _add_visits(people: list[Patient], number: int, random: Random) -> None:
    visits = Visit.objects.bulk_create(
        (
            _visit(patient, start_of(index, number), step, number, random)
            for index, patient in enumerate(people)
            for step in range(number)
        ),
        BATCH,
    )
    LabResult.objects.bulk_create(
        (
            LabResult(
                visit=visit,
                analyte=analyte,
                value=value,
                uln=uln,
                unit=unit,
                canonical_value=value,
                canonical_uln=uln,
            )
            for visit in visits
            for analyte, (unit, uln, highest) in LABORATORY.items()
            for value in [random.randint(1, highest)]
        ),
        BATCH,
    )


def _visit(patient: Patient, start: date, step: int, number: int, random: Random) -> Visit:
    """From active disease towards remission, each measure with some noise."""
    left = 1 - step / number

    def noisy(most: int) -> Decimal:
        return Decimal(max(0, min(100, round(most * left + random.randint(-10, 10))))) / 10

    return Visit(
        patient=patient,
        visited_on=start + timedelta(days=VISIT_EVERY_DAYS * step),
        physician_global_cm=noisy(70),
        patient_global_cm=noisy(65),
        extramuscular_global_cm=noisy(60),
        muscle_strength=150 - round(50 * left),
        muscle_instrument=MuscleInstrument.MMT8_BOTH_SIDES,
        haq=Decimal(round(16 * left)) / 8,
        has_fever=step == 0,
        has_adverse_event=False,
    )
