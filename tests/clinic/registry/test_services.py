"""Registering and correcting patients: refused, saved, each as one transaction."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from clinic.accounts.models import Centre, User
from clinic.audit.models import AuditEvent
from clinic.registry import services
from clinic.registry.models import (
    AntibodyResult,
    Identity,
    Patient,
    PatientManifestation,
    TreatmentCourse,
)
from clinic.registry.services import (
    PatientFacts,
    correct_identity,
    correct_patient,
    correct_registration,
    register_patient,
)
from scoring.models import Recomputation
from tests.together import together

pytestmark = pytest.mark.django_db

LUISA = PatientFacts(code="P-002", date_of_birth=date(1980, 1, 1), sex="female")
NAMES: dict[str, Any] = {"family_name": "Müller", "given_name": "Luisa"}
ADA = PatientFacts(
    code="P-001",
    date_of_birth=date(1970, 5, 1),
    sex="female",
    antibodies=[{"antibody": "jo1", "is_positive": True, "method": "elisa", "tested_on": None}],
    manifestations=[{"kind": "ild", "since": date(2020, 3, 1)}, {"kind": "myositis"}],
)
ADAS_NAMES = {"family_name": "Bianchi", "given_name": "Ada", "hospital_number": "H-77"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "P-001"}, "code"),
        ({"code": "p-001"}, "code"),
        ({"code": ""}, "code"),
        ({"code": "P-002\u200b"}, "code"),  # zero width
        ({"code": "\u202eP-002"}, "code"),  # written from right to left
        ({"code": "P\u2010002"}, "code"),  # another hyphen
        ({"code": "\u0420-002"}, "code"),  # a Cyrillic letter
        ({"code": "P-00\u0662"}, "code"),  # a digit of another script
        ({"code": "P-002\n"}, "code"),
        ({"code": "P 002"}, "code"),
        ({"date_of_birth": date(2999, 1, 1)}, "date_of_birth"),
        ({"sex": "unknown"}, "sex"),
        ({"antibodies": [{"antibody": "jo2", "is_positive": True}]}, "antibody"),
        ({"antibodies": [{"antibody": "jo1", "tested_on": date(1979, 1, 1)}]}, "tested_on"),
        ({"manifestations": [{"kind": "ild", "since": date(2999, 1, 1)}]}, "since"),
    ],
)
def test_a_refused_registration_leaves_nothing(
    ada: Patient, rossi: User, milan: Centre, changes: dict[str, Any], field: str
) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises(ValidationError) as refused:
        register_patient(by=rossi, centre=milan, facts=replace(LUISA, **changes), identity=NAMES)
    assert field in refused.value.message_dict
    assert Patient.objects.count() == 1
    assert Identity.objects.count() == 1
    assert AuditEvent.objects.count() == before


def test_a_patient_without_a_name_is_not_registered(rossi: User, milan: Centre) -> None:
    with pytest.raises(ValidationError):
        register_patient(by=rossi, centre=milan, facts=LUISA, identity=NAMES | {"family_name": ""})
    assert not Patient.objects.exists()


@pytest.mark.parametrize("code", ["P-001", "p-001"])
def test_a_code_taken_this_very_moment_is_refused_like_any_other(
    ada: Patient, rossi: User, milan: Centre, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """The look-up comes before the other one's commit; the database has the last word."""
    monkeypatch.setattr(services, "is_code_taken", lambda *args, **kwargs: False)
    with pytest.raises(ValidationError) as refused:
        register_patient(by=rossi, centre=milan, facts=replace(LUISA, code=code), identity=NAMES)
    assert refused.value.message_dict == {"code": [f"{code} is taken by another patient."]}
    assert Patient.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_codes_that_differ_in_capitals_one_is_registered(rossi: User, milan: Centre) -> None:
    def register(code: str) -> str:
        facts = replace(LUISA, code=code)
        try:
            register_patient(by=rossi, centre=milan, facts=facts, identity=NAMES)
        except ValidationError as refused:
            return ", ".join(refused.message_dict)
        return "registered"

    answers = together(*[lambda code=code: register(code) for code in ("P-R2", "p-r2") * 3])

    assert sorted(answers) == ["code"] * 5 + ["registered"]
    assert Patient.objects.count() == 1


@pytest.mark.parametrize("code", ["P-002", "MI/2026.7", "x"])
def test_letters_digits_and_three_signs_make_a_code(rossi: User, milan: Centre, code: str) -> None:
    facts = replace(LUISA, code=code)
    assert register_patient(by=rossi, centre=milan, facts=facts, identity=NAMES).code == code


def test_a_registered_patient_keeps_names_apart(rossi: User, milan: Centre) -> None:
    patient = register_patient(by=rossi, centre=milan, facts=LUISA, identity=NAMES)
    assert patient.identity.hospital_number is None
    assert {row.actor for row in AuditEvent.objects.filter(table__startswith="registry_")} == {
        "rossi"
    }
    assert Recomputation.objects.get(patient=patient).is_pending


def test_a_correction_without_a_reason_is_refused(ada: Patient, rossi: User) -> None:
    with pytest.raises(ValidationError):
        correct_patient(patient=ada, by=rossi, reason=" ", sex="male")
    with pytest.raises(ValidationError):
        correct_identity(identity=ada.identity, by=rossi, reason="", given_name="Ida")
    ada.refresh_from_db()
    assert (ada.sex, ada.identity.given_name) == ("female", "Ada")


