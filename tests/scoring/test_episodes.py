"""Which visits are scored against which: what is no baseline and no follow-up comes first."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from clinic.accounts.models import User
from clinic.registry.models import Patient
from clinic.visits.models import Visit
from scoring import services
from scoring.criteria import cases
from scoring.models import Episode, Score
from scoring.vocabulary import NoScore
from tests.scoring.findings import (
    active_disease,
    amend,
    ck,
    day,
    remission,
    see,
    start_anakinra,
    start_index,
)

pytestmark = pytest.mark.django_db


def scored(patient: Patient) -> dict[tuple[str, date], Score]:
    """The patient's scores by drug and day, freshly computed."""
    services.recompute_if_due(patient.pk)
    rows = Score.objects.up_to_date().filter(episode__course__patient=patient)
    return {
        (row.episode.course.drug, row.visit.visited_on): row
        for row in rows.select_related("visit", "episode__course")
    }


def designate(patient: Patient, rossi: User, visit: Visit | None) -> None:
    services.designate_baseline(
        episode=Episode.objects.get(course__patient=patient),
        by=rossi,
        visit=visit,
        reason="steroids were raised after it",
    )


def test_without_an_index_treatment_nothing_is_scored(ada: Patient, rossi: User) -> None:
    see(ada, rossi, 0, active_disease())
    see(ada, rossi, 30, remission())
    assert scored(ada) == {}


def test_without_a_baseline_nothing_is_scored(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, -91, active_disease())
    see(ada, rossi, 30, remission())
    assert scored(ada) == {}


def test_a_follow_up_is_never_drawn_as_a_baseline(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 1, active_disease())
    see(ada, rossi, 60, remission())
    assert scored(ada) == {}


