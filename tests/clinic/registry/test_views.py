"""What a person meets who looks for, registers or corrects a patient."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.accounts.models import Centre, Membership, User
from clinic.accounts.roles import Role
from clinic.audit.models import AuditEvent
from clinic.registry.models import Patient
from clinic.registry.services import PatientFacts, register_patient
from clinic.registry.views import PAGE_LENGTH
from clinic.visits.services import record_visit
from tests.clinic.registry.typing import antibody, registration
from tests.entries import entries_on
from tests.people import let_in

pytestmark = pytest.mark.django_db

LIST = "/patients/"
NEW = "/patients/new/"


def correct(patient: Patient) -> str:
    return reverse("registry:correct", args=[patient.uuid])


class TestWhoMayNot:
    def test_a_reviewer_sees_no_name_and_registers_nobody(
        self, client: Client, greco: User, ada: Patient
    ) -> None:
        let_in(client, greco)
        for address in (LIST, NEW, correct(ada)):
            response = client.get(address)
            assert response.status_code == 403
            assert "Bianchi" not in response.content.decode()
        assert client.post(NEW, registration()).status_code == 403
        assert Patient.objects.count() == 1

    def test_another_centres_patient_is_not_listed_and_not_corrected(
        self, client: Client, neri: User, ada: Patient
    ) -> None:
        let_in(client, neri)
        assert "Bianchi" not in client.get(LIST).content.decode()
        assert "P-001" not in client.post(LIST, {"q": "Bianchi"}).content.decode()
        assert client.get(correct(ada)).status_code == 404
        assert client.post(correct(ada), registration()).status_code == 404


class TestTheList:
    def test_an_empty_registry_says_how_to_begin(self, at_desk: Client) -> None:
        assert "Nobody is registered yet" in at_desk.get(LIST).content.decode()

    def test_a_search_without_a_find_says_so(self, at_desk: Client, ada: Patient) -> None:
        page = at_desk.post(LIST, {"q": "Nobody <b>"}).content.decode()
        assert "Nobody here has that code or name" in page
        assert "Nobody &lt;b&gt;" in page

    def test_a_patient_is_listed_with_name_and_antibody(
        self, at_desk: Client, ada: Patient
    ) -> None:
        page = at_desk.post(LIST, {"q": "bianchi"}).content.decode()
        assert "Bianchi, Ada" in page
        assert "anti-Jo1" in page
        assert reverse("dashboard:patient", args=[ada.uuid]) in page

    def test_a_name_in_the_address_searches_for_nobody_and_is_not_repeated(
        self, at_desk: Client, ada: Patient
    ) -> None:
        """A name has no business in histories and proxies' logs, nor in links made of it."""
        page = at_desk.get(LIST, {"q": "Gallo"}).content.decode()
        assert "P-001" in page
        assert "Gallo" not in page

    @pytest.mark.parametrize("search", ["", "p-"])
    def test_no_address_on_the_page_repeats_the_search(
        self, at_desk: Client, rossi: User, milan: Centre, search: str
    ) -> None:
        for number in range(PAGE_LENGTH + 1):
            facts = PatientFacts(f"P-1{number:02d}", date(1980, 1, 1), "male")
            names = {"family_name": "Gallo", "given_name": f"G{number}"}
            register_patient(by=rossi, centre=milan, facts=facts, identity=names)
        page = at_desk.post(LIST, {"q": search}).content.decode()
        assert "Page 1 of 2" in page
        assert not re.search(r'(href|action|hx-\w+)="[^"]*\?', page)
        assert len(re.findall('method="get"', page)) == (0 if search else 1)

    def test_a_long_list_has_pages_and_asks_the_database_as_often(
        self, at_desk: Client, rossi: User, milan: Centre, ada: Patient
    ) -> None:
        with CaptureQueriesContext(connection) as asked_for_one:
            at_desk.post(LIST, {"q": "p-"})
        for number in range(PAGE_LENGTH):
            facts = PatientFacts(f"P-1{number:02d}", date(1980, 1, 1), "male")
            names = {"family_name": "Gallo", "given_name": f"G{number}"}
            register_patient(by=rossi, centre=milan, facts=facts, identity=names)
        with CaptureQueriesContext(connection) as asked_for_many:
            first = at_desk.post(LIST, {"q": "p-"}).content.decode()
        assert len(asked_for_many) == len(asked_for_one)
        assert "Page 1 of 2" in first
        last = at_desk.post(LIST, {"q": "p-", "page": "2"}).content.decode()
        assert f"P-1{PAGE_LENGTH - 1:02d}" in last
        assert "P-001" not in last

    def test_without_a_search_the_pages_have_addresses(self, at_desk: Client, ada: Patient) -> None:
        assert "P-001" in at_desk.get(LIST, {"page": "1"}).content.decode()


