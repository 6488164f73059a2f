"""What a person meets who changes, corrects or withdraws a dose."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from clinic.accounts.models import User
from clinic.registry.models import DosePeriod, Patient, TreatmentCourse
from clinic.registry.taper import change_dose
from clinic.registry.treatment import Dose, end_course
from tests.entries import entries_on
from tests.people import let_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(rossi: User, anakinra: TreatmentCourse, today: date) -> DosePeriod:
    """Anakinra 50 mg in 30 days, after 100."""
    later = Dose(today + timedelta(days=30), Decimal(50))
    return change_dose(course=anakinra, by=rossi, dose=later)


def change(course: TreatmentCourse) -> str:
    return reverse("registry:change_dose", args=[course.uuid])


def after(course: TreatmentCourse) -> str:
    return reverse("registry:doses_after", args=[course.uuid])


def correct(step: DosePeriod) -> str:
    return reverse("registry:correct_dose", args=[step.course.uuid, step.pk])


def withdraw(step: DosePeriod) -> str:
    return reverse("registry:withdraw_dose", args=[step.course.uuid, step.pk])


def from_day(day: date, mg: str = "150") -> dict[str, str]:
    return {"started_on": day.isoformat(), "dose_mg": mg, "every_days": "1"}


def opened(desk: Client, address: str, **typed: str) -> dict[str, str]:
    return entries_on(desk.get(address).content.decode()) | typed


def test_data_entry_and_another_centre_stay_outside(
    client: Client, verdi: User, neri: User, planned: DosePeriod
) -> None:
    addresses = (change(planned.course), after(planned.course), correct(planned), withdraw(planned))
    for person, status in ((verdi, 403), (neri, 404)):
        let_in(client, person)
        assert [client.get(address).status_code for address in addresses] == [status] * 4


def test_a_dose_of_another_course_is_404(
    at_desk: Client, anakinra: TreatmentCourse, planned: DosePeriod
) -> None:
    unknown = reverse("registry:correct_dose", args=[anakinra.uuid, planned.pk + 1])
    assert at_desk.get(unknown).status_code == 404


class TestBeginning:
    def test_a_dose_before_its_course_is_refused_and_kept(
        self, at_desk: Client, anakinra: TreatmentCourse, today: date
    ) -> None:
        entries = from_day(today - timedelta(days=101))
        page = at_desk.post(change(anakinra), entries).content.decode()
        assert "The dose starts before its course." in page
        assert 'value="150"' in page
        assert anakinra.doses.count() == 1

    def test_a_step_is_saved_before_one_that_is_planned(
        self, at_desk: Client, anakinra: TreatmentCourse, planned: DosePeriod, today: date
    ) -> None:
        assert "100 mg a day" in at_desk.get(change(anakinra)).content.decode()
        assert at_desk.post(change(anakinra), from_day(today)).status_code == 302
        assert [step.dose_mg for step in anakinra.doses.all()] == [100, 150, 50]

    def test_a_day_that_has_a_dose_offers_to_correct_that_one(
        self, at_desk: Client, anakinra: TreatmentCourse, planned: DosePeriod
    ) -> None:
        page = at_desk.post(change(anakinra), from_day(planned.started_on)).content.decode()
        assert "is already recorded" in page
        assert f'class="button" href="{correct(planned)}"' in page
        planned.refresh_from_db()
        assert planned.dose_mg == 50

    def test_an_ended_course_offers_no_day_after_its_end(
        self, at_desk: Client, rossi: User, anakinra: TreatmentCourse, today: date
    ) -> None:
        end_course(course=anakinra, by=rossi, ended_on=today - timedelta(days=10))
        assert opened(at_desk, change(anakinra))["started_on"] == ""


class TestWhatWillBeAfter:
    def test_it_is_shown_before_anything_is_saved(
        self, at_desk: Client, anakinra: TreatmentCourse, planned: DosePeriod, today: date
    ) -> None:
        page = at_desk.get(after(anakinra), from_day(today)).content.decode()
        ends = date_format(planned.started_on - timedelta(days=1), "SHORT_DATE_FORMAT")
        assert f"{date_format(today, 'SHORT_DATE_FORMAT')} – {ends}" in page
        assert ["100 mg" in page, "150 mg" in page, "50 mg" in page] == [True] * 3
        assert anakinra.doses.count() == 2

    def test_it_says_why_something_cannot_be_or_is_not_known_yet(
        self, at_desk: Client, anakinra: TreatmentCourse, planned: DosePeriod
    ) -> None:
        taken = at_desk.get(after(anakinra), from_day(planned.started_on)).content.decode()
        assert "is already recorded" in taken
        assert "Give day and dose first" in at_desk.get(after(anakinra)).content.decode()

    def test_it_shows_a_correction_too(
        self, at_desk: Client, anakinra: TreatmentCourse, planned: DosePeriod, today: date
    ) -> None:
        typed = from_day(today, "75") | {"step": str(planned.pk)}
        page = at_desk.get(after(anakinra), typed).content.decode()
        assert "75 mg" in page
        assert "50 mg" not in page


class TestCorrecting:
    def test_without_a_reason_nothing_changes(self, at_desk: Client, planned: DosePeriod) -> None:
        page = at_desk.post(correct(planned), opened(at_desk, correct(planned), dose_mg="75"))
        assert 'id="id_reason_error"' in page.content.decode()
        planned.refresh_from_db()
        assert planned.dose_mg == 50

    def test_day_and_dose_are_corrected(
        self, at_desk: Client, planned: DosePeriod, today: date
    ) -> None:
        typed = opened(at_desk, correct(planned), dose_mg="75", reason="Slip")
        typed["started_on"] = today.isoformat()
        assert at_desk.post(correct(planned), typed).status_code == 302
        planned.refresh_from_db()
        assert (planned.started_on, planned.dose_mg) == (today, 75)

    @pytest.mark.parametrize("address_of", [correct, withdraw])
    def test_steps_that_somebody_changed_meanwhile_are_shown_first(
        self,
        at_desk: Client,
        rossi: User,
        anakinra: TreatmentCourse,
        planned: DosePeriod,
        today: date,
        address_of: object,
    ) -> None:
        address = address_of(planned)
        typed = opened(at_desk, address, reason="Slip")
        change_dose(course=anakinra, by=rossi, dose=Dose(today, Decimal(150)))
        answer = at_desk.post(address, typed)
        assert answer.status_code == 409
        assert "150 mg" in answer.content.decode()
        assert anakinra.doses.count() == 3
        seen = entries_on(answer.content.decode())
        assert at_desk.post(address, seen).status_code == 302


class TestWithdrawing:
    def test_what_is_left_is_shown_first(
        self, at_desk: Client, anakinra: TreatmentCourse, planned: DosePeriod
    ) -> None:
        page = at_desk.get(withdraw(planned)).content.decode()
        assert "the dose before runs on" in page
        left = page[page.index("After saving") :]
        assert "goes on" in left
        assert "50 mg" not in left
        assert anakinra.doses.count() == 2

    def test_a_planned_dose_is_withdrawn_with_its_reason(
        self, at_desk: Client, anakinra: TreatmentCourse, planned: DosePeriod
    ) -> None:
        typed = opened(at_desk, withdraw(planned))
        assert at_desk.post(withdraw(planned), typed).status_code == 200
        assert anakinra.doses.count() == 2
        typed["reason"] = "The taper is stopped"
        assert at_desk.post(withdraw(planned), typed).status_code == 302
        assert anakinra.doses.get().ended_on is None

    def test_the_dose_a_course_begins_with_is_not_offered_for_it_while_others_follow(
        self, at_desk: Client, anakinra: TreatmentCourse, planned: DosePeriod
    ) -> None:
        first = anakinra.doses.all()[0]
        page = at_desk.get(reverse("registry:correct_course", args=[anakinra.uuid]))
        assert withdraw(first) not in page.content.decode()
        assert "it is corrected, not withdrawn" in page.content.decode()
        assert withdraw(planned) in page.content.decode()
        asked = at_desk.get(withdraw(first)).content.decode()
        assert "The course begins with this dose" in asked
        assert correct(first) in asked
        assert 'name="reason"' not in asked

    def test_the_only_dose_of_a_course_is_offered_for_it(
        self, at_desk: Client, anakinra: TreatmentCourse
    ) -> None:
        page = at_desk.get(reverse("registry:correct_course", args=[anakinra.uuid]))
        assert withdraw(anakinra.doses.get()) in page.content.decode()
        assert "it is corrected, not withdrawn" not in page.content.decode()

    def test_the_first_dose_of_others_says_why_it_stays(
        self, at_desk: Client, ada: Patient, anakinra: TreatmentCourse, planned: DosePeriod
    ) -> None:
        first = anakinra.doses.all()[0]
        typed = opened(at_desk, withdraw(first), reason="Slip")
        page = at_desk.post(withdraw(first), typed).content.decode()
        assert "The course begins with this dose" in page
        assert anakinra.doses.count() == 2
