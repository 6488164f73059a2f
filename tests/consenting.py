"""A study and the people around it."""

from datetime import date
from typing import Any

import pytest

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.registry.models import Patient
from clinic.registry.services import PatientFacts, register_patient
from clinic.studies.models import Consent, Study
from clinic.studies.services import add_study, record_consent
from tests.people import make_person
from tests.scoring.findings import day

SIGNED_ON = day(-3)


@pytest.fixture
def study(rossi: User) -> Study:
    return add_study(
        by=rossi,
        slug="blockade",
        title="IL-1 blockade",
        approval_number="AB12/C-3",
        committee="Ethics Committee of Milan",
    )


@pytest.fixture
def ada(rossi: User, milan: Centre) -> Patient:
    """Ada Bianchi of Milan, born in 1970."""
    return make_patient(rossi, milan, "P-001", "Bianchi", "Ada")


@pytest.fixture
def romano(milan: Centre) -> User:
    """Romano exports in Milan."""
    return make_person("romano", Role.EXPORTER, milan)


@pytest.fixture
def genoa(db: None) -> Centre:
    return Centre.objects.create(name="Genoa")


@pytest.fixture
def neri(genoa: Centre) -> User:
    """Dr Neri, clinician in Genoa."""
    return make_person("neri", Role.CLINICIAN, genoa)


@pytest.fixture
def bruno(neri: User, genoa: Centre) -> Patient:
    """Bruno Verdi of Genoa."""
    return make_patient(neri, genoa, "P-100", "Verdi", "Bruno")


def make_patient(
    by: User, centre: Centre, code: str, family_name: str, given_name: str, **facts: Any
) -> Patient:
    facts = {"date_of_birth": date(1970, 5, 1), "sex": "female"} | facts
    return register_patient(
        by=by,
        centre=centre,
        facts=PatientFacts(code=code, **facts),
        identity={"family_name": family_name, "given_name": given_name},
    )


def consent(patient: Patient, study: Study, by: User, signed_on: date = SIGNED_ON) -> Consent:
    return record_consent(
        study=study, patient=patient, by=by, form_version="2.1", signed_on=signed_on
    )
