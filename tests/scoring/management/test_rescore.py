"""`manage.py rescore`: what it refuses, what it prints, and where it goes on."""

from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from scoring import episodes, rescoring, services
from scoring.management.commands import rescore
from scoring.models import Episode, Recomputation, RescoreRun, Score
from tests.large_cohort import add_cohort
from tests.scoring.findings import active_disease, day, remission, see

pytestmark = pytest.mark.django_db
BEGINNING = f"P-001 {day(30)} anakinra: "


@pytest.fixture(autouse=True)
def without_a_broker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CELERY_BROKER_URL = None
    monkeypatch.setattr(rescoring, "POLL_SECONDS", 0)


@pytest.fixture
def others(milan: Centre) -> list[Patient]:
    """Five more patients with two follow-ups each."""
    add_cohort(milan, patients=5, visits=3)
    return list(Patient.objects.exclude(code="P-001").order_by("pk"))


@pytest.fixture
def new_criteria(monkeypatch: pytest.MonkeyPatch) -> None:
    """A release with other criteria, by which every score names another version."""
    for module in (services, episodes, rescoring, rescore):
        monkeypatch.setattr(module, "VERSION", "2.0")


def rescored(*arguments: str) -> tuple[list[str], str, int]:
    """What is printed, what is said of the progress, and the exit status."""
    printed, said, status = StringIO(), StringIO(), 0
    try:
        call_command("rescore", *arguments, stdout=printed, stderr=said)
    except SystemExit as end:
        status = int(str(end.code))
    return printed.getvalue().splitlines(), said.getvalue(), status


def refusal(*arguments: str) -> CommandError:
    with pytest.raises(CommandError) as refused:
        call_command("rescore", *arguments, stdout=StringIO(), stderr=StringIO())
    return refused.value


def stored() -> list[dict[str, Any]]:
    return [*Score.objects.values(), *Recomputation.objects.values(), *Episode.objects.values()]


# --- Refused --------------------------------------------------------------------------------


def test_an_unknown_patient_is_named(episode: Episode) -> None:
    told = refusal("--patient", "P-999")
    assert str(told) == "There is no patient P-999."
    assert told.returncode == 2


def test_a_code_that_is_no_text_is_nobodys(episode: Episode) -> None:
    """As a terminal that writes Latin-1 gives it: its bytes are no UTF-8."""
    told = refusal("--patient", "P-\udce9")
    assert str(told) == r"There is no patient P-\udce9."
    assert told.returncode == 2


def test_other_criteria_are_refused_with_those_that_are_known(episode: Episode) -> None:
    told = refusal("--criteria", "0.9")
    assert "scores by version 1.0 of the 2016 ACR/EULAR" in str(told)
    assert "knows no 0.9" in str(told)
    assert told.returncode == 2


def test_what_is_refused_marks_nothing(ada: Patient, episode: Episode) -> None:
    before = stored()
    refusal("--criteria", "0.9")
    refusal("--patient", "P-999")
    assert stored() == before


# --- Nothing changed ------------------------------------------------------------------------


def test_the_same_criteria_change_and_print_nothing(episode: Episode) -> None:
    before = list(Score.objects.values())
    lines, said, status = rescored()
    assert (lines, status) == ([], 0)
    assert "1 of 1 patients" in said
    assert "0 scores changed, 0 patients left due" in said
    assert list(Score.objects.values()) == before
    assert not Recomputation.objects.due().exists()


def test_without_a_patient_there_is_nothing_to_do() -> None:
    assert rescored()[2] == 0


def test_a_patient_without_an_index_treatment_is_left_out(ada: Patient) -> None:
    revision = Recomputation.objects.get().revision
    assert "0 of 0 patients" in rescored()[1]
    assert Recomputation.objects.get().revision == revision


# --- What changed ---------------------------------------------------------------------------


def test_a_changed_score_is_printed_with_what_it_was_and_why(
    episode: Episode, new_criteria: None
) -> None:
    lines, said, status = rescored()
    assert lines == [
        f"{BEGINNING}100 major -> 100 major; criteria_version 1.0 -> 2.0",
    ]
    assert "1 scores changed" in said
    assert status == 0
    score = Score.objects.current().get()
    assert [cause["code"] for cause in score.causes] == ["rescore"]


def test_of_one_patient_only_hers_are_scored(
    ada: Patient, episode: Episode, others: list[Patient], new_criteria: None
) -> None:
    lines, _, status = rescored("--patient", "p-001", "--criteria", "2.0")
    assert len(lines) == 1
    assert (status, RescoreRun.objects.count()) == (0, 0)
    assert {*Score.objects.filter(criteria_version="2.0").values_list("visit__patient")} == {
        (ada.pk,)
    }


