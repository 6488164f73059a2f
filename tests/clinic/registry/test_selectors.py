"""What the registry answers."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Permission
from clinic.registry.models import Patient
from clinic.registry.selectors import next_code, patient_list, prednisone_mg_per_day_on
from clinic.registry.services import PatientFacts, register_patient

pytestmark = pytest.mark.django_db

FACTS = PatientFacts(code="P-009", date_of_birth=date(1980, 1, 1), sex="female")


@pytest.fixture
def zoe(rossi: User, milan: Centre) -> Patient:
    names = {"family_name": "D’Angiò Müller", "given_name": "Zoë"}
    return register_patient(by=rossi, centre=milan, facts=FACTS, identity=names)


def found(user: User, search: str) -> list[str]:
    patients = Patient.objects.visible_to(user, Permission.SEE_IDENTITIES)
    return [patient.code for patient in patient_list(patients, search)]


@pytest.mark.parametrize("search", ["Bianco", "P-0011", "Ada Muller", "%", "_"])
def test_a_search_finds_nobody_else(rossi: User, ada: Patient, zoe: Patient, search: str) -> None:
    assert found(rossi, search) == []


@pytest.mark.parametrize(
    "search", ["muller", "MÜLLER", "zoe", "Zoé", "d'angio", "p-009", "zoe müller", "muller zoe"]
)
def test_a_name_is_found_without_its_accents_and_capitals(
    rossi: User, ada: Patient, zoe: Patient, search: str
) -> None:
    assert found(rossi, search) == ["P-009"]


def test_a_search_stays_at_the_own_centre(neri: User, ada: Patient) -> None:
    assert found(neri, "Bianchi") == []


def test_the_first_code_is_1(db: None) -> None:
    assert next_code() == "P-001"


def test_the_next_code_follows_the_highest_and_skips_what_is_no_number(
    rossi: User, milan: Centre, ada: Patient, zoe: Patient
) -> None:
    for code in ("P-X12", "Q-999", "P-010a"):
        register_patient(
            by=rossi,
            centre=milan,
            facts=replace(FACTS, code=code),
            identity={"family_name": "Gallo", "given_name": "Eva"},
        )
    assert next_code() == "P-010"


def test_without_any_course_the_dose_is_not_known(ada: Patient, today: date) -> None:
    assert prednisone_mg_per_day_on(ada, today - timedelta(days=1)) is None
