"""The demonstration: where it refuses, what a second run leaves alone, and the letter's facts."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.management import CommandError, call_command

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.audit.models import AuditEvent
from clinic.demonstration.accounts import ACCOUNTS
from clinic.demonstration.loading import HoldsRealPatients, load_demonstration
from clinic.registry.models import Identity, Patient, TreatmentCourse
from clinic.registry.services import correct_patient
from clinic.registry.vocabulary import CourseRole, Drug
from clinic.studies.models import Consent, Study
from clinic.visits.models import LabResult, Relapse, Visit
from clinic.visits.services import amend_visit
from scoring.criteria.episode import DAYS_PER_MONTH
from scoring.criteria.schedule import is_overdue, next_due
from scoring.models import Recomputation, Score
from tests.demonstration import INSTALLED_AT

TODAY = INSTALLED_AT.date()

# Typed from the letter: Table, Methods and Results.
LETTER = {
    "P-001": {
        "sex": "male",
        "age": 66,
        "antibody": "anti-PL12",
        "manifestations": {"arthritis", "fever", "ild", "myopericarditis"},
        "prior": ["glucocorticoid"],
        "concomitant": {"prednisone"},
    },
    "P-002": {
        "sex": "male",
        "age": 55,
        "antibody": "anti-PL12",
        "manifestations": {"fever", "ild", "myocarditis", "rash", "raynaud"},
        "prior": ["glucocorticoid", "azathioprine", "mycophenolate"],
        "concomitant": {"prednisone"},
    },
    "P-003": {
        "sex": "female",
        "age": 54,
        "antibody": "anti-Jo1",
        "manifestations": {"fever", "myocarditis", "myositis", "rash"},
        "prior": ["glucocorticoid", "ivig", "methotrexate"],
        "concomitant": {"prednisone", "methotrexate"},
    },
}


def _index_course(patient: Patient) -> TreatmentCourse:
    return patient.courses.get(role=CourseRole.INDEX)


def _prednisone_mg(patient: Patient, day: Any) -> Decimal:
    course = patient.courses.get(drug=Drug.PREDNISONE)
    return next(dose.prednisone_mg_per_day for dose in course.doses.all() if dose.span.covers(day))


def test_it_refuses_a_database_that_holds_a_centre_which_is_no_demonstration(
    milan: Centre, demonstration_day: None
) -> None:
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("load_demonstration")
    assert not User.objects.exists()
    assert not Patient.objects.exists()


def test_it_refuses_an_installation_that_is_no_demonstration(db: None, settings: Any) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="RISPOSTA_DEMONSTRATION"):
        call_command("load_demonstration")
    assert not Centre.objects.exists()


def test_a_load_that_fails_midway_leaves_nothing(
    db: None, demonstration_day: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("clinic.demonstration.loading._review", lambda reviewer: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load_demonstration(TODAY)
    assert not Centre.objects.exists()
    assert not Patient.objects.exists()
    assert not User.objects.exists()


def test_a_second_run_writes_nothing(demonstration: None) -> None:
    events = AuditEvent.objects.count()
    assert load_demonstration(TODAY + timedelta(days=30)) is False
    assert AuditEvent.objects.count() == events


def test_a_second_run_keeps_what_a_user_changed(demonstration: None) -> None:
    rossi = User.objects.get(username="rossi")
    patient = Patient.objects.get(code="P-001")
    correct_patient(patient=patient, by=rossi, reason="typed wrongly", code="P-101")
    visit = patient.visits.latest("visited_on")
    amend_visit(visit=visit, by=rossi, reason="read again", version=1, haq=Decimal("0.5"))
    assert load_demonstration(TODAY) is False
    assert set(Patient.objects.values_list("code", flat=True)) == {"P-101", "P-002", "P-003"}
    assert Visit.objects.get(pk=visit.pk).haq == Decimal("0.5")


def test_a_real_centre_added_later_stops_the_next_run(demonstration: None) -> None:
    Centre.objects.create(name="Milan")
    with pytest.raises(HoldsRealPatients):
        load_demonstration(TODAY)


def test_the_command_prints_every_account_and_the_second_factor_of_those_who_need_one(
    demonstration: None,
) -> None:
    out = StringIO()
    call_command("load_demonstration", stdout=out)
    lines = [line.split() for line in out.getvalue().splitlines()]
    accounts = {line[3]: line[1:3] for line in lines if line[0] == "account"}
    second_factors = {line[1] for line in lines if line[0] == "totp"}
    assert set(accounts) == set(Role.values)
    for role, (name, password) in accounts.items():
        user = User.objects.get(username=name)
        assert user.check_password(password)
        assert user.is_demonstration
        assert set(user.roles_by_centre.values()) == {Role(role)}
        assert user.needs_second_factor == (name in second_factors)


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.username)
def test_published_passwords_pass_the_validators(account: Any) -> None:
    user = User(username=account.username, first_name=account.title, last_name=account.family_name)
    validate_password(account.password, user)


def test_every_write_says_who_made_it_and_that_a_command_did(demonstration: None) -> None:
    clinical = ("registry_", "visits_", "studies_", "literature_")
    events = [e for e in AuditEvent.objects.all() if e.table.startswith(clinical)]
    assert events
    assert {event.source for event in events} == {"command"}
    assert {event.actor for event in events} == {"bianchi", "rossi", "conti", "ferrari"}


def test_each_patient_has_the_facts_of_the_letters_table(demonstration: None) -> None:
    for code, printed in LETTER.items():
        patient = Patient.objects.get(code=code)
        index = _index_course(patient)
        antibody = patient.antibodies.get()
        prior = patient.courses.filter(role=CourseRole.PRIOR).order_by("id")
        concomitant = patient.courses.filter(role=CourseRole.CONCOMITANT)
        assert {
            "sex": patient.sex,
            "age": patient.age_on(index.started_on),
            "antibody": antibody.get_antibody_display(),
            "manifestations": set(patient.manifestations.values_list("kind", flat=True)),
            "prior": list(prior.values_list("drug", flat=True)),
            "concomitant": set(concomitant.values_list("drug", flat=True)),
        } == printed
        assert patient.is_illustrative
        assert antibody.method == "elisa"
        assert (index.drug, index.route) == ("anakinra", "subcutaneous")
        assert [dose.dose_mg for dose in index.doses.all()] == [200]


def test_starting_doses_are_the_letters(demonstration: None) -> None:
    doses = sorted(
        _prednisone_mg(patient, _index_course(patient).started_on)
        for patient in Patient.objects.all()
    )
    assert doses == [50, 75, 80]


def test_follow_up_lasts_as_long_as_the_letter_says(demonstration: None) -> None:
    months = sorted(
        round(
            (
                patient.visits.latest("visited_on").visited_on - _index_course(patient).started_on
            ).days
            / DAYS_PER_MONTH
        )
        for patient in Patient.objects.all()
    )
    assert months == [5, 8, 9]


def test_patient_three_takes_twenty_milligrams_of_methotrexate_a_week(demonstration: None) -> None:
    course = TreatmentCourse.objects.get(drug="methotrexate", role=CourseRole.CONCOMITANT)
    dose = course.doses.get()
    assert course.patient.code == "P-003"
    assert (dose.dose_mg, dose.every_days, course.route) == (20, 7, "subcutaneous")


def test_no_visit_has_an_adverse_event(demonstration: None) -> None:
    assert set(Visit.objects.values_list("has_adverse_event", flat=True)) == {False}


def test_patient_two_alone_relapses_below_ten_milligrams_while_tapering(
    demonstration: None,
) -> None:
    relapse = Relapse.objects.get()
    patient = relapse.patient
    dose = _prednisone_mg(patient, relapse.occurred_on)
    before = _prednisone_mg(patient, relapse.occurred_on - timedelta(days=30))
    after = _prednisone_mg(patient, relapse.occurred_on + timedelta(days=1))
    assert (patient.code, relapse.organ) == ("P-002", "heart")
    assert dose < 10
    assert dose < before
    assert after > before


def test_crp_or_ferritin_is_increased_at_baseline(demonstration: None) -> None:
    for code in LETTER:
        baseline = Visit.objects.filter(patient__code=code).earliest("visited_on")
        reactants = LabResult.objects.filter(visit=baseline, analyte__in=["crp", "ferritin"])
        assert any(row.canonical_value > row.canonical_uln for row in reactants)


def test_each_patient_reaches_a_major_response_and_ends_on_it(demonstration: None) -> None:
    for code in LETTER:
        scores = Score.objects.current().filter(visit__patient__code=code)
        assert scores.latest("visit__visited_on").category == "major"


def test_scores_are_computed_and_none_is_left_due(demonstration: None) -> None:
    assert Recomputation.objects.count() == 3
    assert not Recomputation.objects.due().exists()
    assert Score.objects.current().count() == Visit.objects.count() - 3


def test_the_illustration_shows_what_a_score_can_hide(demonstration: None) -> None:
    undetermined = Score.objects.current().get(category="undetermined")
    assert undetermined.missing == ["extramuscular"]
    assert (undetermined.lower, undetermined.upper) == (35, 55)
    last = Score.objects.current().filter(visit__patient__code="P-002").latest("visit__visited_on")
    assert last.visit.muscle_strength < last.baseline.muscle_strength
    assert last.measures["mmt"]["points"] == "0"
    without_crp = Visit.objects.exclude(laboratory__analyte="crp")
    assert without_crp.count() == 1


def test_identities_are_obviously_invented(demonstration: None) -> None:
    names = Identity.objects.values_list("family_name", "given_name", "hospital_number", "tax_code")
    assert set(names) == {
        ("Esempio", "Paziente Uno", None, None),
        ("Esempio", "Paziente Due", None, None),
        ("Esempio", "Paziente Tre", None, None),
    }


def test_visits_are_recent_and_patient_one_alone_is_overdue(demonstration: None) -> None:
    last_seen, overdue = {}, []
    for patient in Patient.objects.all():
        last = patient.visits.latest("visited_on").visited_on
        last_seen[patient.code] = (TODAY - last).days
        if is_overdue(next_due(_index_course(patient).started_on, last), TODAY):
            overdue.append(patient.code)
    assert last_seen == {"P-001": 119, "P-002": 13, "P-003": 6}
    assert overdue == ["P-001"]


def test_all_three_consented_to_the_study_with_the_letters_approval(demonstration: None) -> None:
    study = Study.objects.get()
    assert study.approval_number == "DSAN854-A-OS/1"
    assert study.committee == "San Raffaele Ethics Committee"
    assert Consent.objects.current_on(TODAY).filter(study=study).count() == 3