class TestRegistering:
    @pytest.mark.parametrize(
        ("entries", "message"),
        [
            ({"family_name": ""}, "This field is required."),
            ({"code": "P-001"}, "P-001 is taken by another patient."),
            ({"code": "p-001"}, "p-001 is taken by another patient."),
            ({"code": "P-001\u200b", "sex": ""}, "Use letters A to Z, digits, and the signs"),
            ({"date_of_birth": "2999-01-01"}, "This day is in the future."),
            ({"date_of_birth": "1880-01-01"}, "This day is more than 120 years ago."),
            ({"date_of_birth": "31.01.1980"}, "Enter a valid date."),
            ({"sex": ""}, "This field is required."),
            (antibody(0, "", "yes"), "Which antibody?"),
            (antibody(1, "", "", method="elisa"), "Which antibody?"),
            (antibody(0, "", "", tested_on="2020-01-01"), "Which antibody?"),
            (antibody(0, "jo1", ""), "Positive or negative?"),
            (antibody(0, "jo1", "yes", tested_on="1979-01-01"), "before the patient"),
            (antibody(0, "jo1", "yes", tested_on="2999-01-01"), "This day is in the future."),
            ({"rash_since": "2020-01-01"}, "Tick the manifestation, or clear its date."),
            ({"rash": "on", "rash_since": "1979-01-01"}, "before the patient"),
            ({"rash": "on", "rash_since": "2999-01-01"}, "This day is in the future."),
        ],
    )
    def test_bad_input_is_named_at_its_field_and_nothing_is_saved(
        self, at_desk: Client, ada: Patient, entries: dict[str, str], message: str
    ) -> None:
        sent = registration(**entries)
        response = at_desk.post(NEW, sent)
        page = response.content.decode()
        assert response.status_code == 200
        assert message in page
        assert 'aria-invalid="true"' in page
        assert sent.items() <= entries_on(page).items()
        assert Patient.objects.count() == 1

    def test_everything_typed_is_kept_when_something_is_refused(
        self, at_desk: Client, ada: Patient
    ) -> None:
        entries = antibody(2, "pl7", "no", method="immunoblot", tested_on="2020-05-06")
        sent = registration(sex="", ild="on", ild_since="2020-03-01", **entries)
        page = at_desk.post(NEW, sent).content.decode()
        assert sent.items() <= entries_on(page).items()

    def test_a_taken_code_comes_with_the_next_free_one(self, at_desk: Client, ada: Patient) -> None:
        page = at_desk.post(NEW, registration(code="P-001", sex="")).content.decode()
        assert "The next free code is P-002." in page

    def test_the_next_free_code_is_proposed(self, at_desk: Client, ada: Patient) -> None:
        assert 'value="P-002"' in at_desk.get(NEW).content.decode()

    def test_a_patient_is_registered_with_everything_typed(
        self, at_desk: Client, milan: Centre
    ) -> None:
        entries = antibody(0, "pl7", "yes", method="elisa", tested_on="2020-05-06")
        entries |= antibody(2, "jo1", "no")
        response = at_desk.post(
            NEW, registration(ild="on", ild_since="2020-03-01", rash="on", **entries)
        )
        patient = Patient.objects.get()
        assert response["Location"] == reverse("dashboard:patient", args=[patient.uuid])
        assert (patient.code, patient.centre, patient.sex) == ("P-002", milan, "female")
        assert str(patient.identity) == "Müller, Luisa"
        assert patient.identity.tax_code is None
        results = patient.antibodies.values_list("antibody", "is_positive", "method", "tested_on")
        assert set(results) == {
            ("pl7", True, "elisa", date(2020, 5, 6)),
            ("jo1", False, None, None),
        }
        kinds = patient.manifestations.values_list("kind", "since")
        assert set(kinds) == {("ild", date(2020, 3, 1)), ("rash", None)}

    def test_who_works_at_two_centres_chooses_one(
        self, at_desk: Client, rossi: User, turin: Centre
    ) -> None:
        Membership.objects.create(user=rossi, centre=turin, role=Role.CLINICIAN)
        assert "Turin" in at_desk.get(NEW).content.decode()
        at_desk.post(NEW, registration(centre=str(turin.pk)))
        assert Patient.objects.get().centre == turin

    def test_a_centre_where_one_may_not_register_is_no_choice(
        self, at_desk: Client, rossi: User, milan: Centre, turin: Centre
    ) -> None:
        Membership.objects.create(user=rossi, centre=turin, role=Role.REVIEWER)
        at_desk.post(NEW, registration(centre=str(turin.pk)))
        assert Patient.objects.get().centre == milan


