"""The people of a clinic's day: Ada Bianchi the patient, and who may see her or not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.services import PatientFacts, register_patient
from clinic.registry.treatment import Dose, start_course
from tests.people import let_in, make_person


@pytest.fixture
def today() -> date:
    return timezone.localdate()


@pytest.fixture
def ada(rossi: User, milan: Centre) -> Patient:
    """Born in 1970, of Milan, no treatment yet."""
    return register_patient(
        by=rossi,
        centre=milan,
        facts=PatientFacts(
            code="P-001",
            date_of_birth=date(1970, 5, 1),
            sex="female",
            antibodies=[{"antibody": "jo1", "is_positive": True, "method": "elisa"}],
            manifestations=[{"kind": "ild", "since": date(2020, 3, 1)}, {"kind": "myositis"}],
        ),
        identity={"family_name": "Bianchi", "given_name": "Ada", "hospital_number": "H-77"},
    )


@pytest.fixture
def anakinra(ada: Patient, rossi: User, today: date) -> TreatmentCourse:
    """Ada's index treatment, since 100 days."""
    start = today - timedelta(days=100)
    return start_course(
        patient=ada,
        by=rossi,
        drug="anakinra",
        role="index",
        route="subcutaneous",
        started_on=start,
        doses=[Dose(start, Decimal(100))],
    )


@pytest.fixture
def turin(db: None) -> Centre:
    return Centre.objects.create(name="Turin")


@pytest.fixture
def neri(turin: Centre) -> User:
    """Dr Neri, clinician in Turin: Ada is not her patient."""
    return make_person("neri", Role.CLINICIAN, turin)


@pytest.fixture
def verdi(milan: Centre) -> User:
    """Data entry in Milan: records, but does not treat."""
    return make_person("verdi", Role.DATA_ENTRY, milan)


@pytest.fixture
def greco(milan: Centre) -> User:
    """Reviewer in Milan: sees the cohort, no patient."""
    return make_person("greco", Role.REVIEWER, milan)


@pytest.fixture
def at_desk(client: Client, rossi: User) -> Client:
    """Dr Rossi's browser."""
    let_in(client, rossi)
    return client
