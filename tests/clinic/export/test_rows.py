"""One row a visit: its episode, its dose, and how its score stands."""

from decimal import Decimal

import pytest

from clinic.accounts.models import User
from clinic.export.rows import age_band
from clinic.registry.models import AntibodyResult, Patient, TreatmentCourse
from clinic.registry.services import correct_patient
from clinic.registry.treatment import Dose, end_course, start_course
from clinic.studies.models import Consent
from clinic.visits.laboratory import LabValue
from clinic.visits.services import restore_visit, withdraw_visit
from scoring.models import MAX_ATTEMPTS, Recomputation, Score
from scoring.services import choose_enzyme, designate_baseline, recompute_if_due
from tests.clinic.export.reading import Row, csv_rows, json_rows
from tests.scoring.findings import active_disease, ck, day, remission, see, start_index

SCORE_COLUMNS = (
    "tis_total",
    "tis_lower",
    "tis_upper",
    "tis_attainable",
    "response_category",
    "tis_missing",
    "tis_enzyme",
    "tis_flags",
    "tis_population",
    "criteria_version",
)


def _states(rows: list[Row]) -> list[tuple[str, str, str]]:
    return [(row["visit_type"], row["score_state"], row["score_reason"]) for row in rows]


def _has_no_score(row: Row) -> bool:
    return not any(row[name] for name in SCORE_COLUMNS)


@pytest.mark.parametrize(
    ("years", "band"), [(0, "0-4"), (54, "50-54"), (55, "55-59"), (89, "85-89"), (90, "90+")]
)
def test_ages_are_given_in_bands_of_five_years_with_an_open_end(years: int, band: str) -> None:
    assert age_band(years) == band
    assert age_band(104) == "90+"


def test_without_an_index_treatment_there_is_no_clock_and_no_score(
    ada: Patient, given: Consent, rossi: User, romano: User
) -> None:
    see(ada, rossi, 0, active_disease())
    recompute_if_due(ada.pk)
    (row,) = csv_rows(given.study, romano)
    assert _states([row]) == [("other", "none", "no_index_treatment")]
    assert (row["study_day"], row["age_band"], row["index_number"], row["index_drug"]) == ("",) * 4
    assert row["anakinra_mg_per_day"] == ""
    assert _has_no_score(row)


