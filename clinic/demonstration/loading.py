"""Loads the demonstration through the services a clinic uses, attributed to its accounts."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.audit.context import acting
from clinic.demonstration.accounts import create_accounts
from clinic.demonstration.cohort import IllustrativePatient, read_cohort
from clinic.registry.models import Patient
from clinic.registry.services import PatientFacts, register_patient
from clinic.registry.treatment import Dose, start_course
from clinic.registry.vocabulary import AntibodyMethod, CourseRole, Drug, Route
from clinic.studies.models import Study
from clinic.studies.services import add_study, record_consent
from clinic.visits.services import record_relapse, record_visit
from literature.services import (
    ReviewFacts,
    add_case,
    add_report,
    add_review,
    record_case_value,
)

CENTRE_NAME = "Demonstration centre"
REVIEW_FILE = Path(__file__).with_name("review.json")
STUDY = {
    "slug": "anakinra-asys",
    "title": "Anakinra for the treatment of antisynthetase syndrome",
    "approval_number": "DSAN854-A-OS/1",
    "committee": "San Raffaele Ethics Committee",
}
# Of what the letter does not print: how long before anakinra the illustration puts these.
CONSENT_DAY = -10
ANTIBODY_DAY = -45


class HoldsRealPatients(Exception):
    """The database has a centre that is no demonstration: nothing invented goes into it."""


class DemonstrationSwitchedOff(Exception):
    """The setting DEMONSTRATION is off."""


def load_demonstration(today: date) -> bool:
    """Add accounts, cohort, study and review; whether there was anything to add.

    All of it or nothing. Where a demonstration stands already it is left as its users made it.
    """
    if not settings.DEMONSTRATION:
        raise DemonstrationSwitchedOff
    with acting(source="command"), transaction.atomic():
        if Centre.objects.filter(is_demonstration=False).exists():
            raise HoldsRealPatients
        if Centre.objects.exists():
            return False
        centre = Centre.objects.create(name=CENTRE_NAME, is_demonstration=True)
        people = create_accounts(centre)
        study = add_study(by=people[Role.CENTRE_LEAD], **STUDY)
        for illustration in read_cohort(today):
            patient = _register(illustration, centre, people)
            _treat(illustration, patient, people[Role.CLINICIAN])
            _see(illustration, patient, people[Role.CLINICIAN])
            _consent(illustration, patient, study, people[Role.CENTRE_LEAD])
        _review(people[Role.REVIEWER])
        return True


def _register(
    illustration: IllustrativePatient, centre: Centre, people: dict[Role, User]
) -> Patient:
    facts = illustration.facts
    return register_patient(
        by=people[Role.DATA_ENTRY],
        centre=centre,
        facts=PatientFacts(
            code=facts["code"],
            date_of_birth=illustration.date_of_birth,
            sex=facts["sex"],
            antibodies=[
                {
                    "antibody": facts["antibody"],
                    "method": AntibodyMethod.ELISA,
                    "tested_on": illustration.on(ANTIBODY_DAY),
                }
            ],
            manifestations=[{"kind": kind} for kind in facts["manifestations"]],
            is_illustrative=True,
        ),
        identity={"family_name": facts["family_name"], "given_name": facts["given_name"]},
    )


def _treat(illustration: IllustrativePatient, patient: Patient, clinician: User) -> None:
    """Prior courses in the letter's order and without days; the others on the calendar."""
    facts = illustration.facts
    for drug in facts["prior"]:
        start_course(patient=patient, by=clinician, drug=drug, role=CourseRole.PRIOR)
    _start(
        illustration,
        patient,
        clinician,
        [(0, facts["anakinra_mg_daily"])],
        drug=Drug.ANAKINRA,
        role=CourseRole.INDEX,
        route=Route.SUBCUTANEOUS,
    )
    _start(
        illustration,
        patient,
        clinician,
        facts["prednisone"],
        drug=Drug.PREDNISONE,
        role=CourseRole.CONCOMITANT,
        route=Route.ORAL,
    )
    if methotrexate := facts["methotrexate"]:
        _start(
            illustration,
            patient,
            clinician,
            [(methotrexate["from_day"], methotrexate["mg_weekly"])],
            every_days=7,
            drug=Drug.METHOTREXATE,
            role=CourseRole.CONCOMITANT,
            route=Route.SUBCUTANEOUS,
        )


def _start(
    illustration: IllustrativePatient,
    patient: Patient,
    clinician: User,
    doses: list[tuple[int, str]],
    every_days: int = 1,
    **facts: Any,
) -> None:
    start_course(
        patient=patient,
        by=clinician,
        started_on=illustration.on(doses[0][0]),
        doses=[Dose(illustration.on(day), Decimal(mg), every_days) for day, mg in doses],
        **facts,
    )


def _see(illustration: IllustrativePatient, patient: Patient, clinician: User) -> None:
    for visit in illustration.visits:
        record_visit(
            patient=patient,
            by=clinician,
            visited_on=illustration.on(visit.day),
            laboratory=visit.laboratory,
            **visit.findings,
        )
    for day, organ, action in illustration.facts["relapses"]:
        record_relapse(
            patient=patient,
            by=clinician,
            occurred_on=illustration.on(day),
            organ=organ,
            action=action,
        )


def _consent(illustration: IllustrativePatient, patient: Patient, study: Study, lead: User) -> None:
    record_consent(
        study=study,
        patient=patient,
        by=lead,
        form_version="1.0",
        signed_on=illustration.on(CONSENT_DAY),
    )


def _review(reviewer: User) -> None:
    content = json.loads(REVIEW_FILE.read_text(encoding="utf-8"))
    content.pop("about")
    reports = content.pop("reports")
    review = add_review(by=reviewer, facts=ReviewFacts(**content))
    for facts in reports:
        values = facts.pop("case")
        report = add_report(review=review, by=reviewer, **facts)
        case = add_case(report=report, by=reviewer, label=report.label)
        for variable, value in values.items():
            record_case_value(case=case, by=reviewer, variable=variable, value=value)