def test_what_nobody_has_computed_yet_is_printed_as_new(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    see(ada, rossi, 60, remission(haq=None))
    lines, *_ = rescored()
    assert lines == [f"P-001 {day(60)} anakinra: none -> 90-100 major"]


def test_a_follow_up_that_ceased_and_one_without_a_score_say_why(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    other = see(ada, rossi, 60, remission(muscle_instrument="mmt_total"))
    episode.course.patient.visits.filter(visited_on=day(30)).update(visited_on=day(-50))
    lines, *_ = rescored()
    assert lines == [
        f"P-001 {day(-50)} anakinra: 100 major -> none; ceased: before_treatment",
        f"P-001 {other.visited_on} anakinra: none -> none (muscle_instrument_differs)",
    ]


# --- Dry run --------------------------------------------------------------------------------


def test_a_dry_run_prints_the_same_and_stores_nothing(
    ada: Patient, episode: Episode, others: list[Patient], rossi: User, new_criteria: None
) -> None:
    see(ada, rossi, 60, active_disease(haq=Decimal(3)))
    before = stored()
    expected, said, status = rescored("--dry-run")
    assert (status, "12 scores would change" in said) == (0, True)
    assert (stored(), RescoreRun.objects.count()) == (before, 0)
    lines, *_ = rescored()
    assert len(lines) == 2 + 5 * 2
    assert lines == expected


def test_a_dry_run_opens_no_episode(ada: Patient, episode: Episode, rossi: User) -> None:
    Recomputation.objects.all().delete()
    lines, *_ = rescored("--dry-run", "--patient", "P-001")
    assert lines == []
    assert Episode.objects.count() == 1


# --- Interrupted, failed --------------------------------------------------------------------


class Killed(BaseException):
    """What no code of the command catches."""


def test_started_again_it_goes_on_where_it_was_killed(
    ada: Patient,
    episode: Episode,
    others: list[Patient],
    new_criteria: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rescoring, "PATIENTS_AT_A_TIME", 2)
    revisions = dict(Recomputation.objects.values_list("patient_id", "revision"))
    compute, computed = services.recompute_if_due, []

    def compute_until_killed(patient_id: int) -> bool:
        if len(computed) == 3:
            raise Killed
        computed.append(patient_id)
        return compute(patient_id)

    printed = StringIO()
    with monkeypatch.context() as killed:
        killed.setattr(services, "recompute_if_due", compute_until_killed)
        with pytest.raises(Killed):
            call_command("rescore", stdout=printed, stderr=StringIO())
    assert Recomputation.objects.due().count() == 3
    first = printed.getvalue().splitlines()
    assert len({line[:5] for line in first}) == 2

    lines, said, status = rescored()
    assert "Going on with the run that began" in said
    assert "6 of 6 patients" in said
    assert status == 0
    assert len(first + lines) == len({*first, *lines}) == 1 + 5 * 2
    assert Score.objects.filter(criteria_version="2.0").count() == 11
    raised = dict(Recomputation.objects.values_list("patient_id", "revision"))
    assert raised == {patient: revision + 1 for patient, revision in revisions.items()}


def test_killed_while_it_marks_it_marks_nobody_twice(
    episode: Episode, others: list[Patient], new_criteria: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescoring, "PATIENTS_AT_A_TIME", 2)
    revisions = dict(Recomputation.objects.values_list("patient_id", "revision"))
    mark, marked = services.mark_many_due, []

    def mark_until_killed(ids: list[int], *args: Any, **about: Any) -> None:
        mark(ids, *args, **about)
        marked.append(ids)
        if len(marked) == 2:
            raise Killed

    with monkeypatch.context() as killed:
        killed.setattr(services, "mark_many_due", mark_until_killed)
        with pytest.raises(Killed):
            call_command("rescore", stdout=StringIO(), stderr=StringIO())
    assert Recomputation.objects.due().count() == 2, "the second page was taken back"
    assert len(rescored()[0]) == 11
    raised = dict(Recomputation.objects.values_list("patient_id", "revision"))
    assert raised == {patient: revision + 1 for patient, revision in revisions.items()}


def test_what_is_left_is_taken_up_by_the_sweep_and_told_by_the_next_start(
    episode: Episode, others: list[Patient], new_criteria: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(services, "recompute_if_due", lambda *_: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            call_command("rescore", stdout=StringIO(), stderr=StringIO())
    assert services.sweep() == 6
    lines, *_ = rescored()
    assert len(lines) == 11


def test_a_finished_run_is_not_gone_on_with(episode: Episode) -> None:
    rescored()
    _, said, _ = rescored()
    assert "Going on" not in said
    assert RescoreRun.objects.filter(finished_at__isnull=False).count() == 2


def test_a_run_of_other_criteria_is_not_gone_on_with(
    episode: Episode, monkeypatch: pytest.MonkeyPatch, new_criteria: None
) -> None:
    RescoreRun.objects.create(criteria_version="1.0", program_version="0.0", marked_until=999)
    lines, said, _ = rescored()
    assert "Going on" not in said
    assert len(lines) == 1


def test_an_interruption_says_how_to_go_on(
    episode: Episode, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(services, "recompute_if_due", interrupt)
    _, said, status = rescored()
    assert "Start it again" in said
    assert status == 130


def test_a_reader_who_has_seen_enough_ends_it_quietly(
    episode: Episode, new_criteria: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Closed(StringIO):
        def write(self, text: str) -> int:
            raise BrokenPipeError

    replaced: list[int] = []
    monkeypatch.setattr(rescore.os, "dup2", lambda _, there: replaced.append(there))
    monkeypatch.setattr(rescore.sys, "stdout", type("Terminal", (), {"fileno": lambda _: 1})())
    with pytest.raises(SystemExit) as ended:
        call_command("rescore", stdout=Closed(), stderr=StringIO())
    assert (ended.value.code, replaced) == (141, [1])
    assert len(rescored()[0]) == 1, "it is told by the next start"


def test_who_cannot_be_scored_is_named_and_stays_due(
    ada: Patient,
    episode: Episode,
    others: list[Patient],
    new_criteria: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rescoring.time, "sleep", lambda _: None)
    entries_of = services.entries_of

    def fail_for_ada(patient_id: int, *args: Any) -> Any:
        return 1 / 0 if patient_id == ada.pk else entries_of(patient_id, *args)

    monkeypatch.setattr(services, "entries_of", fail_for_ada)
    lines, said, status = rescored()
    assert "P-001: not computed" in said
    assert "1 patients left due" in said
    assert (len(lines), status) == (10, 1)
    assert Recomputation.objects.due().get().patient == ada


# --- With workers ---------------------------------------------------------------------------


@pytest.fixture
def workers(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A broker whose worker computes each message the moment it is sent; what was sent."""
    settings.CELERY_BROKER_URL = "redis://nowhere"
    sent: list[int] = []

    def send(patient_id: int) -> None:
        sent.append(patient_id)
        services.recompute_if_due(patient_id)

    monkeypatch.setattr(rescoring.tasks.hints, "send", send)
    return sent


def test_with_a_broker_every_patient_is_handed_over_once(
    episode: Episode, others: list[Patient], new_criteria: None, workers: list[int]
) -> None:
    lines, _, status = rescored()
    assert (len(lines), status) == (11, 0)
    assert workers == sorted(Patient.objects.values_list("pk", flat=True))


def test_a_broker_that_takes_nothing_is_done_without(
    episode: Episode,
    others: list[Patient],
    new_criteria: None,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.CELERY_BROKER_URL = "redis://nowhere"
    asked: list[int] = []

    def refuse(patient_id: int) -> None:
        asked.append(patient_id)
        raise ConnectionError

    monkeypatch.setattr(rescoring.tasks.hints, "send", refuse)
    lines, _, status = rescored()
    assert (len(lines), status, len(asked)) == (11, 0, 1)


def test_what_no_worker_takes_up_is_computed_here(
    episode: Episode, others: list[Patient], new_criteria: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescoring.tasks.hints, "send", lambda _: None)
    hands = rescoring.Hands(uses_workers=True, stalled_seconds=0)
    run = rescoring.begin()
    rescoring.mark_all(run)
    assert [failed for _, failed in hands.computed(rescoring.pages())] == [set()]
    assert not Recomputation.objects.due().exists()


# --- How often the database is asked --------------------------------------------------------


@pytest.mark.parametrize("patients", [3, 9])
def test_each_patient_costs_the_same(
    milan: Centre,
    patients: int,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    add_cohort(milan, patients=patients, visits=4)
    ids = list(Patient.objects.values_list("pk", flat=True))
    services.mark_many_due(ids, rescoring.Cause.RESCORE)
    for patient_id in ids:
        # the row and its lock, in a savepoint; patient, visits, laboratory, courses, chains; done
        with django_assert_num_queries(9):
            services.recompute_if_due(patient_id)
    # a savepoint, the rows, one update for all
    with django_assert_num_queries(4):
        services.mark_many_due(ids, rescoring.Cause.RESCORE)