def test_the_baseline_itself_has_no_score(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    assert scored(ada) == {}


def test_visits_before_the_baseline_have_no_score(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    for study_day in (-200, -80, -2):
        see(ada, rossi, study_day, active_disease())
    see(ada, rossi, 28, remission())
    rows = scored(ada)
    assert list(rows) == [("anakinra", day(28))]
    assert rows["anakinra", day(28)].baseline.visited_on == day(-2)


def test_a_visit_between_the_baseline_and_the_start_is_no_response(
    ada: Patient, rossi: User
) -> None:
    start_anakinra(ada, rossi)
    early = see(ada, rossi, -60, active_disease())
    see(ada, rossi, -5, remission())
    see(ada, rossi, 0, remission())
    see(ada, rossi, 1, remission())
    services.recompute_if_due(ada.pk)
    designate(ada, rossi, early)
    assert list(scored(ada)) == [("anakinra", day(1))]


def test_of_two_visits_on_one_day_the_later_recorded_is_the_baseline(
    ada: Patient, rossi: User
) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, remission())
    see(ada, rossi, 0, active_disease(is_another_visit=True))
    see(ada, rossi, 30, remission())
    assert scored(ada)["anakinra", day(30)].total == 100


def test_another_visit_designated_as_baseline_changes_every_score(
    ada: Patient, rossi: User
) -> None:
    start_anakinra(ada, rossi)
    far = see(ada, rossi, -150, active_disease())
    see(ada, rossi, 0, remission())
    see(ada, rossi, 30, remission())
    assert scored(ada)["anakinra", day(30)].total == 0
    designate(ada, rossi, far)
    assert scored(ada)["anakinra", day(30)].total == 100
    designate(ada, rossi, None)
    assert scored(ada)["anakinra", day(30)].total == 0


def test_a_designated_visit_moved_behind_the_start_is_no_baseline_any_more(
    ada: Patient, rossi: User
) -> None:
    start_anakinra(ada, rossi)
    chosen = see(ada, rossi, -20, active_disease())
    see(ada, rossi, 0, active_disease())
    see(ada, rossi, 30, remission())
    services.recompute_if_due(ada.pk)
    designate(ada, rossi, chosen)
    assert len(scored(ada)) == 1
    amend(chosen, rossi, active_disease(visited_on=day(10)))
    assert scored(ada) == {}


def test_a_new_index_drug_opens_its_own_episode(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    start_index(ada, rossi, 100, "rituximab")
    see(ada, rossi, 98, remission())
    see(ada, rossi, 130, active_disease())
    rows = scored(ada)
    assert {key: row.total for key, row in rows.items()} == {
        ("anakinra", day(98)): 100,
        ("anakinra", day(130)): 0,
        ("rituximab", day(130)): 0,
    }
    assert rows["rituximab", day(130)].baseline.visited_on == day(98)


def test_prior_and_concomitant_treatment_open_no_episode(ada: Patient, rossi: User) -> None:
    from clinic.registry.treatment import start_course

    start_course(patient=ada, by=rossi, drug="methotrexate", role="prior")
    start_course(patient=ada, by=rossi, drug="azathioprine", role="concomitant", started_on=day(0))
    see(ada, rossi, 0, active_disease())
    see(ada, rossi, 30, remission())
    assert scored(ada) == {}
    assert not Episode.objects.exists()


# --- Instruments ----------------------------------------------------------------------------


def test_two_muscle_instruments_are_a_problem_and_no_score(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    other = {"muscle_instrument": "mmt8_right", "muscle_strength": Decimal(80)}
    see(ada, rossi, 30, remission(**other))
    row = scored(ada)["anakinra", day(30)]
    assert (row.problem, row.total, row.lower, row.category) == (
        NoScore.MUSCLE_INSTRUMENT_DIFFERS,
        None,
        None,
        None,
    )


def test_one_side_and_both_sides_are_two_instruments(ada: Patient, rossi: User) -> None:
    assert _muscle_problem(ada, rossi, "mmt8_right", "mmt8_both_sides") == (
        NoScore.MUSCLE_INSTRUMENT_DIFFERS
    )


@pytest.mark.parametrize("side", ["mmt8_right", "mmt8_left"])
def test_the_side_of_the_baseline_is_scored(ada: Patient, rossi: User, side: str) -> None:
    assert _muscle_problem(ada, rossi, side, side) is None


@pytest.mark.parametrize(
    ("before", "after"), [("mmt8_right", "mmt8_left"), ("mmt8_left", "mmt8_right")]
)
def test_the_other_side_than_at_the_baseline_is_a_problem_and_no_score(
    ada: Patient, rossi: User, before: str, after: str
) -> None:
    assert _muscle_problem(ada, rossi, before, after) == NoScore.MUSCLE_SIDE_DIFFERS


def _muscle_problem(ada: Patient, rossi: User, before: str, after: str) -> str | None:
    start_anakinra(ada, rossi)
    for study_day, instrument in ((0, before), (30, after)):
        findings = {"muscle_instrument": instrument, "muscle_strength": Decimal(70)}
        see(ada, rossi, study_day, active_disease(**findings))
    row = scored(ada)["anakinra", day(30)]
    assert (row.lower is None) == (row.problem is not None)
    return row.problem


def test_strength_missing_on_one_side_is_missing_not_a_problem(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    see(ada, rossi, 30, remission(muscle_strength=None, muscle_instrument=None))
    row = scored(ada)["anakinra", day(30)]
    assert (row.problem, row.missing, row.lower, row.upper) == (
        None,
        ["mmt"],
        Decimal("67.5"),
        100,
    )


CMAS: dict[str, Any] = {"muscle_instrument": "cmas", "muscle_strength": Decimal(26)}


def test_cmas_is_no_instrument_for_an_adult(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease(**CMAS))
    see(ada, rossi, 30, remission(**CMAS))
    assert scored(ada)["anakinra", day(30)].problem == NoScore.CMAS_FOR_AN_ADULT


def test_a_child_on_cmas_is_scored_by_the_thresholds_for_children(
    ada: Patient, rossi: User
) -> None:
    Patient.objects.filter(pk=ada.pk).update(date_of_birth=date(2010, 1, 1))
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease(**CMAS))
    see(ada, rossi, 30, remission(**CMAS))
    row = scored(ada)["anakinra", day(30)]
    assert (row.population, row.total, row.category) == (
        "juvenile",
        Decimal("67.5"),
        "moderate",  # 67.5 would be a major response of an adult
    )


def test_the_population_is_that_of_the_baselines_day(ada: Patient, rossi: User) -> None:
    Patient.objects.filter(pk=ada.pk).update(date_of_birth=date(2002, 1, 20))
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    see(ada, rossi, 30, remission())
    assert scored(ada)["anakinra", day(30)].population == "juvenile"


@pytest.mark.parametrize(
    ("instrument", "before", "after"),
    [("mmt8_right", 62, 70), ("mmt8_left", 62, 70), ("mmt_total", 200, 226)],
)
def test_each_instrument_has_its_own_range(
    ada: Patient, rossi: User, instrument: str, before: int, after: int
) -> None:
    start_anakinra(ada, rossi)
    for study_day, strength in ((0, before), (30, after)):
        findings = active_disease(muscle_instrument=instrument, muscle_strength=Decimal(strength))
        see(ada, rossi, study_day, findings)
    assert scored(ada)["anakinra", day(30)].total == 10  # exactly 10 %


def test_an_enzyme_stored_as_a_bound_counts_as_missing(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    visit = see(ada, rossi, 30, remission())
    visit.laboratory.update(comparator="<")
    assert scored(ada)["anakinra", day(30)].missing == ["enzyme"]


# --- What is stored -------------------------------------------------------------------------


def test_a_score_holds_everything_it_was_computed_from(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    see(ada, rossi, 30, remission(laboratory=[ck("2.5", "3.2", "ukat/L")]))
    row = scored(ada)["anakinra", day(30)]
    assert row.inputs["baseline"]["enzymes"] == {"ck": {"value": "2000", "uln": "200"}}
    assert row.inputs["followup"]["enzymes"] == {"ck": {"value": "150", "uln": "192"}}
    assert row.inputs["ranges"]["mmt"] == "150"
    assert (row.criteria, row.criteria_version) == ("2016 ACR/EULAR total improvement score", "1.0")
    assert row.flags == ["uln_changed"]
    recomputed = cases.answer({"id": "again"} | row.inputs)
    assert (recomputed["total"], recomputed["measures"]) == ("100", row.measures)


def test_a_chosen_enzyme_is_followed(ada: Patient, rossi: User) -> None:
    from clinic.visits.laboratory import LabValue

    start_anakinra(ada, rossi)
    ldh = [LabValue("ldh", Decimal(value), "U/L", Decimal(240)) for value in (480, 240)]
    see(ada, rossi, 0, active_disease(laboratory=[ck("2000"), ldh[0]]))
    see(ada, rossi, 30, active_disease(laboratory=[ck("2000"), ldh[1]]))
    assert scored(ada)["anakinra", day(30)].total == 0
    services.choose_enzyme(
        episode=Episode.objects.get(), by=rossi, use=None, exclude=["ck"], reason="exercise"
    )
    row = scored(ada)["anakinra", day(30)]
    assert (row.enzyme, row.total) == ("ldh", Decimal("7.5"))
