"""After any writes and a sweep, every current score is the one computed from scratch.

A machine does what people and programs do, in any order and as often as it likes: writes of every
kind, hints that come once, twice or never, computations that die half way, writes taken back. At
every moment what is shown as up to date must be right, and no row of the ledger may change; at
the end, after one sweep, nothing may be missing, doubled or out of its chain.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from clinic.accounts.models import User
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.services import correct_patient
from clinic.registry.treatment import correct_course, withdraw_course
from clinic.registry.vocabulary import Cause
from clinic.visits.models import Visit
from clinic.visits.services import restore_visit, withdraw_visit
from scoring import episodes, services
from scoring.ledger import Entries
from scoring.models import Episode, Recomputation, Score
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
from tests.scoring.from_scratch import (
    assert_as_from_scratch,
    assert_chains_are_whole,
    rows_of_the_ledger,
)

pytestmark = pytest.mark.django_db

scales = st.none() | st.integers(0, 100).map(lambda tenths: Decimal(tenths).scaleb(-1))
enzymes = st.builds(
    ck,
    st.sampled_from(["2", "150", "2000"]),
    st.sampled_from([None, "200", "300"]),
    st.sampled_from(["U/L", "ukat/L"]),
)
laboratories = st.lists(enzymes, max_size=1)
findings = st.builds(
    lambda physician, instrument, laboratory: active_disease(
        physician_global_cm=physician,
        muscle_instrument=instrument,
        muscle_strength=Decimal(40) if instrument else None,
        laboratory=laboratory,
    ),
    scales,
    st.sampled_from(
        [None, "mmt8_both_sides", "mmt8_both_sides", "mmt8_left", "mmt8_right", "cmas"]
    ),
    laboratories,
) | st.builds(remission)
study_days = st.sampled_from([-100, -60, -10, 0, 1, 30, 90, 150, 200])
places = st.integers(0, 5)  # which of the patient's visits, courses or episodes


STILL_OPEN = {"superseded_at": None, "ceased": None, "ceased_causes": None}


class Died(Exception):
    """A computation ends half way."""


class Histories(RuleBasedStateMachine):
    """What may happen to one patient's scores, in a transaction that is rolled back at the end."""

    def __init__(self, patient: Patient, by: User) -> None:
        super().__init__()
        self.patient, self.by = patient, by
        self.seen: dict[int, dict[str, Any]] = {}
        self.patch = pytest.MonkeyPatch()
        self.version = 1
        self.hints_arrive = False
        self.frame = transaction.atomic()
        self.frame.__enter__()

    def teardown(self) -> None:
        try:
            self.after_the_sweep()
        finally:
            self.patch.undo()
            transaction.set_rollback(True)
            self.frame.__exit__(None, None, None)

    def after_the_sweep(self) -> None:
        Recomputation.objects.update(not_before=None, attempts=0)  # what failed is tried again
        services.sweep()
        assert not Recomputation.objects.due().exists()
        assert_as_from_scratch(self.patient)
        assert_chains_are_whole()
        self.no_row_has_changed()

    @initialize(hints_arrive=st.booleans())
    def choose_the_day(self, hints_arrive: bool) -> None:
        """A good one, on which each write is computed at once, or one on which hints are lost."""
        self.hints_arrive = hints_arrive
        services.sweep()

    # --- Writes -----------------------------------------------------------------------------

    @rule(study_day=study_days, found=findings)
    def record(self, study_day: int, found: dict[str, Any]) -> None:
        with self.unless_refused():
            see(self.patient, self.by, study_day, found | {"is_another_visit": True})

    @rule(place=places, found=findings)
    def amend_findings(self, place: int, found: dict[str, Any]) -> None:
        with self.unless_refused():
            visit = self.visit(place)
            amend(visit, self.by, found | {"visited_on": visit.visited_on})

    @rule(place=places, study_day=study_days)
    def move(self, place: int, study_day: int) -> None:
        with self.unless_refused():
            amend(self.visit(place), self.by, self.same(place, visited_on=day(study_day)))

    @rule(place=places, laboratory=laboratories)
    def correct_limit_or_unit(self, place: int, laboratory: list[Any]) -> None:
        with self.unless_refused():
            amend(self.visit(place), self.by, self.same(place, laboratory=laboratory))

    @rule(place=places)
    def withdraw(self, place: int) -> None:
        with self.unless_refused():
            withdraw_visit(visit=self.visit(place), by=self.by, reason="of another patient")

    @rule(place=places)
    def restore(self, place: int) -> None:
        withdrawn = Visit.recorded.filter(patient=self.patient, withdrawn_at__isnull=False)
        with self.unless_refused():
            visit = _one_of(withdrawn, place)
            restore_visit(visit=visit, by=self.by, reason="hers after all")

    @rule(study_day=study_days)
    def start_another_course(self, study_day: int) -> None:
        with self.unless_refused():
            start_index(self.patient, self.by, study_day, "rituximab")

    @rule(place=places, study_day=study_days)
    def correct_start(self, place: int, study_day: int) -> None:
        with self.unless_refused():
            self.correct(place, started_on=day(study_day))

    @rule(place=places, role=st.sampled_from(["index", "concomitant"]))
    def correct_role(self, place: int, role: str) -> None:
        with self.unless_refused():
            self.correct(place, role=role)

    @rule(place=places)
    def withdraw_a_course(self, place: int) -> None:
        with self.unless_refused():
            withdraw_course(course=self.course(place), by=self.by, reason="of another patient")

    @rule(place=places, of=places, is_released=st.booleans())
    def designate(self, place: int, of: int, is_released: bool) -> None:
        with self.unless_refused():
            visit = None if is_released else self.visit(place)
            services.designate_baseline(
                episode=self.episode(of), by=self.by, visit=visit, reason="better"
            )

    @rule(place=places, choice=st.sampled_from([("ck", ["ldh"]), (None, ["ck"]), (None, [])]))
    def choose_enzyme(self, place: int, choice: tuple[str | None, list[str]]) -> None:
        use, exclude = choice
        with self.unless_refused():
            services.choose_enzyme(
                episode=self.episode(place), by=self.by, use=use, exclude=exclude, reason="exercise"
            )

    @rule(year=st.sampled_from([2001, 2010]))
    def correct_birth(self, year: int) -> None:
        with self.unless_refused():
            born = date(year, 6, 1)
            correct_patient(patient=self.patient, by=self.by, reason="slip", date_of_birth=born)

    # --- Programs ---------------------------------------------------------------------------

    @rule()
    def install_other_criteria(self) -> None:
        self.version += 1
        for module in (services, episodes):
            self.patch.setattr(module, "VERSION", f"{self.version}.0")
        services.mark_due_after_upgrade()

    @rule()
    def mark_for_a_rescore(self) -> None:
        services.mark_many_due([self.patient.pk], Cause.RESCORE)

    @rule(times=st.integers(1, 2))
    def deliver(self, times: int) -> None:
        for _ in range(times):
            services.recompute_if_due(self.patient.pk)

    @rule()
    def sweep(self) -> None:
        services.sweep()

    @rule()
    def die_half_way(self) -> None:
        """Rows are closed and added, then the computation fails: nothing of it may stay."""
        write = Entries.write

        def write_and_fail(entries: Entries) -> None:
            write(entries)
            raise Died

        with self.patch.context() as broken, suppress(Died):
            broken.setattr(Entries, "write", write_and_fail)
            services.recompute_if_due(self.patient.pk)
        Recomputation.objects.update(not_before=None)

    @rule(place=places, found=findings)
    def write_compute_and_roll_back(self, place: int, found: dict[str, Any]) -> None:
        """A hint that comes too early computes nothing that outlives the write."""
        with self.unless_refused():
            amend(self.visit(place), self.by, found)
            services.recompute_if_due(self.patient.pk)
            raise ValidationError("taken back")

    # --- At every moment --------------------------------------------------------------------

    @invariant()
    def what_is_shown_is_right(self) -> None:
        if Recomputation.objects.due().exists():
            assert not Score.objects.up_to_date().exists()
        else:
            assert_as_from_scratch(self.patient)

    @invariant()
    def no_row_has_changed(self) -> None:
        rows = rows_of_the_ledger()
        for pk, before in self.seen.items():
            is_closed = before["superseded_at"] is not None
            assert (rows[pk] if is_closed else rows[pk] | STILL_OPEN) == before
        self.seen = rows

    # --- Who and what -----------------------------------------------------------------------

    @contextmanager
    def unless_refused(self) -> Iterator[None]:
        """A refused write must leave nothing behind either."""
        with suppress(ValidationError), transaction.atomic():
            yield
        if self.hints_arrive:
            services.recompute_if_due(self.patient.pk)

    def visit(self, place: int) -> Visit:
        return _one_of(Visit.objects.filter(patient=self.patient), place)

    def course(self, place: int) -> TreatmentCourse:
        return _one_of(TreatmentCourse.objects.filter(patient=self.patient), place)

    def correct(self, place: int, **changes: Any) -> None:
        course, is_new = self.course(place), {"is_new_episode": True}
        correct_course(course=course, by=self.by, reason="slip", **is_new, **changes)

    def episode(self, place: int) -> Episode:
        return _one_of(Episode.objects.filter(course__patient=self.patient).order_by("id"), place)

    def same(self, place: int, **changes: Any) -> dict[str, Any]:
        """What the visit says already, but for the changes."""
        visit = self.visit(place)
        typed = [
            ck(str(row.value), None if row.uln is None else str(row.uln), row.unit)
            for row in visit.laboratory.all()
        ]
        kept = {"laboratory": typed, "visited_on": visit.visited_on, "is_another_visit": True}
        return kept | changes


def _one_of(rows: QuerySet[Any], place: int) -> Any:
    """One of them; ValidationError where there is none to choose from."""
    found = list(rows)
    if not found:
        raise ValidationError("there is none")
    return found[place % len(found)]


@pytest.fixture
def treated(ada: Patient, rossi: User) -> Patient:
    """Ada with a baseline and two follow-ups, from which every history goes on."""
    start_anakinra(ada, rossi)
    for study_day, found in ((-10, active_disease()), (30, remission()), (90, active_disease())):
        see(ada, rossi, study_day, found)
    return ada


def test_scores_are_those_computed_from_scratch(treated: Patient, rossi: User) -> None:
    run_state_machine_as_test(
        lambda: Histories(treated, rossi),
        settings=settings(
            max_examples=20,
            stateful_step_count=20,
            deadline=None,
            # Each step of shrinking would write to the database.
            phases=[Phase.reuse, Phase.generate],
        ),
    )


def test_the_histories_start_with_scores(treated: Patient) -> None:
    services.sweep()
    assert {score.total for score in Score.objects.up_to_date()} == {0, 100}
    assert_as_from_scratch(treated)
    assert_chains_are_whole()
