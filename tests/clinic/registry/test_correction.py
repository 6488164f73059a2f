"""What two people meet who correct one patient at the same time."""

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from clinic.accounts.models import User
from clinic.registry.models import Patient
from clinic.registry.services import correct_registration
from tests.clinic.registry.test_services import ADA, ADAS_NAMES
from tests.clinic.registry.typing import antibody
from tests.entries import entries_on

pytestmark = pytest.mark.django_db

EARLIER, BORN, TESTED_ON = date(1970, 1, 5), date(1970, 5, 1), date(2020, 5, 6)


def address(patient: Patient) -> str:
    return reverse("registry:correct", args=[patient.uuid])


def opened(desk: Client, patient: Patient, **typed: str) -> dict[str, str]:
    """The form as it is opened now, with these entries."""
    entries = entries_on(desk.get(address(patient)).content.decode())
    return entries | {"reason": "The number was a slip", "hospital_number": "H-78"} | typed


@pytest.fixture
def old_page(at_desk: Client, ada: Patient) -> dict[str, str]:
    return opened(at_desk, ada, sex="other")


def correct_everything_else(patient: Patient, by: User) -> None:
    """What somebody else corrects meanwhile."""
    pl7 = {"antibody": "pl7", "is_positive": False, "method": "elisa", "tested_on": TESTED_ON}
    facts = replace(
        ADA,
        date_of_birth=EARLIER,
        antibodies=[*ADA.antibodies, pl7],
        manifestations=[{"kind": "ild", "since": date(2020, 3, 1)}, {"kind": "rash"}],
    )
    names = ADAS_NAMES | {"family_name": "Bianchini"}
    correct_registration(patient=patient, by=by, reason="Read again", facts=facts, identity=names)


def stored(patient: Patient) -> tuple[object, ...]:
    found = Patient.objects.get(pk=patient.pk)
    antibodies = found.antibodies.values_list("antibody", flat=True)
    kinds = found.manifestations.values_list("kind", flat=True)
    names = found.identity.family_name, found.identity.hospital_number
    return found.date_of_birth, found.sex, *names, set(antibodies), set(kinds)


def row(label: str, saved: str, typed: str) -> str:
    return f'<th scope="row">{label}</th><td>{saved}</td><td>{typed}</td>'


class TestByTwoPeople:
    def test_nothing_of_a_newer_correction_is_overwritten(
        self, at_desk: Client, rossi: User, ada: Patient, old_page: dict[str, str]
    ) -> None:
        correct_everything_else(ada, rossi)
        newer = stored(ada)
        assert at_desk.post(address(ada), old_page).status_code == 409
        assert stored(ada) == newer
        assert newer == (EARLIER, "female", "Bianchini", "H-77", {"jo1", "pl7"}, {"ild", "rash"})

    def test_both_versions_stand_beside_each_other(
        self, at_desk: Client, rossi: User, ada: Patient, old_page: dict[str, str]
    ) -> None:
        correct_everything_else(ada, rossi)
        page = at_desk.post(address(ada), old_page).content.decode()
        assert "Somebody corrected this while you were typing." in page
        short = [date_format(day, "SHORT_DATE_FORMAT") for day in (EARLIER, BORN, TESTED_ON)]
        for line in (
            row("Family name", "Bianchini", "Bianchi"),
            row("Hospital number", "H-77", "H-78"),
            row("Date of birth", short[0], short[1]),
            row("Sex", "Female", "Other"),
            row("anti-PL7", f"negative, ELISA, {short[2]}", "not recorded"),
            row("Myositis", "not recorded", "present"),
            row("Rash", "present", "not recorded"),
        ):
            assert line in page
        assert page.count('<th scope="row">') == 7
        typed = old_page.items() - {("opened_on", old_page["opened_on"])}
        sent = {(name, value) for name, value in typed if name != "csrfmiddlewaretoken"}
        assert sent <= entries_on(page).items()

    def test_whoever_has_seen_both_may_save(
        self, at_desk: Client, rossi: User, ada: Patient, old_page: dict[str, str]
    ) -> None:
        correct_everything_else(ada, rossi)
        typed = entries_on(at_desk.post(address(ada), old_page).content.decode())
        typed |= {"family_name": "Bianchini", "date_of_birth": EARLIER.isoformat()}
        assert at_desk.post(address(ada), typed).status_code == 302
        assert stored(ada) == (EARLIER, "other", "Bianchini", "H-78", {"jo1"}, {"ild", "myositis"})

    @pytest.mark.parametrize(
        "changes",
        [
            {"tax_code": "BNCDAA70"},
            {"code": "P-101"},
            {"myositis_since": "2020-02-01"},
            antibody(0, "jo1", "yes", method="immunoblot"),
        ],
        ids=["identity", "registry", "manifestation", "antibody"],
    )
    def test_a_change_of_any_part_is_noticed(
        self, at_desk: Client, ada: Patient, old_page: dict[str, str], changes: dict[str, str]
    ) -> None:
        newer = opened(at_desk, ada, **changes)
        assert at_desk.post(address(ada), newer).status_code == 302
        assert at_desk.post(address(ada), old_page).status_code == 409

    def test_the_same_correction_by_two_is_no_overwriting_but_said(
        self, at_desk: Client, ada: Patient, old_page: dict[str, str]
    ) -> None:
        assert at_desk.post(address(ada), old_page).status_code == 302
        page = at_desk.post(address(ada), old_page).content.decode()
        assert "to the same values as yours" in page

    def test_a_page_that_does_not_say_what_it_showed_saves_nothing(
        self, at_desk: Client, ada: Patient, old_page: dict[str, str]
    ) -> None:
        before = stored(ada)
        assert at_desk.post(address(ada), old_page | {"opened_on": ""}).status_code == 200
        assert stored(ada) == before