def test_without_a_baseline_no_visit_has_a_score(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    see(ada, rossi, 30, remission())
    recompute_if_due(ada.pk)
    (row,) = csv_rows(given.study, romano)
    assert _states([row]) == [("other", "none", "no_baseline")]
    assert row["study_day"] == "30"
    assert _has_no_score(row)


def test_a_pending_score_is_exported_empty_and_never_as_the_old_number(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    see(ada, rossi, -1, active_disease())
    see(ada, rossi, 30, remission())
    recompute_if_due(ada.pk)
    assert csv_rows(given.study, romano)[1]["tis_total"] == "100"
    see(ada, rossi, 60, remission())  # everything of the patient is due again
    assert Score.objects.current().exists()
    rows = csv_rows(given.study, romano)
    assert _states(rows) == [
        ("baseline", "none", "is_baseline"),
        ("follow_up", "pending", ""),
        ("follow_up", "pending", ""),
    ]
    assert all(_has_no_score(row) for row in rows)


def test_a_withdrawn_visit_is_not_exported(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    see(ada, rossi, -1, active_disease())
    slip = see(ada, rossi, 30, active_disease())
    see(ada, rossi, 60, remission())
    withdraw_visit(visit=slip, by=rossi, reason="of another patient")
    recompute_if_due(ada.pk)
    assert [row["study_day"] for row in csv_rows(given.study, romano)] == ["-1", "60"]
    restore_visit(visit=slip, by=rossi, reason="hers after all")
    recompute_if_due(ada.pk)
    assert [row["study_day"] for row in csv_rows(given.study, romano)] == ["-1", "30", "60"]


def test_a_recomputation_that_was_given_up_says_so(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    see(ada, rossi, -1, active_disease())
    see(ada, rossi, 30, remission())
    Recomputation.objects.update(attempts=MAX_ATTEMPTS)
    row = csv_rows(given.study, romano)[1]
    assert (row["score_state"], row["score_reason"]) == ("pending", "recomputation_failed")
    assert _has_no_score(row)


def test_a_follow_up_that_cannot_be_scored_says_why(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    see(ada, rossi, -1, active_disease())
    see(ada, rossi, 30, remission(muscle_strength=Decimal(80), muscle_instrument="mmt8_right"))
    recompute_if_due(ada.pk)
    row = csv_rows(given.study, romano)[1]
    assert (row["score_state"], row["score_reason"]) == ("none", "muscle_instrument_differs")
    assert _has_no_score(row)


def test_a_missing_measure_gives_bounds_and_no_total(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    see(ada, rossi, -1, active_disease())
    see(ada, rossi, 30, remission(physician_global_cm=None, muscle_strength=Decimal(110)))
    recompute_if_due(ada.pk)
    row = csv_rows(given.study, romano)[1]
    assert row["score_state"] == "current"
    assert row["physician_global_cm"] == ""
    assert (row["tis_total"], row["tis_lower"], row["tis_upper"]) == ("", "57.5", "77.5")
    assert (row["response_category"], row["tis_missing"]) == ("undetermined", "physician_global")


def test_a_current_score_is_exported_with_its_version(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    see(ada, rossi, -1, active_disease())
    see(ada, rossi, 30, remission())
    recompute_if_due(ada.pk)
    baseline, followup = csv_rows(given.study, romano)
    assert _has_no_score(baseline)
    assert {name: followup[name] for name in SCORE_COLUMNS} == {
        "tis_total": "100",
        "tis_lower": "100",
        "tis_upper": "100",
        "tis_attainable": "100",
        "response_category": "major",
        "tis_missing": "",
        "tis_enzyme": "ck",
        "tis_flags": "",
        "tis_population": "adult",
        "criteria_version": "1.0",
    }


def test_what_a_clinician_decided_on_a_score_is_told_without_the_reason(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    baseline = see(ada, rossi, -1, active_disease())
    see(ada, rossi, 30, remission())
    recompute_if_due(ada.pk)

    def decided() -> list[tuple[str, str]]:
        rows = csv_rows(given.study, romano)
        return [(row["tis_enzyme_chosen"], row["baseline_designated"]) for row in rows]

    assert decided() == [("", "false"), ("false", "false")]
    episode = anakinra.episode
    designate_baseline(episode=episode, by=rossi, visit=baseline, reason="the last before")
    choose_enzyme(episode=episode, by=rossi, use=None, exclude=["alt"], reason="methotrexate")
    recompute_if_due(ada.pk)
    assert decided() == [("", "true"), ("true", "true")]


def test_a_visit_between_baseline_and_treatment_is_no_follow_up(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    for study_day in (-100, -20, -3, 0, 9):
        see(ada, rossi, study_day, active_disease())
    recompute_if_due(ada.pk)
    rows = csv_rows(given.study, romano)
    assert [row["study_day"] for row in rows] == ["-100", "-20", "-3", "0", "9"]
    assert [row["visit_number"] for row in rows] == ["1", "2", "3", "4", "5"]
    assert [row["visit_type"] for row in rows] == [
        "other",
        "other",
        "other",
        "baseline",
        "follow_up",
    ]


def test_a_second_index_treatment_starts_its_own_clock(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    see(ada, rossi, -1, active_disease())
    see(ada, rossi, 50, remission())
    end_course(course=anakinra, by=rossi, ended_on=day(60))
    see(ada, rossi, 95, active_disease())
    start_index(ada, rossi, 100, "infliximab")
    see(ada, rossi, 130, remission())
    recompute_if_due(ada.pk)
    seen = [
        (row["index_number"], row["index_drug"], row["study_day"], row["visit_type"])
        for row in csv_rows(given.study, romano)
    ]
    assert seen == [
        ("1", "anakinra", "-1", "baseline"),
        ("1", "anakinra", "50", "follow_up"),
        ("2", "infliximab", "-5", "baseline"),
        ("2", "infliximab", "30", "follow_up"),
    ]


def test_the_dose_of_the_day_is_zero_before_and_between_courses_and_empty_where_unknown(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    end_course(course=anakinra, by=rossi, ended_on=day(20))
    start_course(patient=ada, by=rossi, drug="anakinra", role="concomitant", started_on=day(40))
    start_course(patient=ada, by=rossi, drug="prednisone", role="prior")  # without its days
    start_course(
        patient=ada,
        by=rossi,
        drug="methylprednisolone",
        role="concomitant",
        route="oral",
        started_on=day(10),
        doses=[Dose(day(10), Decimal(16), every_days=2)],
    )
    for study_day in (-1, 10, 30, 50):
        see(ada, rossi, study_day, {})
    rows = csv_rows(given.study, romano)
    assert [row["anakinra_mg_per_day"] for row in rows] == ["0", "100", "0", ""]
    assert [row["prednisone_mg_per_day"] for row in rows] == ["0", "10", "10", "10"]


def test_laboratory_values_leave_in_the_canonical_unit_with_mark_and_limit(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    laboratory = [
        LabValue("crp", Decimal("0.5"), "mg/dL", Decimal("0.6"), "<"),
        ck("5", "3", "ukat/L"),
        LabValue("ldh", Decimal(240), "U/L"),
    ]
    see(ada, rossi, 0, {"laboratory": laboratory})
    (row,) = csv_rows(given.study, romano)
    assert (row["crp_comparator"], row["crp_mg_l"], row["crp_uln_mg_l"]) == ("<", "5", "6")
    assert (row["ck_comparator"], row["ck_u_l"], row["ck_uln_u_l"]) == ("", "300", "180")
    assert (row["ldh_comparator"], row["ldh_u_l"], row["ldh_uln_u_l"]) == ("", "240", "")
    assert (row["ast_comparator"], row["ast_u_l"], row["ast_uln_u_l"]) == ("", "", "")


def test_what_was_not_assessed_is_empty_and_zero_is_zero(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    see(ada, rossi, 0, {"haq": Decimal(0), "physician_global_cm": None, "has_fever": False})
    (row,) = json_rows(given.study, romano)
    assert (row["haq_di"], row["physician_global_cm"]) == (0, None)
    assert (row["fever"], row["adverse_event"]) == (False, None)


def test_the_age_is_the_one_on_the_day_the_treatment_starts(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    see(ada, rossi, 100, {})
    birthday_after_start = day(1).replace(year=day(1).year - 55)
    correct_patient(patient=ada, by=rossi, reason="slip", date_of_birth=birthday_after_start)
    assert csv_rows(given.study, romano)[0]["age_band"] == "50-54"
    birthday_at_start = day(0).replace(year=day(0).year - 55)
    correct_patient(patient=ada, by=rossi, reason="slip", date_of_birth=birthday_at_start)
    assert csv_rows(given.study, romano)[0]["age_band"] == "55-59"


def test_antibodies_that_were_ever_positive_are_listed_once_in_a_fixed_order(
    ada: Patient, given: Consent, rossi: User, romano: User
) -> None:
    for antibody, is_positive in [("pl12", True), ("jo1", True), ("jo1", True), ("ej", False)]:
        AntibodyResult.objects.create(patient=ada, antibody=antibody, is_positive=is_positive)
    see(ada, rossi, 0, {})
    assert csv_rows(given.study, romano)[0]["antibodies"] == "jo1;pl12"