def test_nobody_is_born_after_her_treatment_began(
    ada: Patient, rossi: User, anakinra: TreatmentCourse
) -> None:
    assert anakinra.started_on
    later = anakinra.started_on + timedelta(days=1)
    with pytest.raises(ValidationError, match="A treatment starts before this day"):
        correct_patient(patient=ada, by=rossi, reason="Slip", date_of_birth=later)


@pytest.mark.parametrize("finding", ["antibody test", "manifestation"])
def test_nobody_is_born_after_what_was_found(
    ada: Patient, rossi: User, today: date, finding: str
) -> None:
    ada.manifestations.all().delete()
    if finding == "antibody test":
        AntibodyResult.objects.filter(patient=ada).update(tested_on=date(2020, 5, 6))
    else:
        PatientManifestation.objects.create(patient=ada, kind="rash", since=date(2020, 5, 6))
    changes: dict[str, Any] = {"by": rossi, "reason": "Slip"}
    with pytest.raises(ValidationError) as refused:
        correct_patient(patient=ada, date_of_birth=date(2020, 5, 7), **changes)
    (message,) = refused.value.message_dict["date_of_birth"]
    assert finding in message
    assert "2020" in message
    on_the_day = correct_patient(patient=ada, date_of_birth=date(2020, 5, 6), **changes)
    assert on_the_day.date_of_birth == date(2020, 5, 6)


def test_a_birth_and_a_finding_before_it_are_corrected_together(ada: Patient, rossi: User) -> None:
    """Her lung disease is recorded since March 2020: a slip, as her year of birth was."""
    slips: dict[str, Any] = {"patient": ada, "by": rossi, "identity": ADAS_NAMES, "reason": "Slips"}
    born = replace(ADA, date_of_birth=date(2020, 5, 1))
    with pytest.raises(ValidationError) as refused:
        correct_registration(facts=born, **slips)
    assert list(refused.value.message_dict) == ["date_of_birth"]
    both = replace(born, manifestations=[{"kind": "ild", "since": date(2025, 3, 1)}])
    assert correct_registration(facts=both, **slips).date_of_birth == date(2020, 5, 1)


def test_a_corrected_date_of_birth_makes_scores_due_and_says_why(ada: Patient, rossi: User) -> None:
    due = Recomputation.objects.get(patient=ada).revision
    correct_patient(patient=ada, by=rossi, reason="Day and month", date_of_birth=date(1970, 1, 5))
    assert Recomputation.objects.get(patient=ada).revision == due + 1
    row = AuditEvent.objects.get(table="registry_patient", operation="update")
    assert (row.reason, row.actor) == ("Day and month", "rossi")
    assert set(row.new or {}) == {"date_of_birth"}


def test_a_correction_that_corrects_nothing_leaves_no_row(ada: Patient, rossi: User) -> None:
    before = AuditEvent.objects.count()
    correct_registration(
        patient=ada, by=rossi, reason="Looked again", facts=ADA, identity=ADAS_NAMES
    )
    assert AuditEvent.objects.count() == before


def test_a_refused_part_takes_the_whole_correction_back(ada: Patient, rossi: User) -> None:
    future = [{"kind": "ild", "since": date(2999, 1, 1)}]
    with pytest.raises(ValidationError):
        correct_registration(
            patient=ada,
            by=rossi,
            reason="Slip",
            facts=replace(ADA, sex="male", manifestations=future),
            identity=ADAS_NAMES | {"given_name": "Adamo"},
        )
    ada = Patient.objects.get(pk=ada.pk)
    assert (ada.sex, ada.identity.given_name) == ("female", "Ada")
    assert ada.manifestations.count() == 2


def test_a_correction_replaces_what_differs_and_leaves_the_rest(ada: Patient, rossi: User) -> None:
    kept = ada.manifestations.get(kind="ild").pk
    correct_registration(
        patient=ada,
        by=rossi,
        reason="Second laboratory",
        facts=replace(
            ADA,
            antibodies=[{"antibody": "pl7", "is_positive": True, "method": None}],
            manifestations=[{"kind": "ild", "since": date(2020, 3, 1)}, {"kind": "rash"}],
        ),
        identity=ADAS_NAMES,
    )
    assert ada.antibodies.get().antibody == "pl7"
    assert set(ada.manifestations.values_list("kind", flat=True)) == {"ild", "rash"}
    assert ada.manifestations.get(kind="ild").pk == kept
    reasons = AuditEvent.objects.filter(operation="delete").values_list("reason", flat=True)
    assert set(reasons) == {"Second laboratory"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"antibodies": [{"antibody": "ej", "tested_on": date(2999, 1, 1)}]}, "tested_on"),
        ({"manifestations": [{"kind": "rash", "since": date(1969, 1, 1)}]}, "since"),
    ],
)
def test_a_test_or_manifestation_on_an_impossible_day_is_refused(
    ada: Patient, rossi: User, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        correct_registration(
            patient=ada,
            by=rossi,
            reason="Looked again",
            facts=replace(ADA, **changes),
            identity=ADAS_NAMES,
        )
    assert list(refused.value.message_dict) == [field]
    assert AntibodyResult.objects.count() == 1


def test_a_further_test_and_manifestation_are_added(ada: Patient, rossi: User) -> None:
    further = {"antibody": "ej", "is_positive": False}
    facts = replace(
        ADA,
        antibodies=[*ADA.antibodies, further],
        manifestations=[*ADA.manifestations, {"kind": "rash"}],
    )
    correct_registration(
        patient=ada, by=rossi, reason="New results", facts=facts, identity=ADAS_NAMES
    )
    assert ada.antibodies.count() == 2
    assert ada.manifestations.get(kind="rash").since is None
