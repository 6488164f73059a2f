"""Recomputation: what fails, what is repeated, what is lost, and what the ledger keeps."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.accounts.models import Centre, User
from clinic.audit.models import AuditEvent
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.services import PatientFacts, register_patient
from scoring import episodes, selectors, services
from scoring.ledger import Entries
from scoring.models import MAX_ATTEMPTS, Episode, Recomputation, Score, Standing
from tests.scoring.findings import (
    active_disease,
    amend,
    day,
    remission,
    see,
    start_index,
)

pytestmark = pytest.mark.django_db


class Broken(Exception):
    pass


def register_carla(by: User, centre: Centre) -> Patient:
    """Another patient, due after those who are due by now."""
    return register_patient(
        by=by,
        centre=centre,
        facts=PatientFacts(code="P-002", date_of_birth=date(1980, 6, 1), sex="female"),
        identity={"family_name": "Neri", "given_name": "Carla"},
    )


def due(patient: Patient) -> Recomputation:
    return Recomputation.objects.get(patient=patient)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise Broken

    monkeypatch.setattr(services, "scores_of", fail)


# --- Failure --------------------------------------------------------------------------------


def test_a_failure_is_raised_noted_and_leaves_the_work_due(
    ada: Patient, episode: Episode, rossi: User, broken: None
) -> None:
    see(ada, rossi, 60, remission())
    before = timezone.now()
    with pytest.raises(Broken):
        services.recompute_if_due(ada.pk)
    row = due(ada)
    assert (row.is_pending, row.attempts, row.failure) == (True, 1, "Broken")
    assert row.not_before is not None
    assert row.not_before >= before + services.FIRST_RETRY
    assert Score.objects.current().count() == 1  # as before, and not shown
    assert not selectors.current_scores(ada).exists()


def test_a_failure_half_way_stores_nothing(
    ada: Patient, episode: Episode, rossi: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    start_index(ada, rossi, 50, "rituximab")
    see(ada, rossi, 49, active_disease())
    see(ada, rossi, 60, remission())
    write = Entries.write

    def write_and_fail(entries: Entries) -> None:
        write(entries)
        raise Broken

    monkeypatch.setattr(Entries, "write", write_and_fail)
    with pytest.raises(Broken):
        services.recompute_if_due(ada.pk)
    assert Score.objects.count() == 1
    assert Episode.objects.count() == 1


def test_attempts_wait_longer_each_time_and_end(
    ada: Patient, episode: Episode, rossi: User, broken: None
) -> None:
    see(ada, rossi, 60, remission())
    waits = []
    for _ in range(MAX_ATTEMPTS):
        Recomputation.objects.update(not_before=None)
        now = timezone.now()
        services.sweep()
        waits.append(round((due(ada).not_before - now) / services.FIRST_RETRY))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128]

    Recomputation.objects.update(not_before=None)
    services.sweep()
    assert due(ada).attempts == MAX_ATTEMPTS
    assert selectors.standing(Patient.objects.get(pk=ada.pk)) is Standing.FAILED


def test_a_new_change_starts_the_attempts_anew(ada: Patient, episode: Episode, rossi: User) -> None:
    see(ada, rossi, 60, remission())
    later = timezone.now() + timedelta(hours=1)
    Recomputation.objects.update(attempts=MAX_ATTEMPTS, failure="Broken", not_before=later)
    see(ada, rossi, 90, remission())
    row = due(ada)
    assert (row.attempts, row.failure, row.not_before) == (0, None, None)
    assert services.sweep() == 1


def test_the_sweep_leaves_alone_what_waits_for_its_next_attempt(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    see(ada, rossi, 60, remission())
    Recomputation.objects.update(attempts=1, not_before=timezone.now() + timedelta(minutes=1))
    assert services.sweep() == 0
    Recomputation.objects.update(not_before=timezone.now())
    assert services.sweep() == 1


def test_one_patients_failure_does_not_stop_the_sweep(
    ada: Patient, episode: Episode, rossi: User, milan: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    see(ada, rossi, 60, remission())
    carla = register_carla(rossi, milan)
    entries_of = services.entries_of

    def fail_for_ada(patient_id: int, *args: Any) -> Entries:
        if patient_id == ada.pk:
            raise Broken
        return entries_of(patient_id, *args)

    monkeypatch.setattr(services, "entries_of", fail_for_ada)
    assert services.sweep() == 1
    assert due(ada).is_pending
    assert not due(carla).is_pending


def test_a_success_forgets_the_failures(ada: Patient, episode: Episode, rossi: User) -> None:
    see(ada, rossi, 60, remission())
    Recomputation.objects.update(attempts=3, failure="Broken", not_before=timezone.now())
    services.sweep()
    row = due(ada)
    assert (row.is_pending, row.attempts, row.failure, row.not_before) == (False, 0, None, None)


def test_a_failure_of_an_older_revision_is_not_noted_on_a_newer_one(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    see(ada, rossi, 60, remission())
    failed = due(ada).revision
    see(ada, rossi, 90, remission())
    services._note_failure(ada.pk, failed, Broken())
    assert (due(ada).attempts, due(ada).failure) == (0, None)


def test_a_failure_is_not_noted_where_another_process_succeeded(
    ada: Patient, episode: Episode
) -> None:
    services._note_failure(ada.pk, due(ada).revision, Broken())
    assert (due(ada).attempts, due(ada).failure) == (0, None)


def test_a_failure_for_a_patient_without_a_row_is_no_second_failure() -> None:
    services._note_failure(4711, None, Broken())


def test_a_message_does_not_cut_short_the_wait_for_the_next_attempt(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    see(ada, rossi, 60, remission())
    Recomputation.objects.update(attempts=1, not_before=timezone.now() + timedelta(minutes=1))
    assert services.recompute_if_due(ada.pk) is False
    Recomputation.objects.update(attempts=MAX_ATTEMPTS, not_before=None)
    assert services.recompute_if_due(ada.pk) is False


def test_what_kills_whoever_computes_it_is_given_up_and_holds_up_nobody_else(
    ada: Patient, episode: Episode, rossi: User, milan: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    see(ada, rossi, 60, remission())
    carla = register_carla(rossi, milan)
    entries_of = services.entries_of

    def die_of_ada(patient_id: int, *args: Any) -> Entries:
        if patient_id == ada.pk:
            raise SystemExit  # no Exception: nothing is noted
        return entries_of(patient_id, *args)

    monkeypatch.setattr(services, "entries_of", die_of_ada)
    for _ in range(MAX_ATTEMPTS + 2):
        with suppress(SystemExit):
            services.sweep()
        Recomputation.objects.filter(attempts__gt=1).update(not_before=None)
        if due(ada).attempts == 1:
            assert due(carla).is_pending
            services.sweep()
            assert not due(carla).is_pending, "the second sweep passed over what killed the first"
            Recomputation.objects.update(not_before=None)
    assert (due(ada).attempts, due(ada).failure) == (MAX_ATTEMPTS, "Interrupted")


# --- Repeated, lost, nothing to do ----------------------------------------------------------


def test_an_unknown_patient_has_nothing_to_do() -> None:
    assert services.recompute_if_due(4711) is False


def test_repeating_the_hint_does_nothing(ada: Patient, episode: Episode) -> None:
    events = AuditEvent.objects.count()
    assert services.recompute_if_due(ada.pk) is False
    assert services.sweep() == 0
    assert AuditEvent.objects.count() == events


def test_the_sweep_takes_up_what_nobody_was_told_of(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    visit = see(ada, rossi, 60, remission())  # no hint: the test's transaction never commits
    assert not Score.objects.filter(visit=visit).exists()
    assert services.sweep() == 1
    assert Score.objects.up_to_date().get(visit=visit).total == 100


def test_a_change_to_a_patient_that_was_never_marked_is_due() -> None:
    centre = Centre.objects.create(name="Rome")
    raw = Patient.objects.create(
        centre=centre, code="P-009", date_of_birth=day(-20_000), sex="male"
    )
    services.mark_due(raw.pk)
    services.mark_due(raw.pk)
    assert due(raw).revision == 2
    assert services.sweep() == 1


# --- The ledger -----------------------------------------------------------------------------


def test_the_same_findings_add_no_row(ada: Patient, episode: Episode) -> None:
    before = list(Score.objects.values())
    services.mark_due(ada.pk)
    assert services.recompute_if_due(ada.pk) is True
    assert list(Score.objects.values()) == before


def test_a_note_that_no_score_depends_on_adds_no_row(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    visit = Score.objects.get().visit
    amend(visit, rossi, remission(note="feels well"))
    services.recompute_if_due(ada.pk)
    assert Score.objects.count() == 1


def test_a_changed_follow_up_supersedes_its_own_score_only(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    visit = see(ada, rossi, 60, remission())
    services.recompute_if_due(ada.pk)
    untouched = Score.objects.current().get(visit__visited_on=day(30))
    amend(visit, rossi, active_disease())
    services.recompute_if_due(ada.pk)
    assert Score.objects.current().get(visit__visited_on=day(30)) == untouched
    first, second = Score.objects.filter(visit=visit)
    assert (first.total, second.total) == (100, 0)
    assert first.superseded_at is not None
    assert second.superseded_at is None


def test_a_changed_baseline_supersedes_every_score(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    see(ada, rossi, 60, remission())
    services.recompute_if_due(ada.pk)
    old = set(Score.objects.current().values_list("pk", flat=True))
    baseline = Score.objects.current()[0].baseline
    amend(baseline, rossi, active_disease(haq=Decimal("0.125")))
    services.recompute_if_due(ada.pk)
    current = Score.objects.current()
    assert {score.total for score in current} == {90}
    assert not old & {score.pk for score in current}


def test_losing_the_baseline_leaves_no_current_score(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    baseline = Score.objects.get().baseline
    amend(baseline, rossi, active_disease(visited_on=day(-100)))
    services.recompute_if_due(ada.pk)
    assert not Score.objects.current().exists()
    assert Score.objects.count() == 1


def test_an_episode_whose_course_is_no_index_treatment_any_more_has_no_current_score(
    ada: Patient, episode: Episode
) -> None:
    TreatmentCourse.objects.update(role="concomitant")
    services.mark_due(ada.pk)
    services.recompute_if_due(ada.pk)
    assert not Score.objects.current().exists()


def test_two_current_scores_of_one_visit_are_refused(episode: Episode) -> None:
    score = Score.objects.get()
    score.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        score.save(force_insert=True)


def test_a_score_is_computed_by_a_program_not_by_whoever_saved_the_visit(
    ada: Patient, episode: Episode
) -> None:
    event = AuditEvent.objects.filter(table="scoring_score").latest("id")
    assert (event.source, event.actor_id) == ("task", None)


def test_recomputing_takes_as_many_queries_for_many_visits_as_for_few(
    ada: Patient, episode: Episode, rossi: User, django_assert_max_num_queries: Any
) -> None:
    for study_day in range(60, 400, 30):
        see(ada, rossi, study_day, remission())
    with django_assert_max_num_queries(16):
        services.recompute_if_due(ada.pk)


# --- Upgrade --------------------------------------------------------------------------------


def upgrade(monkeypatch: pytest.MonkeyPatch) -> None:
    """Install other criteria, as a new release does: it migrates before it serves."""
    for module in (services, episodes):
        monkeypatch.setattr(module, "VERSION", "2.0")
    call_command("migrate", verbosity=0)


def test_new_criteria_make_every_score_due_and_supersede_it(
    ada: Patient, episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(monkeypatch)
    assert due(ada).is_pending
    assert not selectors.current_scores(ada).exists()
    assert services.sweep() == 1
    assert [score.criteria_version for score in selectors.current_scores(ada)] == ["2.0"]
    assert Score.objects.filter(criteria_version="1.0", superseded_at__isnull=False).count() == 1


def test_the_same_criteria_make_nothing_due(ada: Patient, episode: Episode) -> None:
    call_command("migrate", verbosity=0)
    assert not due(ada).is_pending


def test_a_new_program_tries_again_what_the_one_before_gave_up(
    ada: Patient, episode: Episode
) -> None:
    services.mark_due(ada.pk)
    Recomputation.objects.filter(patient=ada).update(attempts=MAX_ATTEMPTS, failure="Broken")
    assert services.sweep() == 0
    call_command("migrate", verbosity=0)
    assert services.sweep() == 1
