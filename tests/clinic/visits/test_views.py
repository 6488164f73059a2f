"""What a person meets who records or amends a visit."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.accounts.models import User
from clinic.registry.models import Patient, TreatmentCourse
from clinic.visits.laboratory import LabValue
from clinic.visits.models import Visit
from clinic.visits.services import amend_visit, record_visit
from tests.clinic.visits.typing import ck, typed
from tests.entries import entries_on
from tests.people import let_in

pytestmark = pytest.mark.django_db


def new(patient: Patient) -> str:
    return reverse("visits:record", args=[patient.uuid])


def amend(visit: Visit) -> str:
    return reverse("visits:amend", args=[visit.uuid])


@pytest.fixture
def last_month(ada: Patient, rossi: User, today: date) -> Visit:
    return record_visit(
        patient=ada,
        by=rossi,
        visited_on=today - timedelta(days=30),
        physician_global_cm=Decimal("5.4"),
        muscle_strength=Decimal(70),
        muscle_instrument="mmt8_right",
        haq=Decimal("1.5"),
        note="Rash fading.",
        laboratory=[LabValue("ck", Decimal("12"), "ukat/L", Decimal("3.2")), ck()][:1],
    )


class TestWhoMayNot:
    def test_a_colleague_of_another_centre_gets_404_for_either_page(
        self, client: Client, neri: User, ada: Patient, last_month: Visit
    ) -> None:
        let_in(client, neri)
        assert client.get(new(ada)).status_code == 404
        assert client.post(new(ada), typed()).status_code == 404
        assert client.get(amend(last_month)).status_code == 404
        assert client.post(amend(last_month), typed()).status_code == 404
        assert ada.visits.count() == 1

    def test_a_reviewer_gets_403_and_learns_nothing(
        self, client: Client, greco: User, ada: Patient, last_month: Visit
    ) -> None:
        let_in(client, greco)
        for address in (new(ada), amend(last_month)):
            response = client.get(address)
            assert response.status_code == 403
            assert "P-001" not in response.content.decode()

    def test_an_unknown_visit_is_404(self, at_desk: Client) -> None:
        unknown = "00000000-0000-4000-8000-000000000000"
        assert at_desk.get(reverse("visits:amend", args=[unknown])).status_code == 404
        assert at_desk.get(reverse("visits:record", args=[unknown])).status_code == 404


class TestRecording:
    def test_something_refused_keeps_everything_typed_and_saves_nothing(
        self, at_desk: Client, ada: Patient
    ) -> None:
        entries = typed(
            physician_global_cm="72",
            patient_global_cm="3,6",
            has_fever="no",
            note="Cough <b>",
            ck_value="<5",
            ck_uln="0",
            ldh_value="300",
        )
        page = at_desk.post(new(ada), entries).content.decode()
        assert not ada.visits.exists()
        assert "72 is outside 0-10 cm." in page
        assert "a bound cannot be scored" in page
        assert "The upper limit must be above 0." in page
        assert entries.items() <= entries_on(page).items()
        assert "Cough &lt;b&gt;" in page

    def test_text_in_a_number_names_what_to_write(self, at_desk: Client, ada: Patient) -> None:
        page = at_desk.post(new(ada), typed(haq="much")).content.decode()
        assert "Write a number, for example 3.5." in page
        assert 'id="id_haq" value="much"' in page
        assert not ada.visits.exists()

    def test_a_saved_visit_leads_to_the_patient(self, at_desk: Client, ada: Patient) -> None:
        response = at_desk.post(new(ada), typed(physician_global_cm="3,6", crp_value="<5"))
        assert response.status_code == 302
        assert response["Location"] == reverse("dashboard:patient", args=[ada.uuid])
        visit = ada.visits.get()
        assert visit.physician_global_cm == Decimal("3.6")
        assert visit.haq is None
        assert visit.laboratory.get().comparator == "<"

    def test_a_visit_with_nothing_but_its_day_is_kept_when_that_is_confirmed(
        self, at_desk: Client, ada: Patient, today: date
    ) -> None:
        at_desk.post(new(ada), typed() | {"day_alone_on": today.isoformat()})
        visit = ada.visits.get()
        assert visit.has_fever is None
        assert not visit.laboratory.exists()

    def test_a_second_visit_on_the_day_is_asked_about_and_nothing_is_lost(
        self, at_desk: Client, ada: Patient, today: date
    ) -> None:
        at_desk.post(new(ada), typed(haq="1"))
        first = ada.visits.get()
        page = at_desk.post(new(ada), typed(haq="2,5")).content.decode()
        assert "Is this the same visit?" in page
        assert f'formaction="{amend(first)}" name="typed_over"' in page
        assert f'name="another_visit_on" value="{today.isoformat()}"' in page
        assert 'id="id_haq" value="2,5"' in page
        assert ada.visits.count() == 1

    def test_a_second_visit_on_the_day_is_kept_when_it_is_another_one(
        self, at_desk: Client, ada: Patient, today: date
    ) -> None:
        at_desk.post(new(ada), typed(haq="1"))
        at_desk.post(new(ada), typed(haq="2") | {"another_visit_on": today.isoformat()})
        assert sorted(ada.visits.values_list("haq", flat=True)) == [1, 2]

    def test_the_empty_form_shows_last_time_and_leaves_the_findings_open(
        self, at_desk: Client, ada: Patient, last_month: Visit
    ) -> None:
        response = at_desk.get(new(ada))
        page = response.content.decode()
        assert response.context["globals"][0].last_text == "5.4"
        assert 'id="id_physician_global_cm" value=""' in page
        assert '<option value="mmt8_right" selected>' in page
        enzyme = response.context["enzymes"][0]
        assert (enzyme.last_text, enzyme.limit_text) == ("12", "3.2")
        assert enzyme.is_limit_from_last
        assert '<option value="ukat/L" data-factor="60" selected>' in page
        assert 'id="id_ck-value" value=""' in page

    def test_a_name_stands_nowhere_in_the_form(self, at_desk: Client, ada: Patient) -> None:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = at_desk.get(new(ada)).content.decode()
        assert "Bianchi" not in page
        assert not any("registry_identity" in query["sql"] for query in asked)


class TestAmending:
    def test_the_form_opens_with_the_visits_own_findings(
        self, at_desk: Client, last_month: Visit
    ) -> None:
        page = at_desk.get(amend(last_month)).content.decode()
        assert 'id="id_physician_global_cm" value="5.4"' in page
        assert 'id="id_patient_global_cm" value=""' in page
        assert 'id="id_ck-value" value="12"' in page
        assert 'name="version" value="1"' in page
        assert "Rash fading." in page

    def test_without_a_reason_nothing_changes(self, at_desk: Client, last_month: Visit) -> None:
        entries = typed(last_month.visited_on, haq="2") | {"version": "1", "reason": ""}
        page = at_desk.post(amend(last_month), entries).content.decode()
        assert 'id="id_reason_error"' in page
        last_month.refresh_from_db()
        assert last_month.haq == Decimal("1.5")

    def test_with_a_reason_the_visit_is_replaced_by_what_is_typed(
        self, at_desk: Client, last_month: Visit
    ) -> None:
        entries = typed(last_month.visited_on, haq="2") | {"version": "1", "reason": "Slip"}
        response = at_desk.post(amend(last_month), entries)
        assert response.status_code == 302
        last_month.refresh_from_db()
        assert (last_month.haq, last_month.version) == (Decimal(2), 2)
        assert last_month.physician_global_cm is None
        assert not last_month.laboratory.exists()

    def test_an_untouched_form_saves_the_visit_as_it_was(
        self, at_desk: Client, last_month: Visit
    ) -> None:
        response = at_desk.get(amend(last_month))
        form = response.context["form"]
        entries = {field.html_name: field.value() or "" for field in form} | {
            row[name].html_name: row[name].value() or ""
            for row in form.rows.values()
            for name in row.fields
        }
        at_desk.post(amend(last_month), entries | {"version": "1", "reason": "Looked again"})
        amended = Visit.objects.get(pk=last_month.pk)
        assert amended.version == 2
        for name in ("physician_global_cm", "haq", "muscle_strength", "has_fever", "note"):
            assert getattr(amended, name) == getattr(last_month, name)
        assert amended.laboratory.get().uln == Decimal("3.2")

    def test_somebody_elses_amendment_stands_beside_what_was_typed(
        self, at_desk: Client, verdi: User, last_month: Visit
    ) -> None:
        amend_visit(
            visit=last_month,
            by=verdi,
            reason="Slip",
            version=1,
            physician_global_cm=Decimal("4.8"),
            haq=Decimal(2),
            laboratory=[ck("500")],
        )
        entries = typed(last_month.visited_on, haq="2", physician_global_cm="6,1", note="Mine")
        response = at_desk.post(amend(last_month), entries | {"version": "1", "reason": "Mine"})
        page = response.content.decode()
        assert response.status_code == 409
        assert 'value="6,1"' in page
        assert "Saved meanwhile: <strong>4.8</strong>" in page
        assert "Saved meanwhile: <strong>500 U/L, upper limit 190</strong>" in page
        differing = {"physician_global_cm", "ck", "note", "muscle_strength", "muscle_instrument"}
        assert set(response.context["newer"]) == differing  # not haq: both typed 2
        assert 'name="version" value="2"' in page
        assert Visit.objects.get(pk=last_month.pk).physician_global_cm == Decimal("4.8")

    def test_what_was_saved_meanwhile_is_named_in_the_printed_unit(
        self, at_desk: Client, verdi: User, last_month: Visit
    ) -> None:
        ferritin = LabValue("ferritin", Decimal(900), "ug/L")
        amend_visit(visit=last_month, by=verdi, reason="Slip", version=1, laboratory=[ferritin])
        entries = typed(last_month.visited_on, haq="1") | {"version": "1", "reason": "Mine"}
        page = at_desk.post(amend(last_month), entries).content.decode()
        assert "Saved meanwhile: <strong>900 µg/L</strong>" in page

    def test_after_the_conflict_the_second_save_goes_through(
        self, at_desk: Client, verdi: User, last_month: Visit
    ) -> None:
        amend_visit(visit=last_month, by=verdi, reason="Slip", version=1, haq=Decimal(2))
        entries = typed(last_month.visited_on, haq="1") | {"reason": "Mine"}
        assert at_desk.post(amend(last_month), entries | {"version": "1"}).status_code == 409
        assert at_desk.post(amend(last_month), entries | {"version": "2"}).status_code == 302
        assert Visit.objects.get(pk=last_month.pk).haq == 1


class TestHowOftenTheDatabaseIsAsked:
    """Session and user aside, whatever the number of visits."""

    def _fill(self, patient: Patient, by: User, visits: int, today: date) -> None:
        for number in range(visits):
            day = today - timedelta(days=number + 1)
            record_visit(patient=patient, by=by, visited_on=day, laboratory=[ck()])

    @pytest.mark.parametrize("visits", [1, 12])
    def test_the_empty_form(
        self,
        at_desk: Client,
        ada: Patient,
        rossi: User,
        anakinra: TreatmentCourse,
        today: date,
        visits: int,
    ) -> None:
        self._fill(ada, rossi, visits, today)
        with CaptureQueriesContext(connection) as asked:
            at_desk.get(new(ada))
        # session, user, memberships; patient, visits, results, courses, doses, antibodies
        assert len(asked) == 9

    @pytest.mark.parametrize("visits", [1, 12])
    def test_a_saved_visit(
        self,
        at_desk: Client,
        ada: Patient,
        rossi: User,
        anakinra: TreatmentCourse,
        today: date,
        visits: int,
    ) -> None:
        self._fill(ada, rossi, visits, today)
        with CaptureQueriesContext(connection) as asked:
            at_desk.post(new(ada), typed(haq="1", ck_value="200"))
        # session, user, memberships, patient; index courses, whose baseline it could be;
        # savepoint, score due (read under its lock, raised), day taken?, visit, results (with a
        # savepoint of their own), release
        assert len(asked) == 15
