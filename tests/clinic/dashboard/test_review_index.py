"""Who stands in the review list: first who and what must not."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from clinic.accounts.models import Centre, User
from clinic.dashboard.selectors.review_details import review_details
from clinic.dashboard.selectors.review_index import Entry, review_index
from clinic.registry.models import Patient
from clinic.registry.selectors import prednisone_mg_per_day_on
from clinic.registry.taper import change_dose
from clinic.registry.treatment import Dose, end_course, start_course
from clinic.visits.services import record_relapse
from scoring.models import MAX_ATTEMPTS, Recomputation, Standing
from scoring.services import mark_due, recompute_if_due
from tests.clinic.dashboard.course import active, better, course, lab, register, see, treat


def index(centre: Centre, today: date, **asked: str) -> dict[str, Entry]:
    return {entry.code: entry for entry in review_index([centre.pk], today, **asked)}


def test_without_a_centre_the_list_is_empty(today: date, rossi: User, milan: Centre) -> None:
    course(rossi, milan, "P-101", today)

    assert review_index([], today) == []


def test_another_centres_patients_do_not_stand_in_it(
    today: date, rossi: User, milan: Centre, turin: Centre, neri: User
) -> None:
    course(rossi, milan, "P-101", today)
    course(neri, turin, "P-201", today)

    assert set(index(milan, today)) == {"P-101"}
    assert set(index(turin, today)) == {"P-201"}


def test_while_scores_are_pending_no_old_one_is_given(
    today: date, rossi: User, milan: Centre
) -> None:
    patient = course(rossi, milan, "P-101", today)
    mark_due(patient.pk)

    entry = index(milan, today)["P-101"]
    (details,) = review_details([entry]).values()
    assert entry.standing is Standing.PENDING
    assert (entry.score_id, entry.category, entry.has_gap) == (None, None, False)
    assert [visit.lower for visit in details.visits] == [None, None, None]
    assert (details.missing, details.worse) == ([], [])


def test_after_the_last_attempt_it_is_said_to_have_failed(
    today: date, rossi: User, milan: Centre
) -> None:
    patient = course(rossi, milan, "P-101", today)
    mark_due(patient.pk)
    Recomputation.objects.filter(patient=patient).update(attempts=MAX_ATTEMPTS)

    entry = index(milan, today)["P-101"]
    assert (entry.standing, entry.score_id) == (Standing.FAILED, None)


def test_a_patient_without_treatment_or_visit_stands_in_it_with_nothing(
    today: date, rossi: User, milan: Centre
) -> None:
    register(rossi, milan, "P-101")

    entry = index(milan, today)["P-101"]
    assert (entry.started_on, entry.last_visit_on, entry.due, entry.prednisone_mg) == (None,) * 4
    assert (entry.is_to_see, entry.has_gap, entry.is_below_10_mg) == (False, False, False)


def test_the_score_is_the_one_of_the_latest_visit(today: date, rossi: User, milan: Centre) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100, -60))
    see(patient, rossi, today - timedelta(days=5), active())
    recompute_if_due(patient.pk)

    entry = index(milan, today)["P-101"]
    assert (entry.last_visit_on, entry.category) == (today - timedelta(days=5), "none")


def test_of_two_visits_on_one_day_the_later_entered_counts(
    today: date, rossi: User, milan: Centre
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100,))
    day = today - timedelta(days=5)
    see(patient, rossi, day, active())
    see(patient, rossi, day, better(is_another_visit=True))
    recompute_if_due(patient.pk)

    assert index(milan, today)["P-101"].category == "moderate"


def test_of_two_index_courses_the_later_one_is_scored(
    today: date, rossi: User, milan: Centre
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100, -60))
    (first,) = patient.courses.filter(role="index")
    end_course(course=first, by=rossi, ended_on=today - timedelta(days=50))
    start_course(
        patient=patient,
        by=rossi,
        drug="rituximab",
        role="index",
        started_on=today - timedelta(days=40),
    )
    see(patient, rossi, today - timedelta(days=5), better())
    recompute_if_due(patient.pk)

    entry = index(milan, today)["P-101"]
    (details,) = review_details([entry]).values()
    assert entry.started_on == today - timedelta(days=40)
    # Against the visit of day -60, after which nothing changed.
    assert entry.category == "none"
    assert [visit.category for visit in details.visits] == [None, None, "none"]


def test_a_missing_measure_or_baseline_is_a_gap(today: date, rossi: User, milan: Centre) -> None:
    course(rossi, milan, "P-101", today)
    incomplete = course(rossi, milan, "P-102", today, days=(-100,))
    see(incomplete, rossi, today - timedelta(days=5), better(haq=None))
    without = register(rossi, milan, "P-103")
    treat(without, rossi, today - timedelta(days=100))
    see(without, rossi, today - timedelta(days=5), better())
    for patient in (incomplete, without):
        recompute_if_due(patient.pk)

    found = index(milan, today)
    assert {code: entry.has_gap for code, entry in found.items()} == {
        "P-101": False,
        "P-102": True,
        "P-103": True,
    }
    assert review_details([found["P-102"]])[incomplete.pk].missing == ["HAQ-DI"]


def test_a_worse_measure_is_named_by_its_instrument(
    today: date, rossi: User, milan: Centre
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100,))
    see(patient, rossi, today - timedelta(days=5), better(muscle_strength=Decimal(90)))
    recompute_if_due(patient.pk)

    entry = index(milan, today)["P-101"]
    assert review_details([entry])[patient.pk].worse == ["MMT8"]


@pytest.mark.parametrize(("days_ago", "is_to_see"), [(29, False), (28, True), (0, True)])
def test_a_relapse_asks_to_be_seen_for_four_weeks(
    days_ago: int, is_to_see: bool, today: date, rossi: User, milan: Centre
) -> None:
    patient = course(rossi, milan, "P-101", today)
    record_relapse(
        patient=patient, by=rossi, occurred_on=today - timedelta(days=days_ago), organ="lung"
    )

    entry = index(milan, today)["P-101"]
    assert (entry.is_relapsed, entry.is_to_see) == (is_to_see, is_to_see)
    assert [relapse.organ for relapse in entry.relapses] == ["lung"]


def test_an_adverse_event_counts_at_the_latest_visit_only(
    today: date, rossi: User, milan: Centre
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100,))
    see(patient, rossi, today - timedelta(days=20), better(has_adverse_event=True))
    assert index(milan, today)["P-101"].has_adverse_event

    see(patient, rossi, today - timedelta(days=5), better())
    assert not index(milan, today)["P-101"].has_adverse_event


def test_an_ended_treatment_expects_no_visit(today: date, rossi: User, milan: Centre) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-300, -200))
    assert index(milan, today)["P-101"].is_to_see

    (anakinra,) = patient.courses.filter(role="index")
    end_course(course=anakinra, by=rossi, ended_on=today - timedelta(days=1))
    assert index(milan, today)["P-101"].due is None


def test_only_a_positive_antibody_answers_the_filter(
    today: date, rossi: User, milan: Centre
) -> None:
    course(rossi, milan, "P-101", today)
    course(rossi, milan, "P-102", today, antibody="pl12")

    assert set(index(milan, today, antibody="pl12")) == {"P-102"}


def _taper(patient: Patient, rossi: User, today: date) -> None:
    (prednisone,) = patient.courses.filter(drug="prednisone")
    change_dose(course=prednisone, by=rossi, dose=Dose(today - timedelta(days=20), Decimal("7.5")))


def _stop(patient: Patient, rossi: User, today: date) -> None:
    (prednisone,) = patient.courses.filter(drug="prednisone")
    end_course(course=prednisone, by=rossi, ended_on=today - timedelta(days=1))


def _add_unknown(patient: Patient, rossi: User, today: date) -> None:
    start_course(
        patient=patient,
        by=rossi,
        drug="glucocorticoid",
        role="concomitant",
        started_on=today - timedelta(days=20),
    )


def _add_cream(patient: Patient, rossi: User, today: date) -> None:
    start_course(
        patient=patient,
        by=rossi,
        drug="betamethasone",
        role="concomitant",
        route="other",
        started_on=today - timedelta(days=20),
        doses=[Dose(today - timedelta(days=20), Decimal(5))],
    )


@pytest.mark.parametrize("change", [_taper, _stop, _add_unknown, _add_cream])
def test_the_dose_of_today_is_the_one_the_registry_gives(
    change: object, today: date, rossi: User, milan: Centre
) -> None:
    patient = course(rossi, milan, "P-101", today)
    change(patient, rossi, today)

    patient.refresh_from_db()
    assert index(milan, today)["P-101"].prednisone_mg == prednisone_mg_per_day_on(patient, today)


def test_the_latest_laboratory_comes_with_its_comparator(
    today: date, rossi: User, milan: Centre
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100,))
    values = [lab("crp", "0.1", "mg/dL", "0.5", "<")]
    see(patient, rossi, today - timedelta(days=5), better(laboratory=values))

    entry = index(milan, today)["P-101"]
    crp = review_details([entry])[patient.pk].visits[-1].crp
    assert crp == (Decimal("1.000"), Decimal("5.000"), "<")
