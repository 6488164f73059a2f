"""What is asked before a visit is saved: nothing is refused, and nothing passes unseen."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import User
from clinic.registry.models import Patient, TreatmentCourse
from clinic.visits.laboratory import LabValue
from clinic.visits.models import Visit
from clinic.visits.services import record_visit
from scoring.services import designate_baseline, recompute_if_due
from tests.clinic.visits.typing import typed
from tests.entries import entries_on
from tests.people import let_in

pytestmark = pytest.mark.django_db


def new(patient: Patient) -> str:
    return reverse("visits:record", args=[patient.uuid])


def amend(visit: Visit) -> str:
    return reverse("visits:amend", args=[visit.uuid])


class TestNothingAssessed:
    QUESTION = "Save the day alone?"

    @pytest.mark.parametrize("found", [{"note": "Called off."}, {"has_fever": "no"}, {"haq": "0"}])
    def test_anything_found_is_saved_without_a_question(
        self, at_desk: Client, ada: Patient, found: dict[str, str]
    ) -> None:
        assert at_desk.post(new(ada), typed(**found)).status_code == 302

    def test_an_upper_limit_alone_is_nothing(self, at_desk: Client, ada: Patient) -> None:
        page = at_desk.post(new(ada), typed(ck_uln="190")).content.decode()
        assert self.QUESTION in page
        assert not ada.visits.exists()

    def test_the_day_alone_is_asked_about_and_kept_when_confirmed(
        self, at_desk: Client, ada: Patient, today: date
    ) -> None:
        page = at_desk.post(new(ada), typed()).content.decode()
        assert self.QUESTION in page
        assert f'name="day_alone_on" value="{today.isoformat()}"' in page
        assert not ada.visits.exists()
        answered = typed() | {"day_alone_on": today.isoformat()}
        assert at_desk.post(new(ada), answered).status_code == 302
        assert ada.visits.get().visited_on == today

    def test_another_day_is_asked_about_again(
        self, at_desk: Client, ada: Patient, today: date
    ) -> None:
        answered = typed(today - timedelta(days=1)) | {"day_alone_on": today.isoformat()}
        assert self.QUESTION in at_desk.post(new(ada), answered).content.decode()

    def test_an_amendment_that_takes_everything_away_is_asked_about(
        self, at_desk: Client, ada: Patient, rossi: User, today: date
    ) -> None:
        visit = record_visit(patient=ada, by=rossi, visited_on=today, haq=Decimal(1))
        entries = typed(today) | {"version": "1", "reason": "Another patient's"}
        assert self.QUESTION in at_desk.post(amend(visit), entries).content.decode()
        visit.refresh_from_db()
        assert visit.haq == 1

    def test_an_answer_is_kept_while_the_next_question_is_asked(
        self, at_desk: Client, ada: Patient, rossi: User, today: date
    ) -> None:
        record_visit(patient=ada, by=rossi, visited_on=today, haq=Decimal(1))
        answered = typed() | {"day_alone_on": today.isoformat()}
        page = at_desk.post(new(ada), answered).content.decode()
        assert "Is this the same visit?" in page
        assert entries_on(page)["day_alone_on"] == today.isoformat()


class TestHaq:
    def test_what_is_no_eighth_is_asked_about_and_kept(self, at_desk: Client, ada: Patient) -> None:
        page = at_desk.post(new(ada), typed(haq="0,3")).content.decode()
        assert "HAQ-DI 0.3 is no multiple of 0.125" in page
        assert not ada.visits.exists()
        assert at_desk.post(new(ada), typed(haq="0,3", haq_kept="0.3")).status_code == 302
        assert ada.visits.get().haq == Decimal("0.3")

    def test_the_answer_holds_for_that_value_only(self, at_desk: Client, ada: Patient) -> None:
        page = at_desk.post(new(ada), typed(haq="0.4", haq_kept="0.3")).content.decode()
        assert "HAQ-DI 0.4 is no multiple" in page

    @pytest.mark.parametrize("haq", ["0", "0.125", "0,375", "3"])
    def test_eighths_pass(self, at_desk: Client, ada: Patient, haq: str) -> None:
        assert at_desk.post(new(ada), typed(haq=haq)).status_code == 302

    def test_a_value_saved_so_is_not_asked_about_again(
        self, at_desk: Client, ada: Patient, rossi: User, today: date
    ) -> None:
        visit = record_visit(patient=ada, by=rossi, visited_on=today, haq=Decimal("0.143"))
        entries = typed(today, haq="0.143", note="Seven answered")
        sent = entries | {"version": "1", "reason": "Note"}
        assert at_desk.post(amend(visit), sent).status_code == 302


class TestTheBaseline:
    @pytest.fixture
    def start(self, today: date) -> date:
        return today - timedelta(days=100)

    @pytest.fixture
    def baseline(self, ada: Patient, anakinra: TreatmentCourse, rossi: User, start: date) -> Visit:
        visit = record_visit(
            patient=ada,
            by=rossi,
            visited_on=start - timedelta(days=20),
            physician_global_cm=Decimal(8),
        )
        for days in (30, 60):
            day = start + timedelta(days=days)
            record_visit(patient=ada, by=rossi, visited_on=day, physician_global_cm=Decimal(4))
        recompute_if_due(ada.pk)
        return visit

    @pytest.mark.parametrize("days", [-21, 1])
    def test_a_visit_that_takes_nothing_over_is_not_asked_about(
        self, at_desk: Client, ada: Patient, baseline: Visit, start: date, days: int
    ) -> None:
        entries = typed(start + timedelta(days=days), physician_global_cm="3")
        assert at_desk.post(new(ada), entries).status_code == 302

    def test_a_visit_nearer_to_the_start_is_asked_about_with_the_numbers(
        self, at_desk: Client, ada: Patient, baseline: Visit, start: date
    ) -> None:
        entries = typed(start, physician_global_cm="5")
        page = at_desk.post(new(ada), entries).content.decode()
        assert "as the baseline of Anakinra: 2 scores change." in page
        assert reverse("dashboard:baseline", args=[ada.uuid]) in page
        assert ada.visits.count() == 3
        answered = entries | {"baseline_on": start.isoformat()}
        assert at_desk.post(new(ada), answered).status_code == 302

    def test_who_may_not_designate_is_offered_no_link(
        self, client: Client, verdi: User, ada: Patient, baseline: Visit, start: date
    ) -> None:
        let_in(client, verdi)
        page = client.post(new(ada), typed(start, physician_global_cm="5")).content.decode()
        assert "2 scores change" in page
        assert reverse("dashboard:baseline", args=[ada.uuid]) not in page

    def test_once_the_present_one_is_designated_nothing_is_asked(
        self, at_desk: Client, ada: Patient, rossi: User, baseline: Visit, start: date
    ) -> None:
        episode = ada.courses.get().episode
        designate_baseline(episode=episode, by=rossi, visit=baseline, reason="Before the pulse")
        entries = typed(start, physician_global_cm="5")
        assert at_desk.post(new(ada), entries).status_code == 302

    def test_a_follow_up_moved_before_the_start_is_asked_about(
        self, at_desk: Client, ada: Patient, baseline: Visit, start: date
    ) -> None:
        moved = ada.visits.get(visited_on=start + timedelta(days=30))
        entries = typed(start, physician_global_cm="4") | {"version": "1", "reason": "Wrong day"}
        page = at_desk.post(amend(moved), entries).content.decode()
        assert "as the baseline of Anakinra: 1 score changes." in page

    def test_amending_the_baseline_itself_is_not_asked_about(
        self, at_desk: Client, baseline: Visit
    ) -> None:
        entries = typed(baseline.visited_on, physician_global_cm="7")
        sent = entries | {"version": "1", "reason": "Slip"}
        assert at_desk.post(amend(baseline), sent).status_code == 302

    def test_the_live_panel_says_it_while_one_types(
        self, at_desk: Client, ada: Patient, baseline: Visit, start: date
    ) -> None:
        address = reverse("dashboard:score_panel", args=[ada.uuid])
        page = at_desk.post(address, typed(start, physician_global_cm="5")).content.decode()
        assert "as the baseline of Anakinra: 2 scores change." in page
        page = at_desk.post(address, typed(start - timedelta(days=30))).content.decode()
        assert "as the baseline" not in page


class TestTheSameVisitAfterAll:
    @pytest.fixture
    def saved(self, ada: Patient, rossi: User, today: date) -> Visit:
        return record_visit(
            patient=ada,
            by=rossi,
            visited_on=today,
            haq=Decimal(1),
            physician_global_cm=Decimal(4),
            note="Rash.",
            laboratory=[LabValue("ck", Decimal(500), "U/L", Decimal(190))],
        )

    def test_its_amendment_opens_with_what_was_typed_over_it(
        self, at_desk: Client, saved: Visit, today: date
    ) -> None:
        entries = typed(
            today,
            haq="1,5",
            crp_value="<5",
            crp_unit="mg/dL",
            ck_uln="200",
            has_fever="no",
            note="Cough.",
        )
        response = at_desk.post(amend(saved), entries | {"typed_over": "yes"})
        page = response.content.decode()
        shown = entries_on(page)
        assert shown["haq"] == "1,5"
        assert shown["physician_global_cm"] == "4"
        assert (shown["crp-value"], shown["crp-unit"]) == ("<5", "mg/dL")
        assert (shown["ck-value"], shown["ck-uln"]) == ("500", "190")  # no value typed over it
        assert (shown["has_fever"], shown["note"]) == ("no", "Rash.\nCough.")
        assert shown["version"] == "1"
        assert "Saved: <strong>1</strong>" in page
        assert "This field is required" not in page
        assert f'action="{amend(saved)}"' in page
        saved.refresh_from_db()
        assert saved.haq == 1

    def test_a_haq_that_was_kept_is_not_asked_about_again(
        self, at_desk: Client, saved: Visit
    ) -> None:
        entries = typed(haq="0.3", haq_kept="0.3") | {"typed_over": "yes"}
        page = at_desk.post(amend(saved), entries).content.decode()
        sent = entries_on(page) | {"reason": "Typed at the bedside"}
        assert at_desk.post(amend(saved), sent).status_code == 302

    def test_what_cannot_be_right_is_marked(self, at_desk: Client, saved: Visit) -> None:
        page = at_desk.post(amend(saved), typed(haq="7") | {"typed_over": "yes"}).content.decode()
        assert "7 is outside 0-3." in page

    def test_with_its_reason_it_is_saved(self, at_desk: Client, saved: Visit) -> None:
        page = at_desk.post(amend(saved), typed(haq="1,5") | {"typed_over": "yes"})
        sent = entries_on(page.content.decode()) | {"reason": "Typed at the bedside"}
        assert at_desk.post(amend(saved), sent).status_code == 302
        saved.refresh_from_db()
        assert (saved.haq, saved.physician_global_cm, saved.version) == (Decimal("1.5"), 4, 2)
        assert saved.laboratory.get().value == 500

    def test_a_colleague_of_another_centre_finds_nothing(
        self, client: Client, neri: User, saved: Visit
    ) -> None:
        let_in(client, neri)
        assert client.post(amend(saved), typed() | {"typed_over": "yes"}).status_code == 404


class TestAFormSentTwice:
    def test_it_draws_a_token_and_keeps_it_through_a_refusal(
        self, at_desk: Client, ada: Patient
    ) -> None:
        first, second = (
            entries_on(at_desk.get(new(ada)).content.decode())["form_token"] for _ in range(2)
        )
        assert first != second
        page = at_desk.post(new(ada), typed(haq="7", form_token=first)).content.decode()
        assert entries_on(page)["form_token"] == first

    def test_it_leads_to_the_visit_it_made(
        self, at_desk: Client, ada: Patient, today: date
    ) -> None:
        token = entries_on(at_desk.get(new(ada)).content.decode())["form_token"]
        entries = typed(haq="1", form_token=token, another_visit_on=today.isoformat())
        answers = [at_desk.post(new(ada), entries) for _ in range(3)]
        assert {answer["Location"] for answer in answers} == {
            reverse("dashboard:patient", args=[ada.uuid])
        }
        assert ada.visits.count() == 1

    def test_what_it_says_otherwise_by_then_becomes_an_amendment(
        self, at_desk: Client, ada: Patient
    ) -> None:
        token = entries_on(at_desk.get(new(ada)).content.decode())["form_token"]
        at_desk.post(new(ada), typed(haq="1", form_token=token))
        page = at_desk.post(new(ada), typed(haq="2", form_token=token)).content.decode()
        assert f'action="{amend(ada.visits.get())}"' in page
        assert entries_on(page)["haq"] == "2"
        assert ada.visits.get().haq == 1
