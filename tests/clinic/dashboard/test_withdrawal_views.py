"""Withdrawing a visit and restoring it: first who may not, and what is refused."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.registry.models import Patient
from clinic.visits.models import Visit
from clinic.visits.services import amend_visit, restore_visit, withdraw_visit
from scoring.services import recompute_if_due
from tests.clinic.dashboard.course import active, better, course, see
from tests.entries import entries_on
from tests.people import let_in, make_person

WHY = {"reason": "Of another patient"}


@pytest.fixture
def patient(rossi: User, milan: Centre, today: date) -> Patient:
    """A baseline and two follow-ups."""
    return course(rossi, milan, "P-101", today)


@pytest.fixture
def visit(patient: Patient) -> Visit:
    """The last one."""
    return list(patient.visits.all())[-1]


@pytest.fixture
def withdrawn(visit: Visit, rossi: User) -> Visit:
    withdraw_visit(visit=visit, by=rossi, reason="Of another patient")
    recompute_if_due(visit.patient_id)
    visit.refresh_from_db(from_queryset=Visit.recorded)
    return visit


def address(visit: Visit, name: str) -> str:
    return reverse(f"dashboard:{name}", args=[visit.uuid])


def page_of(desk: Client, visit: Visit, name: str = "visit") -> str:
    return desk.get(address(visit, name)).content.decode()


def patient_page(desk: Client, patient: Patient) -> str:
    return desk.get(reverse("dashboard:patient", args=[patient.uuid])).content.decode()


@pytest.mark.parametrize("name", ["withdraw_visit", "restore_visit"])
def test_nobody_else_withdraws_or_restores(
    name: str, client: Client, greco: User, neri: User, visit: Visit
) -> None:
    for person, status in ((greco, 403), (neri, 404)):
        let_in(client, person)
        answer = client.post(address(visit, name), WHY | {"version": visit.version})
        assert answer.status_code == status
        assert "P-101" not in answer.content.decode()
    assert Visit.objects.filter(pk=visit.pk).exists()


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_it_stands(reason: str, at_desk: Client, visit: Visit) -> None:
    sent = {"version": str(visit.version), "reason": reason}
    page = at_desk.post(address(visit, "withdraw_visit"), sent).content.decode()
    assert "This field is required." in page
    assert Visit.objects.filter(pk=visit.pk).exists()


def test_what_was_amended_meanwhile_is_looked_at_again_first(
    at_desk: Client, rossi: User, visit: Visit
) -> None:
    sent = entries_on(page_of(at_desk, visit, "withdraw_visit")) | WHY
    amend_visit(visit=visit, by=rossi, reason="slip", version=visit.version, **active())
    answer = at_desk.post(address(visit, "withdraw_visit"), sent)
    assert answer.status_code == 409
    assert "Somebody amended this visit meanwhile." in answer.content.decode()
    assert Visit.objects.filter(pk=visit.pk).exists()
    again = entries_on(answer.content.decode())
    assert again["reason"] == WHY["reason"]
    assert at_desk.post(address(visit, "withdraw_visit"), again).status_code == 302
    assert not Visit.objects.filter(pk=visit.pk).exists()


def test_a_form_opened_before_keeps_what_was_typed_and_says_what_to_do(
    at_desk: Client, rossi: User, visit: Visit
) -> None:
    amend = reverse("visits:amend", args=[visit.uuid])
    sent = entries_on(at_desk.get(amend).content.decode())
    sent |= {"reason": "misread", "physician_global_cm": "1.7", "note": "seen with Dr Bianchi"}
    withdraw_visit(visit=visit, by=rossi, reason="slip")
    answer = at_desk.post(amend, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "This visit was withdrawn meanwhile." in page
    assert address(visit, "restore_visit") in page
    assert entries_on(page)["physician_global_cm"] == "1.7"
    assert "seen with Dr Bianchi" in page
    restore_visit(visit=visit, by=rossi, reason="hers")
    assert at_desk.post(amend, entries_on(page)).status_code == 302


def test_a_withdrawn_visit_is_not_opened_for_an_amendment(
    at_desk: Client, withdrawn: Visit
) -> None:
    answer = at_desk.get(reverse("visits:amend", args=[withdrawn.uuid]), follow=True)
    assert answer.redirect_chain == [(address(withdrawn, "visit"), 302)]
    assert "Restore it first, then amend it." in answer.content.decode()


def test_the_panel_of_a_form_opened_before_still_scores_what_is_typed(
    at_desk: Client, withdrawn: Visit
) -> None:
    panel = reverse("dashboard:score_panel", args=[withdrawn.patient.uuid])
    day = withdrawn.visited_on.isoformat()
    sent = {"visit": str(withdrawn.uuid), "visited_on": day, "physician_global_cm": "1"}
    assert "Live score" in at_desk.post(panel, sent).content.decode()


class TestWhatItBringsAbout:
    def test_of_a_follow_up_its_score_goes(self, at_desk: Client, visit: Visit) -> None:
        page = page_of(at_desk, visit, "withdraw_visit")
        assert "1 score goes." in page
        assert "It is the baseline" not in page

    def test_of_the_baseline_every_score_goes_unless_another_takes_its_place(
        self, at_desk: Client, rossi: User, patient: Patient
    ) -> None:
        baseline: Visit = patient.visits.all()[0]
        page = page_of(at_desk, baseline, "withdraw_visit")
        assert "It is the baseline of the response to Anakinra" in page
        assert "No other visit can take its place" in page
        assert "2 scores go." in page
        earlier = baseline.visited_on - timedelta(days=10)
        see(patient, rossi, earlier, better())
        page = page_of(at_desk, baseline, "withdraw_visit")
        day = date_format(earlier, "SHORT_DATE_FORMAT")
        assert f"The visit of {day} takes its place." in page
        assert "2 scores come out otherwise." in page

    def test_of_a_visit_before_everything_nothing(
        self, at_desk: Client, rossi: User, patient: Patient, today: date
    ) -> None:
        old = see(patient, rossi, today - timedelta(days=300), active())
        assert "No score depends on it." in page_of(at_desk, old, "withdraw_visit")

    def test_of_restoring_a_baseline_the_scores_come_back(
        self, at_desk: Client, rossi: User, patient: Patient
    ) -> None:
        baseline: Visit = patient.visits.all()[0]
        withdraw_visit(visit=baseline, by=rossi, reason="slip")
        page = page_of(at_desk, baseline, "restore_visit")
        assert "It becomes the baseline of the response to Anakinra" in page
        assert "2 scores come back." in page


class TestWithdrawing:
    def test_the_visits_page_offers_it(self, at_desk: Client, visit: Visit) -> None:
        assert address(visit, "withdraw_visit") in page_of(at_desk, visit)

    def test_afterwards_the_patients_page_says_so_and_offers_the_way_back(
        self, at_desk: Client, patient: Patient, visit: Visit
    ) -> None:
        sent = entries_on(page_of(at_desk, visit, "withdraw_visit")) | WHY
        answer = at_desk.post(address(visit, "withdraw_visit"), sent, follow=True)
        page = answer.content.decode()
        assert answer.redirect_chain == [(reverse("dashboard:patient", args=[patient.uuid]), 302)]
        assert "is withdrawn." in page
        assert f'<a href="{address(visit, "restore_visit")}">Restore it</a>' in page
        assert not Visit.objects.filter(pk=visit.pk).exists()

    def test_the_patients_page_leads_to_it_from_one_line_only(
        self, at_desk: Client, patient: Patient, visit: Visit, rossi: User
    ) -> None:
        assert "withdrawn visit" not in patient_page(at_desk, patient)
        withdraw_visit(visit=visit, by=rossi, reason="slip")
        recompute_if_due(patient.pk)
        page = patient_page(at_desk, patient)
        assert "1 withdrawn visit" in page
        assert page.count(str(visit.uuid)) == 1

    def test_its_page_says_by_whom_when_and_why(
        self, at_desk: Client, withdrawn: Visit, rossi: User
    ) -> None:
        page = page_of(at_desk, withdrawn)
        assert withdrawn.withdrawn_at is not None
        assert f"by {rossi.display_name}." in page
        assert date_format(withdrawn.withdrawn_at.astimezone(), "SHORT_DATE_FORMAT") in page
        assert "Reason: Of another patient" in page
        assert 'class="withdrawn"' in page
        assert address(withdrawn, "restore_visit") in page
        assert reverse("visits:amend", args=[withdrawn.uuid]) not in page

    def test_of_two_withdrawals_the_last_one_is_told(
        self, at_desk: Client, withdrawn: Visit, rossi: User
    ) -> None:
        restore_visit(visit=withdrawn, by=rossi, reason="hers")
        withdraw_visit(visit=withdrawn, by=rossi, reason="Not hers after all")
        page = page_of(at_desk, withdrawn)
        assert "Reason: Not hers after all" in page
        assert "Of another patient" not in page

    def test_what_is_withdrawn_already_says_so(self, at_desk: Client, withdrawn: Visit) -> None:
        answer = at_desk.get(address(withdrawn, "withdraw_visit"), follow=True)
        assert "This visit is withdrawn already." in answer.content.decode()

    def test_the_trail_keeps_both_with_their_reasons(
        self, client: Client, withdrawn: Visit, rossi: User, milan: Centre
    ) -> None:
        restore_visit(visit=withdrawn, by=rossi, reason="It is hers after all")
        let_in(client, make_person("conti", Role.CENTRE_LEAD, milan))
        page = client.get(reverse("audit:trail"), {"table": "visits_visit"}).content.decode()
        assert "Withdrawn at" in page
        assert page.index("It is hers after all") < page.index("Of another patient")


class TestRestoring:
    def test_it_needs_a_reason(self, at_desk: Client, withdrawn: Visit) -> None:
        page = at_desk.post(address(withdrawn, "restore_visit"), {"reason": " "}).content.decode()
        assert "This field is required." in page
        assert not Visit.objects.filter(pk=withdrawn.pk).exists()

    def test_the_visit_stands_again(self, at_desk: Client, withdrawn: Visit) -> None:
        answer = at_desk.post(
            address(withdrawn, "restore_visit"), {"reason": "It is hers"}, follow=True
        )
        page = answer.content.decode()
        assert "is restored." in page
        assert 'class="withdrawn"' not in page
        assert Visit.objects.filter(pk=withdrawn.pk).exists()

    def test_another_visit_of_that_day_is_told_first(
        self, at_desk: Client, rossi: User, withdrawn: Visit
    ) -> None:
        other = see(withdrawn.patient, rossi, withdrawn.visited_on, active())
        page = page_of(at_desk, withdrawn, "restore_visit")
        assert "By now there is another visit on that day." in page
        assert address(other, "visit") in page

    def test_a_visit_that_stands_is_not_restored(self, at_desk: Client, visit: Visit) -> None:
        answer = at_desk.get(address(visit, "restore_visit"), follow=True)
        assert "This visit is not withdrawn." in answer.content.decode()
