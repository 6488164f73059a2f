"""What the registry answers."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Permission
from clinic.registry.models import AntibodyResult, DosePeriod, Patient, TreatmentCourse
from clinic.registry.selectors import (
    courses_with_doses,
    dose_on,
    next_code,
    patient_list,
    prednisone_mg_per_day_on,
)
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


def codes_registered(by: User, at: Centre, *codes: str) -> None:
    names = {"family_name": "Gallo", "given_name": "Eva"}
    for code in codes:
        register_patient(by=by, centre=at, facts=replace(FACTS, code=code), identity=names)


@pytest.mark.parametrize("slip", ["P-999999999999999999", "P-1000000", "P-20261123001"])
def test_a_number_typed_too_long_spoils_no_suggestion(
    rossi: User, milan: Centre, ada: Patient, slip: str
) -> None:
    codes_registered(rossi, milan, slip)
    assert next_code() == "P-002"


def test_suggestions_go_on_when_all_numbers_that_count_are_used(rossi: User, milan: Centre) -> None:
    codes_registered(rossi, milan, "P-999999", "P-1000000")
    assert next_code() == "P-1000001"


def test_a_code_in_small_letters_is_followed_too(rossi: User, milan: Centre) -> None:
    codes_registered(rossi, milan, "p-012")
    assert next_code() == "P-013"


def test_without_any_course_the_dose_is_not_known(ada: Patient, today: date) -> None:
    assert prednisone_mg_per_day_on(ada, today - timedelta(days=1)) is None


def test_a_course_without_its_first_day_has_no_dose(ada: Patient, today: date) -> None:
    undated = TreatmentCourse.objects.create(patient=ada, drug="rituximab", role="prior")
    assert dose_on(undated, today) is None


def test_the_dose_on_a_day_is_the_one_that_the_rule_of_the_criteria_names(
    ada: Patient, today: date
) -> None:
    start = today - timedelta(days=30)
    course = TreatmentCourse.objects.create(
        patient=ada, drug="prednisone", role="concomitant", started_on=start, ended_on=today
    )
    for days, mg in ((0, 50), (20, 25)):  # neither says when it ends
        DosePeriod.objects.create(
            course=course,
            started_on=start + timedelta(days=days),
            dose_mg=mg,
            prednisone_mg_per_day=mg,
        )
    assert dose_on(course, start - timedelta(days=1)) is None
    assert dose_on(course, today + timedelta(days=1)) is None
    for day, mg in ((start, 50), (today - timedelta(days=11), 50), (today, 25)):
        held = dose_on(course, day)
        assert held is not None
        assert held.dose_mg == Decimal(mg)
        assert prednisone_mg_per_day_on(ada, day) == mg


def test_courses_without_a_first_day_stand_last_in_the_order_they_came(
    ada: Patient, today: date
) -> None:
    for drug, started_on in (("rituximab", None), ("anakinra", today), ("azathioprine", None)):
        TreatmentCourse.objects.create(patient=ada, drug=drug, role="prior", started_on=started_on)
    drugs = [course.drug for course in courses_with_doses(ada)]
    assert drugs == ["anakinra", "rituximab", "azathioprine"]


def test_antibody_tests_without_a_day_stand_last(ada: Patient, today: date) -> None:
    for day in (today, None):
        AntibodyResult.objects.create(patient=ada, antibody="jo1", tested_on=day)
    days = [result.tested_on for result in ada.antibodies.all()]  # her first has none either
    assert days == [today, None, None]
