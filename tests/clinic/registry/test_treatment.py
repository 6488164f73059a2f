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
from clinic.registry.taper import change_dose, correct_dose
from clinic.registry.treatment import (
    Dose,
    EpisodeRuns,
    correct_course,
    end_course,
    start_course,
)
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

    @pytest.mark.parametrize(("first", "second"), [(None, "oral"), ("oral", None), (None, None)])
    def test_a_route_that_is_not_known_may_be_the_same_one(
        self, ada: Patient, rossi: User, today: date, first: str | None, second: str | None
    ) -> None:
        start(ada, rossi, today - timedelta(days=10), "45", route=first)
        with pytest.raises(ValidationError) as refused:
            start(ada, rossi, today, "45", route=second)
        assert refused_fields(refused) == {"drug"}
        words = "by mouth" if first else "route not known"
        assert f"({words})" in refused.value.messages[0]
        assert prednisone_mg_per_day_on(ada, today) == 45

    def test_a_route_is_not_corrected_into_that_of_a_course_that_runs(
        self, ada: Patient, rossi: User, today: date
    ) -> None:
        start(ada, rossi, today)
        drops = start(ada, rossi, today, route="other")
        for route in (None, "oral"):
            with pytest.raises(ValidationError) as refused:
                correct_course(course=drops, by=rossi, reason="Slip", route=route)
            assert refused_fields(refused) == {"drug"}

    def test_a_second_index_treatment_is_asked_about_and_kept_if_meant(
        self, ada: Patient, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        again = {"drug": "rituximab", "role": "index", "started_on": today}
        with pytest.raises(EpisodeRuns) as asked:
            start_course(patient=ada, by=rossi, **again)
        assert asked.value.course == anakinra
        assert ada.courses.count() == 1
        start_course(patient=ada, by=rossi, is_new_episode=True, **again)
        assert ada.courses.filter(role="index").count() == 2

    def test_no_question_is_asked_of_an_index_treatment_after_the_other(
        self, ada: Patient, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        end_course(course=anakinra, by=rossi, ended_on=today - timedelta(days=1))
        start_course(patient=ada, by=rossi, drug="rituximab", role="index", started_on=today)
        assert ada.courses.filter(role="index").count() == 2

    def test_a_correction_that_makes_a_second_index_treatment_is_asked_about(
        self, ada: Patient, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        beside = start(ada, rossi, today - timedelta(days=10))
        with pytest.raises(EpisodeRuns):
            correct_course(course=beside, by=rossi, reason="Slip", role="index")
        meant = {"role": "index", "is_new_episode": True}
        correct_course(course=beside, by=rossi, reason="Slip", **meant)
        correct_course(course=beside, by=rossi, reason="Chart", started_on=today)
        beside.refresh_from_db()
        assert (beside.role, beside.started_on) == ("index", today)

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

    def test_a_recorded_end_is_not_moved_without_a_reason(
        self, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        first = today - timedelta(days=10)
        end_course(course=anakinra, by=rossi, ended_on=first)
        for other in (today, today - timedelta(days=20)):
            with pytest.raises(ValidationError, match="Correct its last day instead"):
                end_course(course=anakinra, by=rossi, ended_on=other)
        anakinra.refresh_from_db()
        assert (anakinra.ended_on, anakinra.doses.get().ended_on) == (first, first)

    @pytest.mark.parametrize("days", [0, 20])
    def test_the_last_dose_follows_a_corrected_end(
        self, rossi: User, anakinra: TreatmentCourse, today: date, days: int
    ) -> None:
        end_course(course=anakinra, by=rossi, ended_on=today - timedelta(days=10))
        ended_on = today - timedelta(days=days)
        correct_course(course=anakinra, by=rossi, reason="Chart", ended_on=ended_on)
        assert anakinra.doses.get().ended_on == ended_on

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


class TestCorrecting:
    @pytest.fixture
    def tapered(self, rossi: User, anakinra: TreatmentCourse, today: date) -> TreatmentCourse:
        """100 mg since 100 days, 50 mg since 10."""
        lower = Dose(today - timedelta(days=10), Decimal(50))
        change_dose(course=anakinra, by=rossi, dose=lower)
        return anakinra

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"started_on": -1}, "started_on"),  # tomorrow
            ({"started_on": 60 * 365}, "started_on"),  # before birth
            ({"started_on": 10}, "started_on"),  # the day of the second dose
            ({"started_on": 5}, "started_on"),
            ({"ended_on": 101}, "ended_on"),
            ({"ended_on": 11}, "ended_on"),  # before the second dose
            ({"drug": "methotrexate"}, "dose_mg"),  # 700 mg a week
        ],
    )
    def test_an_impossible_correction_changes_nothing(
        self,
        rossi: User,
        tapered: TreatmentCourse,
        today: date,
        changes: dict[str, Any],
        field: str,
    ) -> None:
        wrong = {
            name: today - timedelta(days=value) if name.endswith("_on") else value
            for name, value in changes.items()
        }
        before = AuditEvent.objects.count()
        with pytest.raises(ValidationError) as refused:
            correct_course(course=tapered, by=rossi, reason="Slip", **wrong)
        assert refused_fields(refused) == {field}
        assert AuditEvent.objects.count() == before

    def test_a_correction_without_a_reason_is_refused(
        self, rossi: User, tapered: TreatmentCourse, today: date
    ) -> None:
        with pytest.raises(ValidationError):
            correct_course(course=tapered, by=rossi, reason=" ", ended_on=today)
        dose = Dose(today - timedelta(days=10), Decimal(75))
        with pytest.raises(ValidationError):
            correct_dose(course=tapered, by=rossi, reason="", dose=dose)

    def test_the_first_dose_moves_with_a_corrected_start_and_scores_are_due(
        self, ada: Patient, rossi: User, tapered: TreatmentCourse, today: date
    ) -> None:
        due = Recomputation.objects.get(patient=ada).revision
        start = today - timedelta(days=107)
        correct_course(course=tapered, by=rossi, reason="A week earlier", started_on=start)
        tapered.refresh_from_db()
        assert tapered.started_on == start
        assert [dose.started_on for dose in tapered.doses.all()] == [
            start,
            today - timedelta(days=10),
        ]
        assert Recomputation.objects.get(patient=ada).revision == due + 1
        row = AuditEvent.objects.get(table="registry_treatmentcourse", operation="update")
        assert (row.reason, row.actor) == ("A week earlier", "rossi")

    def test_a_course_ended_by_mistake_goes_on_with_its_dose(
        self, rossi: User, tapered: TreatmentCourse, today: date
    ) -> None:
        end_course(course=tapered, by=rossi, ended_on=today)
        correct_course(course=tapered, by=rossi, reason="Not ended", ended_on=None)
        tapered.refresh_from_db()
        assert tapered.ended_on is None
        assert [dose.ended_on for dose in tapered.doses.all()][-1] is None

    def test_a_corrected_drug_has_its_own_equivalent(
        self, ada: Patient, rossi: User, today: date
    ) -> None:
        course = start(ada, rossi, today, "8")
        correct_course(course=course, by=rossi, reason="Slip", drug="methylprednisolone")
        assert prednisone_mg_per_day_on(ada, today) == 10
        correct_course(course=course, by=rossi, reason="Slip", drug="azathioprine")
        dose = course.doses.get()
        assert (dose.prednisone_mg_per_day, dose.equivalence_version) == (None, None)

    def test_a_corrected_dose_replaces_the_one_of_that_day_only(
        self, rossi: User, tapered: TreatmentCourse, today: date
    ) -> None:
        with pytest.raises(ValidationError, match="No dose is recorded from this day"):
            correct_dose(course=tapered, by=rossi, reason="Slip", dose=Dose(today, Decimal(75)))
        wrong = Dose(today - timedelta(days=10), Decimal(1001))
        with pytest.raises(ValidationError, match="outside 0-1000 mg/day"):
            correct_dose(course=tapered, by=rossi, reason="Slip", dose=wrong)
        right = Dose(today - timedelta(days=10), Decimal(75), every_days=2)
        correct_dose(course=tapered, by=rossi, reason="Slip", dose=right)
        first, second = tapered.doses.all()
        assert (first.dose_mg, second.dose_mg, second.every_days) == (100, 75, 2)
        assert first.ended_on == today - timedelta(days=11)