class TestInclusion:
    def words(self, client: Client, **entries: str) -> str:
        response = client.post(reverse("registry:inclusion"), registration(**entries))
        return " ".join(response.content.decode().split())

    def test_nothing_typed_yet_cannot_be_evaluated(self, at_desk: Client) -> None:
        assert "Cannot be evaluated yet" in self.words(at_desk)

    def test_fever_and_rash_do_not_count(self, at_desk: Client) -> None:
        words = self.words(
            at_desk, fever="on", rash="on", **antibody(0, "jo1", "yes", method="elisa")
        )
        assert "Does not meet the rule" in words
        assert "none of the six" in words

    def test_the_rule_is_met_and_explained(self, at_desk: Client) -> None:
        entries = antibody(0, "jo1", "yes", method="elisa")
        words = self.words(at_desk, ild="on", myositis="on", **entries)
        assert "Meets the rule" in words
        assert "Positive by ELISA: anti-Jo1" in words
        assert "Interstitial lung disease, Myositis" in words


class TestCorrecting:
    def entries(self, desk: Client, patient: Patient, **changes: str) -> dict[str, str]:
        """The page as it opens, with these changes."""
        opened = entries_on(desk.get(correct(patient)).content.decode())
        return opened | {"reason": "Read again"} | changes

    def test_the_page_opens_with_what_is_registered(self, at_desk: Client, ada: Patient) -> None:
        page = at_desk.get(correct(ada)).content.decode()
        assert 'value="Bianchi"' in page
        assert 'value="1970-05-01"' in page
        assert 'value="2020-03-01"' in page
        assert '<option value="elisa" selected>' in page

    def test_without_a_reason_nothing_changes(self, at_desk: Client, ada: Patient) -> None:
        page = at_desk.post(
            correct(ada), self.entries(at_desk, ada, reason="", sex="male")
        ).content.decode()
        assert 'id="id_reason_error"' in page
        ada.refresh_from_db()
        assert ada.sex == "female"

    def test_a_birth_after_a_visit_is_refused_at_its_field(
        self, at_desk: Client, ada: Patient, rossi: User, today: date
    ) -> None:
        record_visit(patient=ada, by=rossi, visited_on=today - timedelta(days=5))
        born = (today - timedelta(days=1)).isoformat()
        changes = {"date_of_birth": born, "ild_since": ""}
        page = at_desk.post(correct(ada), self.entries(at_desk, ada, **changes)).content.decode()
        assert "is before this day" in page
        assert ada.visits.count() == 1
        ada.refresh_from_db()
        assert ada.date_of_birth == date(1970, 5, 1)

    def test_names_and_findings_are_corrected_with_the_reason(
        self, at_desk: Client, ada: Patient
    ) -> None:
        changes = {"family_name": "Bianchini", "myositis": "", "rash": "on"}
        at_desk.post(correct(ada), self.entries(at_desk, ada, **changes))
        ada = Patient.objects.get(pk=ada.pk)
        assert ada.identity.family_name == "Bianchini"
        assert set(ada.manifestations.values_list("kind", flat=True)) == {"ild", "rash"}
        assert ada.antibodies.count() == 1
        row = AuditEvent.objects.get(table="registry_identity", operation="update")
        assert (row.reason, row.actor) == ("Read again", "rossi")

    def test_a_patient_keeps_her_own_code(self, at_desk: Client, ada: Patient) -> None:
        assert (
            at_desk.post(correct(ada), self.entries(at_desk, ada, sex="other")).status_code == 302
        )
        ada.refresh_from_db()
        assert ada.sex == "other"
