"""What a person meets who corrects a treatment, alone or together with somebody else."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from clinic.accounts.models import User
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.treatment import correct_course
from scoring.models import Score
from scoring.services import recompute_if_due
from tests.entries import entries_on
from tests.scoring.findings import active_disease, remission, see, start_anakinra

pytestmark = pytest.mark.django_db


def address(course: TreatmentCourse) -> str:
    return reverse("registry:correct_course", args=[course.uuid])


def opened(desk: Client, course: TreatmentCourse, **typed: str) -> dict[str, str]:
    """The form as it is opened now, with these entries."""
    return entries_on(desk.get(address(course)).content.decode()) | typed


def test_without_a_reason_nothing_changes(at_desk: Client, anakinra: TreatmentCourse) -> None:
    entries = opened(at_desk, anakinra, route="oral", reason="")
    page = at_desk.post(address(anakinra), entries).content.decode()
    assert 'id="id_reason_error"' in page
    anakinra.refresh_from_db()
    assert anakinra.route == "subcutaneous"


def test_a_refused_dose_is_named_although_it_is_no_field_here(
    at_desk: Client, anakinra: TreatmentCourse
) -> None:
    entries = opened(at_desk, anakinra, drug="methotrexate", reason="Slip")
    page = at_desk.post(address(anakinra), entries).content.decode()
    assert "700 mg/week is outside 0-50 mg/week." in page


def test_a_wrong_first_day_is_corrected(
    at_desk: Client, anakinra: TreatmentCourse, today: date
) -> None:
    start = today - timedelta(days=93)
    entries = opened(at_desk, anakinra, started_on=start.isoformat(), reason="Read in the chart")
    assert at_desk.post(address(anakinra), entries).status_code == 302
    anakinra.refresh_from_db()
    assert (anakinra.started_on, anakinra.doses.get().started_on) == (start, start)


def short(day: date | None) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


class TestByTwoPeople:
    def test_a_newer_correction_is_shown_and_not_overwritten(
        self, at_desk: Client, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        old_page = opened(at_desk, anakinra, route="oral", reason="It is a tablet")
        start = today - timedelta(days=93)
        correct_course(course=anakinra, by=rossi, reason="Chart", started_on=start, ended_on=today)

        answer = at_desk.post(address(anakinra), old_page)

        assert answer.status_code == 409
        page = answer.content.decode()
        assert "Somebody corrected this while you were typing." in page
        assert f"<td>{short(start)}</td><td>{short(anakinra.started_on)}</td>" in page
        assert f"<td>{short(today)}</td><td>not recorded</td>" in page
        assert "<td>subcutaneous</td><td>by mouth</td>" in page
        anakinra.refresh_from_db()
        assert (anakinra.route, anakinra.started_on, anakinra.ended_on) == (
            "subcutaneous",
            start,
            today,
        )

    def test_whoever_has_seen_both_may_save(
        self, at_desk: Client, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        old_page = opened(at_desk, anakinra, route="oral", reason="It is a tablet")
        correct_course(course=anakinra, by=rossi, reason="Chart", ended_on=today)
        page = at_desk.post(address(anakinra), old_page).content.decode()
        typed = entries_on(page)
        assert (typed["route"], typed["ended_on"]) == ("oral", "")
        typed["ended_on"] = today.isoformat()
        assert at_desk.post(address(anakinra), typed).status_code == 302
        anakinra.refresh_from_db()
        assert (anakinra.route, anakinra.ended_on) == ("oral", today)

    def test_a_page_that_does_not_say_what_it_showed_saves_nothing(
        self, at_desk: Client, anakinra: TreatmentCourse
    ) -> None:
        entries = opened(at_desk, anakinra, route="oral", reason="It is a tablet", opened_on="")
        assert at_desk.post(address(anakinra), entries).status_code == 200
        anakinra.refresh_from_db()
        assert anakinra.route == "subcutaneous"


class TestItsRole:
    def test_a_course_that_was_no_index_treatment_loses_its_scores(
        self, at_desk: Client, ada: Patient, rossi: User
    ) -> None:
        anakinra = start_anakinra(ada, rossi)
        for study_day, findings in ((0, active_disease()), (60, remission())):
            see(ada, rossi, study_day, findings)
        recompute_if_due(ada.pk)
        before = Score.objects.current().count()
        entries = opened(at_desk, anakinra, role="concomitant", reason="Not the index drug")
        assert at_desk.post(address(anakinra), entries).status_code == 302
        recompute_if_due(ada.pk)
        assert (before, Score.objects.current().count()) == (1, 0)

        entries = opened(at_desk, anakinra, role="index", reason="It was, after all")
        assert at_desk.post(address(anakinra), entries).status_code == 302
        recompute_if_due(ada.pk)
        assert Score.objects.current().count() == 1

    def test_an_index_treatment_needs_its_first_day(
        self, at_desk: Client, ada: Patient, rossi: User
    ) -> None:
        course = TreatmentCourse.objects.create(patient=ada, drug="anakinra", role="prior")
        entries = opened(at_desk, course, role="index", reason="Slip")
        page = at_desk.post(address(course), entries).content.decode()
        assert "Give the first day of treatment." in page
        course.refresh_from_db()
        assert course.role == "prior"
