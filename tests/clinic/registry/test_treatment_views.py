"""What a person meets who starts, changes or ends a treatment."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.accounts.models import User
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.treatment import end_course
from tests.entries import entries_on
from tests.people import let_in

pytestmark = pytest.mark.django_db


def start(patient: Patient) -> str:
    return reverse("registry:start_course", args=[patient.uuid])


def dose(course: TreatmentCourse) -> str:
    return reverse("registry:change_dose", args=[course.uuid])


def end(course: TreatmentCourse) -> str:
    return reverse("registry:end_course", args=[course.uuid])


def correct(course: TreatmentCourse) -> str:
    return reverse("registry:correct_course", args=[course.uuid])


def course_entries(**changes: str) -> dict[str, str]:
    return {
        "drug": "prednisone",
        "role": "concomitant",
        "route": "oral",
        "started_on": "2026-01-10",
        "ended_on": "",
        "dose_mg": "25",
        "every_days": "1",
    } | changes


class TestWhoMayNot:
    def test_data_entry_does_not_treat(
        self, client: Client, verdi: User, ada: Patient, anakinra: TreatmentCourse
    ) -> None:
        let_in(client, verdi)
        for address in (start(ada), dose(anakinra), end(anakinra), correct(anakinra)):
            response = client.get(address)
            assert response.status_code == 403
            assert "P-001" not in response.content.decode()

    def test_another_centres_treatment_is_404(
        self, client: Client, neri: User, ada: Patient, anakinra: TreatmentCourse
    ) -> None:
        let_in(client, neri)
        for address in (start(ada), dose(anakinra), end(anakinra), correct(anakinra)):
            assert client.get(address).status_code == 404


class TestStarting:
    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"drug": ""}, "This field is required."),
            ({"started_on": ""}, "A dose needs the first day of its course."),
            ({"started_on": "", "dose_mg": ""}, "Give the first day of treatment."),
            ({"started_on": "2999-01-01"}, "This day is in the future."),
            ({"started_on": "1960-01-01"}, "before the patient"),
            ({"ended_on": "2026-01-09"}, "The course ends before it starts."),
            ({"dose_mg": "2000,5"}, "2000.5 mg/day is outside 0-2000 mg/day."),
            ({"dose_mg": "10001"}, "10001 is outside 0-10000 mg."),
            ({"dose_mg": "-1"}, "-1 is outside 0-10000 mg."),
            ({"dose_mg": "two"}, "Write a number, for example 3.5."),
            ({"drug": "anakinra", "dose_mg": "1001"}, "1001 mg/day is outside 0-1000 mg/day."),
            ({"drug": "methotrexate", "dose_mg": "15"}, "105 mg/week is outside 0-50 mg/week."),
        ],
    )
    def test_bad_input_is_named_and_kept_and_nothing_is_saved(
        self, at_desk: Client, ada: Patient, changes: dict[str, str], message: str
    ) -> None:
        entries = course_entries(**changes)
        page = at_desk.post(start(ada), entries).content.decode()
        assert message in page
        typed = {name: written for name, written in entries.items() if written}
        assert typed.items() <= entries_on(page).items()
        assert not TreatmentCourse.objects.exists()

    def test_a_treatment_is_started_with_a_decimal_comma(
        self, at_desk: Client, ada: Patient
    ) -> None:
        response = at_desk.post(start(ada), course_entries(dose_mg="12,5", every_days="2"))
        assert response["Location"] == reverse("dashboard:patient", args=[ada.uuid])
        course = ada.courses.get()
        assert course.started_on == date(2026, 1, 10)
        taken = course.doses.get()
        assert (taken.dose_mg, taken.every_days) == (Decimal("12.5"), 2)
        assert taken.prednisone_mg_per_day == Decimal("6.25")

    def test_a_prior_treatment_may_lack_days_and_dose(self, at_desk: Client, ada: Patient) -> None:
        changes = {"role": "prior", "route": "", "started_on": "", "dose_mg": ""}
        at_desk.post(start(ada), course_entries(**changes))
        course = ada.courses.get()
        assert (course.role, course.route, course.started_on) == ("prior", None, None)
        assert not course.doses.exists()

    def test_the_first_treatment_offered_is_anakinra_as_index(
        self, at_desk: Client, ada: Patient, today: date
    ) -> None:
        page = at_desk.get(start(ada)).content.decode()
        assert '<option value="anakinra" selected>' in page
        assert '<option value="index" selected>' in page
        assert today.isoformat() in page

    def test_the_second_one_is_not(
        self, at_desk: Client, ada: Patient, anakinra: TreatmentCourse
    ) -> None:
        assert '<option value="anakinra" selected>' not in at_desk.get(start(ada)).content.decode()

    def test_a_drug_that_runs_is_named_with_the_ways_to_correct_and_to_end_it(
        self, at_desk: Client, ada: Patient, anakinra: TreatmentCourse, today: date
    ) -> None:
        again = {"drug": "anakinra", "route": "", "started_on": today.isoformat()}
        page = at_desk.post(start(ada), course_entries(**again)).content.decode()
        assert "A course of this drug runs since" in page
        assert correct(anakinra) in page
        assert end(anakinra) in page
        assert ada.courses.count() == 1

    def test_a_second_index_treatment_is_asked_about_for_the_day_that_is_typed(
        self, at_desk: Client, ada: Patient, anakinra: TreatmentCourse, today: date
    ) -> None:
        typed = course_entries(drug="rituximab", role="index", started_on=today.isoformat())
        page = at_desk.post(start(ada), typed).content.decode()
        assert "a new episode begins" in page
        assert f'name="new_episode_on" value="{today.isoformat()}"' in page
        other_day = {"new_episode_on": (today - timedelta(days=1)).isoformat()}
        assert at_desk.post(start(ada), typed | other_day).status_code == 200
        assert ada.courses.count() == 1
        this_day = {"new_episode_on": today.isoformat()}
        assert at_desk.post(start(ada), typed | this_day).status_code == 302
        assert ada.courses.count() == 2

    def test_a_form_that_is_sent_again_makes_no_second_course(
        self, at_desk: Client, ada: Patient
    ) -> None:
        token = entries_on(at_desk.get(start(ada)).content.decode())["form_token"]
        typed = course_entries(form_token=token)
        assert [at_desk.post(start(ada), typed).status_code for _ in range(3)] == [302] * 3
        assert ada.courses.count() == 1
        page = at_desk.post(start(ada), typed | {"drug": "azathioprine"}).content.decode()
        assert "This page has saved Prednisone already" in page
        assert ada.courses.count() == 1
        assert at_desk.post(start(ada), entries_on(page)).status_code == 302
        assert [course.drug for course in ada.courses.all()] == ["prednisone", "azathioprine"]

    def test_no_name_is_read(self, at_desk: Client, ada: Patient) -> None:
        with CaptureQueriesContext(connection) as asked:
            at_desk.get(start(ada))
        assert not any("registry_identity" in query["sql"] for query in asked)


class TestEnding:
    def test_an_end_before_the_start_is_refused(
        self, at_desk: Client, anakinra: TreatmentCourse, today: date
    ) -> None:
        before = (today - timedelta(days=101)).isoformat()
        page = at_desk.post(end(anakinra), {"ended_on": before}).content.decode()
        assert "The course ends before it starts." in page
        anakinra.refresh_from_db()
        assert anakinra.ended_on is None

    def test_an_ended_course_is_corrected_not_ended_again(
        self, at_desk: Client, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        end_course(course=anakinra, by=rossi, ended_on=today - timedelta(days=10))
        answer = at_desk.post(end(anakinra), {"ended_on": today.isoformat()})
        assert answer["Location"] == correct(anakinra)
        anakinra.refresh_from_db()
        assert anakinra.ended_on == today - timedelta(days=10)

    def test_a_treatment_is_ended(
        self, at_desk: Client, anakinra: TreatmentCourse, today: date
    ) -> None:
        assert at_desk.post(end(anakinra), {"ended_on": today.isoformat()}).status_code == 302
        anakinra.refresh_from_db()
        assert anakinra.ended_on == today
