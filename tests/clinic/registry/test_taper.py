"""The steps of a taper: refused, begun, corrected and withdrawn anywhere, and never with a gap."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from clinic.accounts.models import User
from clinic.audit.models import AuditEvent
from clinic.registry.conflict import ChangedMeanwhile, fingerprint
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.selectors import prednisone_mg_per_day_on
from clinic.registry.steps import facts_of, steps_of
from clinic.registry.taper import change_dose, correct_dose, withdraw_dose
from clinic.registry.treatment import Dose, correct_course, end_course, start_course
from scoring.models import Recomputation

pytestmark = pytest.mark.django_db


@pytest.fixture
def taper(ada: Patient, rossi: User, today: date) -> TreatmentCourse:
    """Prednisone 50 mg since 60 days, 20 since 30, 7.5 planned in 30."""
    days_and_doses = ((-60, "50"), (-30, "20"), (30, "7.5"))
    doses = [Dose(today + timedelta(days=day), Decimal(mg)) for day, mg in days_and_doses]
    return start_course(
        patient=ada,
        by=rossi,
        drug="prednisone",
        role="concomitant",
        route="oral",
        started_on=doses[0].started_on,
        doses=doses,
    )


def days_and_doses(course: TreatmentCourse, today: date) -> list[tuple[int, Decimal]]:
    """The steps; and none overlaps another or leaves a gap, and the last ends with its course."""
    course.refresh_from_db()
    steps = list(course.doses.all())
    for step, following in pairwise(steps):
        assert step.ended_on == following.started_on - timedelta(days=1)
    assert not steps or steps[-1].ended_on == course.ended_on
    return [((step.started_on - today).days, step.dose_mg) for step in steps]


def dose(today: date, day: int, mg: str) -> Dose:
    return Dose(today + timedelta(days=day), Decimal(mg))


class TestBeginningAStep:
    @pytest.mark.parametrize("day", [-61, -60, -30, 30, 400])
    def test_a_day_that_cannot_be_is_refused_and_nothing_moves(
        self, rossi: User, taper: TreatmentCourse, today: date, day: int
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            change_dose(course=taper, by=rossi, dose=dose(today, day, "10"))
        assert set(refused.value.message_dict) == {"started_on"}
        assert days_and_doses(taper, today) == [(-60, 50), (-30, 20), (30, Decimal("7.5"))]

    @pytest.mark.parametrize(("day", "place"), [(-45, 1), (0, 2), (29, 2), (60, 3)])
    def test_a_step_is_begun_between_the_others_or_after_them(
        self, rossi: User, taper: TreatmentCourse, today: date, day: int, place: int
    ) -> None:
        change_dose(course=taper, by=rossi, dose=dose(today, day, "12.5"))
        expected = [(-60, Decimal(50)), (-30, Decimal(20)), (30, Decimal("7.5"))]
        expected.insert(place, (day, Decimal("12.5")))
        assert days_and_doses(taper, today) == expected

    def test_the_dose_of_a_day_before_today_follows_a_forgotten_step(
        self, ada: Patient, rossi: User, taper: TreatmentCourse, today: date
    ) -> None:
        due = Recomputation.objects.get(patient=ada).revision
        change_dose(course=taper, by=rossi, dose=dose(today, -40, "35"))
        assert prednisone_mg_per_day_on(ada, today - timedelta(days=41)) == 50
        assert prednisone_mg_per_day_on(ada, today - timedelta(days=35)) == 35
        assert prednisone_mg_per_day_on(ada, today - timedelta(days=30)) == 20
        assert Recomputation.objects.get(patient=ada).revision == due + 1

    def test_a_forgotten_step_fits_into_an_ended_course(
        self, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        end_course(course=anakinra, by=rossi, ended_on=today - timedelta(days=10))
        change_dose(course=anakinra, by=rossi, dose=dose(today, -20, "200"))
        assert days_and_doses(anakinra, today) == [(-100, 100), (-20, 200)]


class TestCorrectingAStep:
    @pytest.mark.parametrize(
        ("recorded", "day", "mg", "field"),
        [
            (-29, -29, "15", "started_on"),  # no step begins on this day
            (-30, 30, "15", "started_on"),  # another one does
            (-30, -61, "15", "started_on"),  # before the course
            (-60, -50, "50", "started_on"),  # the course would begin without a dose
            (-30, -30, "2001", "dose_mg"),
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_moves(
        self,
        rossi: User,
        taper: TreatmentCourse,
        today: date,
        recorded: int,
        day: int,
        mg: str,
        field: str,
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            correct_dose(
                course=taper,
                by=rossi,
                reason="Slip",
                recorded_on=today + timedelta(days=recorded),
                dose=dose(today, day, mg),
            )
        assert set(refused.value.message_dict) == {field}
        assert days_and_doses(taper, today) == [(-60, 50), (-30, 20), (30, Decimal("7.5"))]

    def test_a_step_moves_past_another_and_keeps_its_reason(
        self, ada: Patient, rossi: User, taper: TreatmentCourse, today: date
    ) -> None:
        correct_dose(
            course=taper,
            by=rossi,
            reason="Read in the chart",
            recorded_on=today - timedelta(days=30),
            dose=dose(today, 40, "5"),
        )
        assert days_and_doses(taper, today) == [(-60, 50), (30, Decimal("7.5")), (40, 5)]
        assert prednisone_mg_per_day_on(ada, today) == 50
        rows = AuditEvent.objects.filter(table="registry_doseperiod", operation="update")
        assert {row.reason for row in rows} == {"Read in the chart"}

    def test_steps_that_changed_meanwhile_are_not_overwritten(
        self, rossi: User, taper: TreatmentCourse, today: date
    ) -> None:
        opened_on = fingerprint(facts_of(steps_of(taper)))
        recorded_on = today - timedelta(days=30)
        correct_dose(course=taper, by=rossi, reason="Chart", dose=dose(today, -30, "25"))
        change = {"course": taper, "by": rossi, "reason": "Slip", "opened_on": opened_on}
        with pytest.raises(ChangedMeanwhile):
            correct_dose(dose=dose(today, -30, "15"), **change)
        with pytest.raises(ChangedMeanwhile):
            withdraw_dose(recorded_on=recorded_on, **change)
        assert days_and_doses(taper, today) == [(-60, 50), (-30, 25), (30, Decimal("7.5"))]


class TestWithdrawingAStep:
    def test_the_step_with_which_the_course_begins_stays(
        self, rossi: User, taper: TreatmentCourse, today: date
    ) -> None:
        first = today - timedelta(days=60)
        with pytest.raises(ValidationError, match="The course begins with this dose"):
            withdraw_dose(course=taper, by=rossi, reason="Slip", recorded_on=first)
        assert len(days_and_doses(taper, today)) == 3

    @pytest.mark.parametrize("day", [-30, 30])
    def test_the_step_before_runs_on(
        self, ada: Patient, rossi: User, taper: TreatmentCourse, today: date, day: int
    ) -> None:
        due = Recomputation.objects.get(patient=ada).revision
        recorded_on = today + timedelta(days=day)
        withdraw_dose(course=taper, by=rossi, reason="Not taken", recorded_on=recorded_on)
        left = [(-60, Decimal(50)), (-30, Decimal(20)), (30, Decimal("7.5"))]
        assert days_and_doses(taper, today) == [step for step in left if step[0] != day]
        assert Recomputation.objects.get(patient=ada).revision == due + 1
        gone = AuditEvent.objects.get(table="registry_doseperiod", operation="delete")
        assert (gone.reason, gone.actor) == ("Not taken", "rossi")

    def test_an_only_dose_may_go_and_is_then_not_known(
        self, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        assert anakinra.started_on
        withdraw_dose(course=anakinra, by=rossi, reason="Slip", recorded_on=anakinra.started_on)
        assert days_and_doses(anakinra, today) == []

    def test_a_planned_step_in_the_way_of_an_end_can_be_withdrawn(
        self, rossi: User, taper: TreatmentCourse, today: date
    ) -> None:
        with pytest.raises(ValidationError, match="is recorded after this day"):
            end_course(course=taper, by=rossi, ended_on=today)
        planned = today + timedelta(days=30)
        withdraw_dose(course=taper, by=rossi, reason="Stopped", recorded_on=planned)
        end_course(course=taper, by=rossi, ended_on=today)
        assert days_and_doses(taper, today) == [(-60, 50), (-30, 20)]


def test_an_end_that_is_taken_back_lets_the_last_step_go_on(
    rossi: User, anakinra: TreatmentCourse, today: date
) -> None:
    change_dose(course=anakinra, by=rossi, dose=dose(today, -20, "200"))
    end_course(course=anakinra, by=rossi, ended_on=today - timedelta(days=10))
    correct_course(course=anakinra, by=rossi, reason="Not ended", ended_on=None)
    assert days_and_doses(anakinra, today) == [(-100, 100), (-20, 200)]
