"""What the ledger says of itself: what is different from the row before, and why."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic.accounts.models import User
from clinic.audit.context import acting
from clinic.registry.models import Patient
from clinic.registry.services import correct_patient
from clinic.registry.treatment import correct_course, withdraw_course
from clinic.visits.models import Visit
from clinic.visits.services import restore_visit, withdraw_visit
from scoring import episodes, ledger, selectors, services
from scoring.models import Episode, Recomputation, Score
from tests.scoring.findings import active_disease, amend, ck, day, remission, see, start_index

pytestmark = pytest.mark.django_db


def visit_on(study_day: int) -> Visit:
    return Visit.objects.get(visited_on=day(study_day))


def computed(patient: Patient) -> Score:
    """The last row of the visit of day 30, when all is computed."""
    assert services.recompute_if_due(patient.pk)
    return Score.objects.filter(visit=visit_on(30)).latest("id")


def changed(score: Score) -> dict[str, tuple[Any, Any]]:
    return {change["field"]: (change["before"], change["after"]) for change in score.changes}


def codes(causes: list[dict[str, Any]]) -> list[str]:
    return [cause["code"] for cause in causes]


# --- No new row -----------------------------------------------------------------------------


def test_another_program_that_says_the_same_adds_no_row(
    ada: Patient, episode: Episode, settings: Any
) -> None:
    settings.PROGRAM_VERSION = "99.0"
    services.mark_due(ada.pk)
    assert computed(ada).program_version != "99.0"


def test_a_program_that_stores_more_of_the_same_measures_adds_no_row(
    ada: Patient, episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = episodes.results.measures_to_json
    monkeypatch.setattr(
        episodes.results,
        "measures_to_json",
        lambda score: {name: {**of, "seen": "yes"} for name, of in write(score).items()},
    )
    services.mark_due(ada.pk)
    assert "seen" not in computed(ada).measures["haq"]


def test_a_dose_changes_no_score(ada: Patient, episode: Episode, rossi: User) -> None:
    correct_course(course=episode.course, by=rossi, reason="slip", ended_on=day(400))
    assert computed(ada).supersedes is None


# --- A first row ----------------------------------------------------------------------------


def test_a_first_row_supersedes_nothing(episode: Episode) -> None:
    score = Score.objects.get()
    assert (score.supersedes, score.changes) == (None, [])


def test_it_holds_every_value_with_its_unit_limit_and_range(episode: Episode) -> None:
    score = Score.objects.get()
    assert score.inputs["baseline"]["enzymes"]["ck"]["value"] == "2000"
    assert score.inputs["baseline"]["enzymes"]["ck"]["uln"] == "200"
    assert score.inputs["ranges"]["mmt"] == "150"
    assert score.units == {
        "physician_global": "cm",
        "patient_global": "cm",
        "mmt": "{score}",
        "haq": "{score}",
        "extramuscular": "cm",
        "ck": "U/L",
    }
    assert score.instruments == {"baseline": "mmt8_both_sides", "followup": "mmt8_both_sides"}


def test_a_row_without_a_score_holds_its_values_too(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    amend(visit_on(30), rossi, remission(muscle_instrument="mmt8_right", muscle_strength=70))
    score = computed(ada)
    assert score.problem == "muscle_instrument_differs"
    assert score.inputs["followup"]["mmt"] == "70"
    assert changed(score) == {
        "followup.mmt": ("150", "70"),
        "followup.muscle_instrument": ("mmt8_both_sides", "mmt8_right"),
    }


# --- What changed ---------------------------------------------------------------------------


def test_a_corrected_follow_up_names_its_measure(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    before = Score.objects.get()
    amend(visit_on(30), rossi, remission(haq=Decimal("1.25")))
    score = computed(ada)
    assert score.supersedes == before
    assert changed(score) == {"followup.haq": ("0", "1.25")}


def test_a_corrected_limit_names_the_enzyme(ada: Patient, episode: Episode, rossi: User) -> None:
    amend(visit_on(30), rossi, remission(laboratory=[ck("100", uln="300")]))
    assert changed(computed(ada)) == {"followup.enzymes.ck.uln": ("200", "300")}


def test_a_corrected_unit_names_the_value_as_used(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    amend(visit_on(30), rossi, remission(laboratory=[ck("100", "200", unit="ukat/L")]))
    assert changed(computed(ada)) == {
        "followup.enzymes.ck.value": ("100", "6000"),
        "followup.enzymes.ck.uln": ("200", "12000"),
    }


def test_the_same_value_in_another_unit_is_the_same_input(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    amend(visit_on(30), rossi, remission(laboratory=[ck("1.5", "4", unit="ukat/L")]))
    first = computed(ada)
    amend(visit_on(30), rossi, remission(laboratory=[ck("90", "240")]))
    assert computed(ada) == first


def test_another_baseline_is_named_with_what_it_changes(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    other = see(ada, rossi, -5, active_disease(haq=Decimal("1.75")))
    services.designate_baseline(episode=episode, by=rossi, visit=other, reason="no flare yet")
    assert changed(computed(ada)) == {
        "baseline_visit": (str(visit_on(0).uuid), str(other.uuid)),
        "baseline.haq": ("1.5", "1.75"),
    }


def test_an_age_corrected_across_18_changes_the_population(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    correct_patient(patient=ada, by=rossi, reason="misread", date_of_birth=day(-17 * 365))
    assert changed(computed(ada)) == {"population": ("adult", "juvenile")}


def test_a_choice_of_enzyme_is_named_with_its_reason(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    services.choose_enzyme(episode=episode, by=rossi, use=None, exclude=["ck"], reason="exercise")
    assert changed(computed(ada)) == {
        "enzyme_choice.exclude": (None, ["ck"]),
        "enzyme_choice.reason": (None, "exercise"),
    }


def test_a_first_choice_that_leaves_nothing_out_changes_nothing_there(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    services.choose_enzyme(episode=episode, by=rossi, use="ck", exclude=[], reason="followed")
    assert changed(computed(ada)).keys() == {"enzyme_choice.use", "enzyme_choice.reason"}
    services.choose_enzyme(episode=episode, by=rossi, use=None, exclude=[], reason="by the rule")
    assert changed(computed(ada)).keys() == {"enzyme_choice.use", "enzyme_choice.reason"}


def test_other_criteria_are_named(
    ada: Patient, episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(episodes, "VERSION", "2.0")
    services.mark_due(ada.pk)
    assert changed(computed(ada)) == {"criteria_version": ("1.0", "2.0")}


def test_another_result_of_the_same_inputs_names_the_program(
    ada: Patient, episode: Episode, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """A program that computed wrongly: its rows stay, those of the next one supersede them."""
    score = episodes.score
    monkeypatch.setattr(
        episodes, "score", lambda case: score(case)._replace(attainable=Decimal(90))
    )
    before = settings.PROGRAM_VERSION
    settings.PROGRAM_VERSION = "99.0"
    services.mark_due(ada.pk)
    assert changed(computed(ada)) == {"program_version": (before, "99.0")}


# --- Why ------------------------------------------------------------------------------------


def test_a_row_says_who_changed_what_when_and_why(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    visit = amend(visit_on(30), rossi, active_disease())
    (cause,) = computed(ada).causes
    assert cause.pop("at")[:10] == timezone.now().isoformat()[:10]
    assert cause == {
        "code": "visit_amended",
        "about": str(visit.uuid),
        "by": "rossi",
        "reason": "slip",
    }


def test_a_row_names_every_change_since_the_last_computation_that_reaches_it(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    amend(visit_on(30), rossi, active_disease())
    see(ada, rossi, 60, remission())
    amend(visit_on(0), rossi, active_disease(haq=Decimal(1)))
    assert codes(computed(ada).causes) == ["visit_amended", "visit_amended"]
    assert codes(Score.objects.current().get(visit=visit_on(60)).causes) == [
        "visit_recorded",
        "visit_amended",
    ]


def test_causes_are_kept_until_a_computation_succeeds(
    ada: Patient, episode: Episode, rossi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    amend(visit_on(30), rossi, active_disease())
    with monkeypatch.context() as broken:
        broken.setattr(services, "entries_of", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            services.recompute_if_due(ada.pk)
    Recomputation.objects.update(not_before=None)
    assert codes(computed(ada).causes) == ["visit_amended"]
    assert Recomputation.objects.get(patient=ada).causes == []


def test_many_are_marked_as_one_is(ada: Patient, episode: Episode, rossi: User) -> None:
    """Whether something waits already or not; only the instants differ."""
    for changes in ([], ["visit_amended"]):
        for _ in changes:
            amend(visit_on(30), rossi, active_disease())
        before = Recomputation.objects.get(patient=ada)
        services.mark_many_due([ada.pk], services.Cause.RESCORE)
        many = Recomputation.objects.get(patient=ada)
        before.raise_for(services.noted(services.Cause.RESCORE, None))
        assert (many.revision, many.attempts, many.not_before) == (before.revision, 0, None)
        assert codes(many.causes) == codes(before.causes) == [*changes, "rescore"]
        assert many.requested_at <= before.requested_at
        services.recompute_if_due(ada.pk)


def test_what_a_program_did_names_nobody(ada: Patient, episode: Episode) -> None:
    with acting(source="command"):
        services.mark_due(ada.pk)
    (cause,) = Recomputation.objects.get(patient=ada).causes
    assert (cause["code"], cause["by"], cause["reason"]) == ("rescore", None, None)


def test_a_cause_that_reaches_no_row_by_itself_is_not_lost() -> None:
    causes = [services.noted(services.Cause.VISIT_AMENDED, Visit().uuid)]
    assert ledger.of_row(causes, []) == causes


# --- A follow-up that ceases to be one ------------------------------------------------------


def test_a_baseline_that_is_gone_closes_the_row_with_its_cause(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    amend(visit_on(0), rossi, active_disease(visited_on=day(-100)))
    score = computed(ada)
    assert score.superseded_at is not None
    assert (score.ceased, codes(score.ceased_causes)) == ("no_baseline", ["visit_amended"])


def test_a_start_moved_behind_the_visit_closes_the_row(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    correct_course(course=episode.course, by=rossi, reason="slip", started_on=day(30))
    score = computed(ada)
    assert (score.ceased, codes(score.ceased_causes)) == ("before_treatment", ["course_corrected"])


def test_another_role_closes_the_row(ada: Patient, episode: Episode, rossi: User) -> None:
    correct_course(course=episode.course, by=rossi, reason="slip", role="concomitant")
    assert computed(ada).ceased == "no_index_treatment"


def test_a_withdrawn_course_closes_the_row(ada: Patient, episode: Episode, rossi: User) -> None:
    withdraw_course(course=episode.course, by=rossi, reason="of another patient")
    score = computed(ada)
    assert score.ceased == "course_withdrawn"
    assert score.ceased_causes[0]["reason"] == "of another patient"


def test_a_withdrawn_visit_closes_its_row_and_restored_it_goes_on(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    visit = visit_on(30)
    withdraw_visit(visit=visit, by=rossi, reason="of another patient")
    services.recompute_if_due(ada.pk)
    closed = Score.objects.get()
    assert closed.ceased == "visit_withdrawn"
    assert [cause["reason"] for cause in closed.ceased_causes] == ["of another patient"]
    restore_visit(visit=visit, by=rossi, reason="hers after all")
    score = computed(ada)
    assert (score.supersedes, score.changes) == (closed, [])
    assert (score.total, codes(score.causes)) == (100, ["visit_restored"])


def test_a_withdrawn_designated_baseline_gives_way_to_the_default_until_it_is_restored(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    usual, chosen = visit_on(0), see(ada, rossi, -5, active_disease(haq=Decimal("1.75")))
    services.designate_baseline(episode=episode, by=rossi, visit=chosen, reason="no flare yet")
    assert computed(ada).baseline == chosen
    withdraw_visit(visit=chosen, by=rossi, reason="of another patient")
    score = computed(ada)
    assert (score.baseline, codes(score.causes)) == (usual, ["visit_withdrawn"])
    assert [one.is_designated for one in selectors.baselines(ada)] == [False]
    restore_visit(visit=chosen, by=rossi, reason="hers after all")
    assert computed(ada).baseline == chosen
    assert [one.is_designated for one in selectors.baselines(ada)] == [True]


def test_a_withdrawn_visit_is_not_designated(ada: Patient, episode: Episode, rossi: User) -> None:
    visit = see(ada, rossi, -5, active_disease())
    withdraw_visit(visit=visit, by=rossi, reason="of another patient")
    with pytest.raises(ValidationError, match="withdrawn"):
        services.designate_baseline(episode=episode, by=rossi, visit=visit, reason="better")


def test_an_enzyme_is_chosen_beside_a_withdrawn_designated_baseline(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    visit = see(ada, rossi, -5, active_disease())
    services.designate_baseline(episode=episode, by=rossi, visit=visit, reason="better")
    withdraw_visit(visit=visit, by=rossi, reason="of another patient")
    services.choose_enzyme(episode=episode, by=rossi, use="ck", exclude=[], reason="followed")
    assert computed(ada).inputs["enzyme_choice"]["use"] == "ck"


def test_a_follow_up_again_goes_on_where_the_chain_ended(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    correct_course(course=episode.course, by=rossi, reason="slip", started_on=day(30))
    closed = computed(ada)
    correct_course(course=episode.course, by=rossi, reason="slip", started_on=day(0))
    score = computed(ada)
    assert (score.supersedes, score.changes) == (closed, [])
    assert codes(score.causes) == ["course_corrected"]


# --- The history of a score -----------------------------------------------------------------


def test_the_history_is_a_chain_from_the_first_row_to_the_last(
    ada: Patient, episode: Episode, rossi: User, django_assert_num_queries: Any
) -> None:
    start_index(ada, rossi, 20, "rituximab")
    for haq in ("1.25", "1", "0.5"):
        amend(visit_on(30), rossi, remission(haq=Decimal(haq)))
        computed(ada)
    of_anakinra = Score.objects.current().get(visit=visit_on(30), episode=episode)
    with django_assert_num_queries(1):
        rows = selectors.history(of_anakinra)
        said = [(row.visit.visited_on, row.baseline.visited_on, row.episode.course) for row in rows]
    assert {row[2] for row in said} == {episode.course}
    assert [row.supersedes for row in rows] == [None, *rows[:-1]]
    assert [row.inputs["followup"]["haq"] for row in rows] == ["0", "1.25", "1", "0.5"]
    assert rows[-1] == of_anakinra
