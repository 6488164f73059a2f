"""Recording a relapse."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import User
from clinic.audit.models import AuditEvent
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.treatment import Dose, start_course
from clinic.saving import AlreadySaved
from clinic.visits.models import Relapse
from clinic.visits.services import record_relapse, withdraw_relapse
from tests.entries import entries_on
from tests.people import let_in
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def tapering(ada: Patient, rossi: User, today: date) -> date:
    """25 mg of prednisone, from the returned day 8 mg of methylprednisolone: 10 mg."""
    start, later = today - timedelta(days=60), today - timedelta(days=20)
    prednisone = {"drug": "prednisone", "role": "concomitant", "route": "oral"}
    start_course(
        patient=ada,
        by=rossi,
        started_on=start,
        ended_on=later - timedelta(days=1),
        doses=[Dose(start, Decimal(25))],
        **prednisone,
    )
    start_course(
        patient=ada,
        by=rossi,
        started_on=later,
        doses=[Dose(later, Decimal(8))],
        **prednisone | {"drug": "methylprednisolone"},
    )
    return later


def form(patient: Patient) -> str:
    return reverse("visits:record_relapse", args=[patient.uuid])


def dose(patient: Patient, day: str) -> str:
    return reverse("visits:relapse_dose", args=[patient.uuid]) + f"?occurred_on={day}"


def test_data_entry_does_not_record_relapses(client: Client, verdi: User, ada: Patient) -> None:
    let_in(client, verdi)
    assert client.get(form(ada)).status_code == 403
    assert client.get(dose(ada, "2026-01-01")).status_code == 403


def test_another_centres_patient_is_404(client: Client, neri: User, ada: Patient) -> None:
    let_in(client, neri)
    assert client.get(form(ada)).status_code == 404
    assert client.get(dose(ada, "2026-01-01")).status_code == 404


def test_a_relapse_in_the_future_or_without_organ_is_refused_and_kept(
    at_desk: Client, ada: Patient, today: date
) -> None:
    tomorrow = (today + timedelta(days=1)).isoformat()
    page = at_desk.post(
        form(ada), {"occurred_on": tomorrow, "organ": "", "action": "Dose doubled"}
    ).content.decode()
    assert "This day is in the future." in page
    assert "This field is required." in page
    assert "Dose doubled" in page
    assert not Relapse.objects.exists()


def test_the_dose_of_the_day_is_computed_from_the_treatments(
    at_desk: Client, ada: Patient, tapering: date
) -> None:
    before = (tapering - timedelta(days=1)).isoformat()
    assert "<strong>25</strong>" in at_desk.get(dose(ada, before)).content.decode()
    assert "<strong>10</strong>" in at_desk.get(dose(ada, tapering.isoformat())).content.decode()


def test_a_dose_of_every_other_day_is_shown_as_a_daily_mean_and_says_so(
    at_desk: Client, ada: Patient, rossi: User, tapering: date, today: date
) -> None:
    added = {"drug": "prednisone", "role": "concomitant", "route": "oral"}
    doses = [Dose(today, Decimal(5), every_days=2)]
    start_course(patient=ada, by=rossi, started_on=today, doses=doses, **added)

    page = at_desk.get(dose(ada, today.isoformat())).content.decode()
    assert "<strong>12.5</strong>" in page
    assert "daily mean" in page
    assert "daily mean" not in at_desk.get(dose(ada, tapering.isoformat())).content.decode()


def test_a_dose_that_nobody_recorded_is_not_zero(at_desk: Client, ada: Patient) -> None:
    assert "Not known" in at_desk.get(dose(ada, "2026-01-01")).content.decode()
    assert "Give the day first" in at_desk.get(dose(ada, "soon")).content.decode()


def test_a_relapse_is_recorded(at_desk: Client, ada: Patient, tapering: date) -> None:
    entries = {"occurred_on": tapering.isoformat(), "organ": "lung", "action": ""}
    assert at_desk.post(form(ada), entries).status_code == 302
    relapse = Relapse.objects.get()
    assert (relapse.occurred_on, relapse.organ, relapse.action) == (tapering, "lung", None)


class TestTheSameAgain:
    def entries(self, desk: Client, patient: Patient, day: date, **typed: str) -> dict[str, str]:
        """A form opened now, about the lung."""
        opened = entries_on(desk.get(form(patient)).content.decode())
        return opened | {"occurred_on": day.isoformat(), "organ": "lung"} | typed

    def test_a_form_that_is_sent_again_makes_no_second_relapse(
        self, at_desk: Client, ada: Patient, today: date
    ) -> None:
        typed = self.entries(at_desk, ada, today)
        assert [at_desk.post(form(ada), typed).status_code for _ in range(3)] == [302] * 3
        assert Relapse.objects.count() == 1

    def test_what_a_used_form_says_otherwise_is_not_lost(
        self, at_desk: Client, ada: Patient, today: date
    ) -> None:
        typed = self.entries(at_desk, ada, today)
        at_desk.post(form(ada), typed)
        page = at_desk.post(form(ada), typed | {"organ": "heart"}).content.decode()
        assert "This page has saved a relapse already" in page
        assert Relapse.objects.count() == 1
        assert at_desk.post(form(ada), entries_on(page)).status_code == 302
        assert {relapse.organ for relapse in Relapse.objects.all()} == {"lung", "heart"}

    def test_a_relapse_of_that_organ_and_day_is_asked_about_and_kept_if_confirmed(
        self, at_desk: Client, ada: Patient, today: date
    ) -> None:
        at_desk.post(form(ada), self.entries(at_desk, ada, today))
        again = self.entries(at_desk, ada, today)
        page = at_desk.post(form(ada), again).content.decode()
        assert "Is this the same relapse?" in page
        answer = {"another_relapse": f"{today.isoformat()} lung"}
        assert f'value="{answer["another_relapse"]}"' in page
        for other in ({"another_relapse": f"{today.isoformat()} heart"}, {}):
            assert at_desk.post(form(ada), again | other).status_code == 200
        assert Relapse.objects.count() == 1
        assert at_desk.post(form(ada), again | answer).status_code == 302
        assert Relapse.objects.count() == 2

    def test_another_organ_or_day_is_not_asked_about(
        self, at_desk: Client, ada: Patient, today: date
    ) -> None:
        at_desk.post(form(ada), self.entries(at_desk, ada, today))
        for other in ({"organ": "heart"}, {"occurred_on": "2026-01-10"}):
            typed = self.entries(at_desk, ada, today, **other)
            assert at_desk.post(form(ada), typed).status_code == 302
        assert Relapse.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_ten_times_at_once_makes_one_relapse(
    ada: Patient, rossi: User, today: date
) -> None:
    token = uuid.uuid4()

    def send() -> bool:
        try:
            record_relapse(patient=ada, by=rossi, occurred_on=today, organ="lung", form_token=token)
        except AlreadySaved:
            return False
        return True

    assert sum(together(*[send] * 10)) == 1
    assert Relapse.objects.count() == 1


class TestWithdrawing:
    @pytest.fixture
    def relapse(self, ada: Patient, rossi: User, today: date) -> Relapse:
        return record_relapse(patient=ada, by=rossi, occurred_on=today, organ="lung")

    def address(self, relapse: Relapse) -> str:
        return reverse("visits:withdraw_relapse", args=[relapse.uuid])

    def test_it_needs_a_reason(self, at_desk: Client, relapse: Relapse) -> None:
        page = at_desk.post(self.address(relapse), {"reason": " "}).content.decode()
        assert 'id="id_reason_error"' in page
        assert Relapse.objects.exists()

    def test_no_page_shows_it_again_and_the_trail_keeps_it(
        self, at_desk: Client, ada: Patient, anakinra: TreatmentCourse, relapse: Relapse
    ) -> None:
        pages = [reverse("dashboard:patient", args=[ada.uuid]), reverse("dashboard:review")]
        assert "Relapse, " in at_desk.get(pages[0]).content.decode()
        answer = at_desk.post(self.address(relapse), {"reason": "Of another patient"})
        assert answer.status_code == 302
        for page in pages:
            assert "Relapse, " not in at_desk.get(page).content.decode()
        row = AuditEvent.objects.get(table="visits_relapse", operation="update")
        assert row.reason == "Of another patient"
        assert Relapse.recorded.count() == 1

    def test_it_may_be_recorded_again(
        self, ada: Patient, rossi: User, relapse: Relapse, today: date
    ) -> None:
        withdraw_relapse(relapse=relapse, by=rossi, reason="Slip")
        record_relapse(patient=ada, by=rossi, occurred_on=today, organ="lung")
        assert Relapse.objects.count() == 1
