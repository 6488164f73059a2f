"""Courses and doses: refused, saved, each as one transaction."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from clinic.accounts.models import User
from clinic.audit.models import AuditEvent
from clinic.registry.models import DosePeriod, Patient, TreatmentCourse
from clinic.registry.selectors import prednisone_mg_per_day_on
from clinic.registry.treatment import Dose, change_dose, end_course, start_course
from scoring.models import Recomputation

pytestmark = pytest.mark.django_db


def refused_fields(refused: pytest.ExceptionInfo[ValidationError]) -> set[str]:
    return set(refused.value.message_dict)


def start(patient: Patient, by: User, on: date | None, mg: str = "25", **facts: Any) -> Any:
    doses = [Dose(on, Decimal(mg))] if on else []
    course = {"drug": "prednisone", "role": "concomitant", "route": "oral"} | facts
    return start_course(patient=patient, by=by, started_on=on, doses=doses, **course)


class TestStarting:
    @pytest.mark.parametrize(
        ("days", "facts", "field"),
        [
            (-1, {}, "started_on"),  # tomorrow
            (60 * 365, {}, "started_on"),  # before birth
            (10, {"ended_on": 11}, "ended_on"),
            (10, {"mg": "2001"}, "dose_mg"),
            (10, {"drug": "methotrexate", "mg": "20"}, "dose_mg"),
            (None, {}, "started_on"),
        ],
    )
    def test_an_impossible_course_is_refused_and_nothing_is_saved(
        self,
        ada: Patient,
        rossi: User,
        today: date,
        days: int | None,
        facts: dict[str, Any],
        field: str,
    ) -> None:
        due = Recomputation.objects.get(patient=ada).revision
        if "ended_on" in facts:
            facts = {"ended_on": today - timedelta(days=facts["ended_on"])}
        on = None if days is None else today - timedelta(days=days)
        with pytest.raises(ValidationError) as refused:
            start(ada, rossi, on, **facts)
        assert refused_fields(refused) == {field}
        assert not TreatmentCourse.objects.exists()
        assert not DosePeriod.objects.exists()
        assert not AuditEvent.objects.filter(table="registry_treatmentcourse").exists()
        assert Recomputation.objects.get(patient=ada).revision == due

    def test_a_drug_that_runs_is_not_started_again(
        self, ada: Patient, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        again = {"drug": "anakinra", "role": "index", "route": "subcutaneous"}
        with pytest.raises(ValidationError) as refused:
            start_course(patient=ada, by=rossi, started_on=today, **again)
        assert refused_fields(refused) == {"drug"}
        end_course(course=anakinra, by=rossi, ended_on=today - timedelta(days=1))
        start_course(patient=ada, by=rossi, started_on=today, **again)
        assert ada.courses.count() == 2

    def test_the_same_drug_by_another_route_may_run_beside(
        self, ada: Patient, rossi: User, today: date
    ) -> None:
        start(ada, rossi, today)
        start(ada, rossi, today, route="intravenous")
        assert prednisone_mg_per_day_on(ada, today) == 50

    def test_a_prior_course_needs_no_day(self, ada: Patient, rossi: User) -> None:
        course = start(ada, rossi, None, role="prior")
        assert (course.started_on, course.ended_on) == (None, None)

    def test_a_course_keeps_its_equivalent_and_the_table_it_is_from(
        self, ada: Patient, rossi: User, today: date
    ) -> None:
        course = start(ada, rossi, today, "8", drug="methylprednisolone")
        dose = course.doses.get()
        assert (dose.prednisone_mg_per_day, dose.equivalence_version) == (10, "2026-1")
        assert AuditEvent.objects.get(table="registry_treatmentcourse").actor == "rossi"

    def test_a_glucocorticoid_that_stays_local_has_no_equivalent(
        self, ada: Patient, rossi: User, today: date
    ) -> None:
        course = start(ada, rossi, today, "40", drug="triamcinolone", route="other")
        assert course.doses.get().prednisone_mg_per_day is None
        start(ada, rossi, today, "10")
        assert prednisone_mg_per_day_on(ada, today) == 10

    def test_a_started_index_treatment_makes_scores_due(
        self, ada: Patient, rossi: User, today: date
    ) -> None:
        due = Recomputation.objects.get(patient=ada).revision
        start(ada, rossi, today)
        assert Recomputation.objects.get(patient=ada).revision == due + 1


class TestChangingTheDose:
    @pytest.mark.parametrize(
        ("days", "mg", "field"),
        [
            (101, "200", "started_on"),  # before the course
            (100, "200", "started_on"),  # the day of its first dose
            (-400, "200", "started_on"),  # more than a year ahead
            (10, "1001", "dose_mg"),
        ],
    )
    def test_an_impossible_dose_is_refused_and_the_running_one_goes_on(
        self,
        rossi: User,
        anakinra: TreatmentCourse,
        today: date,
        days: int,
        mg: str,
        field: str,
    ) -> None:
        new = Dose(today - timedelta(days=days), Decimal(mg))
        with pytest.raises(ValidationError) as refused:
            change_dose(course=anakinra, by=rossi, dose=new)
        assert refused_fields(refused) == {field}
        assert anakinra.doses.get().ended_on is None

    def test_a_dose_after_the_end_of_its_course_is_refused(
        self, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        end_course(course=anakinra, by=rossi, ended_on=today - timedelta(days=10))
        with pytest.raises(ValidationError) as refused:
            change_dose(course=anakinra, by=rossi, dose=Dose(today, Decimal(200)))
        assert refused_fields(refused) == {"started_on"}

    def test_the_dose_before_ends_the_day_before(
        self, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        change_dose(course=anakinra, by=rossi, dose=Dose(today, Decimal(200)))
        before, now = anakinra.doses.all()
        assert before.ended_on == today - timedelta(days=1)
        assert (now.started_on, now.ended_on, now.dose_mg) == (today, None, 200)

    def test_a_step_of_a_taper_may_be_planned(
        self, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        next_week = today + timedelta(days=7)
        change_dose(course=anakinra, by=rossi, dose=Dose(next_week, Decimal(50)))
        assert anakinra.doses.count() == 2


class TestEnding:
    @pytest.mark.parametrize("days", [101, -400])
    def test_an_end_before_the_start_or_far_ahead_is_refused(
        self, rossi: User, anakinra: TreatmentCourse, today: date, days: int
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            end_course(course=anakinra, by=rossi, ended_on=today - timedelta(days=days))
        assert refused_fields(refused) == {"ended_on"}
        anakinra.refresh_from_db()
        assert anakinra.ended_on is None

    def test_an_end_before_the_last_dose_is_refused(
        self, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        change_dose(course=anakinra, by=rossi, dose=Dose(today, Decimal(200)))
        with pytest.raises(ValidationError, match="is recorded after this day"):
            end_course(course=anakinra, by=rossi, ended_on=today - timedelta(days=1))

    def test_the_running_dose_ends_with_its_course(
        self, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        end_course(course=anakinra, by=rossi, ended_on=today)
        anakinra.refresh_from_db()
        assert anakinra.ended_on == today
        assert anakinra.doses.get().ended_on == today

    def test_no_dose_is_taken_after_the_end(self, ada: Patient, rossi: User, today: date) -> None:
        course = start(ada, rossi, today - timedelta(days=10))
        end_course(course=course, by=rossi, ended_on=today - timedelta(days=1))
        assert prednisone_mg_per_day_on(ada, today - timedelta(days=1)) == 25
        assert prednisone_mg_per_day_on(ada, today) == 0
