"""Registration and treatment in a browser: one obvious way from a new patient to anakinra."""

from datetime import date, timedelta
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page, expect

from clinic.accounts.models import User
from clinic.registry.models import Patient, TreatmentCourse
from tests.browser import SignIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(page: Page, sign_in: SignIn, rossi: User) -> Page:
    sign_in(page, rossi)
    return page


def faults(page: Page) -> list[tuple[str, list[str]]]:
    found = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found]


def test_a_patient_is_registered_while_the_inclusion_rule_explains_itself(desk: Page) -> None:
    desk.goto(reverse("registry:register"))
    expect(desk.locator(".inclusion-verdict")).to_have_text("Cannot be evaluated yet")
    desk.get_by_label("Family name").fill("Müller")
    desk.get_by_label("Given name").fill("Luisa")
    desk.get_by_label("Date of birth").fill("1980-01-31")
    desk.get_by_label("Sex").select_option("Female")
    desk.get_by_label("Antibody").first.select_option("anti-Jo1")
    desk.get_by_label("Result").first.select_option("positive")
    desk.get_by_label("Method").first.select_option("ELISA")
    desk.get_by_label("Myositis", exact=True).check()
    desk.get_by_label("Interstitial lung disease", exact=True).check()
    expect(desk.locator(".inclusion-verdict")).to_have_text("Meets the rule")
    desk.get_by_role("button", name="Register").click()
    desk.wait_for_url("**/patients/*-*/")
    patient = Patient.objects.get()
    assert patient.code == "P-001"
    assert patient.manifestations.count() == 2


def test_a_search_leaves_the_address_as_it_was_and_back_asks_for_nothing(
    desk: Page, ada: Patient
) -> None:
    desk.goto(reverse("registry:patients"))
    desk.get_by_label("Code or name").fill("bianchi")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("1 patient for “bianchi”")
    expect(desk).to_have_url(reverse("registry:patients"))
    expect(desk.get_by_label("Code or name")).to_be_focused()
    desk.get_by_role("link", name="P-001", exact=True).click()
    desk.wait_for_url(f"**{reverse('dashboard:patient', args=[ada.uuid])}")
    desk.go_back()
    expect(desk.get_by_role("heading", level=1)).to_have_text("1 patient")


def test_further_antibody_rows_are_added_and_saved(desk: Page) -> None:
    desk.goto(reverse("registry:register"))
    desk.get_by_role("button", name="Another test").click()
    expect(desk.locator(".antibody-row")).to_have_count(2)
    expect(desk.locator("#id_antibodies-1-antibody")).to_be_focused()
    desk.locator("#id_antibodies-1-antibody").select_option("pl7")
    desk.get_by_role("button", name="Register").click()
    expect(desk.locator("#id_antibodies-1-is_positive_error")).to_have_text("Positive or negative?")
    expect(desk.locator("#id_antibodies-1-antibody")).to_have_value("pl7")


def test_anakinra_is_started_from_what_the_page_offers(desk: Page, ada: Patient) -> None:
    desk.goto(reverse("registry:start_course", args=[ada.uuid]))
    desk.get_by_label("First dose").fill("100")
    desk.get_by_role("button", name="Save treatment").click()
    desk.wait_for_url(f"**{reverse('dashboard:patient', args=[ada.uuid])}")
    course = ada.courses.get()
    assert (course.drug, course.role, course.route) == ("anakinra", "index", "subcutaneous")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_break_no_rule_of_accessibility(
    desk: Page,
    ada: Patient,
    anakinra: TreatmentCourse,
    scheme: Literal["light", "dark"],
) -> None:
    desk.emulate_media(color_scheme=scheme)
    step = anakinra.doses.get()
    for address in (
        reverse("registry:patients"),
        reverse("registry:correct", args=[ada.uuid]),
        reverse("registry:start_course", args=[ada.uuid]),
        reverse("registry:change_dose", args=[anakinra.uuid]),
        reverse("registry:correct_dose", args=[anakinra.uuid, step.pk]),
        reverse("registry:withdraw_dose", args=[anakinra.uuid, step.pk]),
        reverse("registry:correct_course", args=[anakinra.uuid]),
        reverse("registry:withdraw_course", args=[anakinra.uuid]),
        reverse("registry:end_course", args=[anakinra.uuid]),
        reverse("visits:record_relapse", args=[ada.uuid]),
    ):
        desk.goto(address)
        assert faults(desk) == [], address


@pytest.mark.parametrize("width", [320, 820])
def test_nothing_runs_over_the_side_of_a_page(
    desk: Page, ada: Patient, anakinra: TreatmentCourse, width: int
) -> None:
    desk.set_viewport_size({"width": width, "height": 900})
    for address in (
        reverse("registry:patients"),
        reverse("registry:register"),
        reverse("registry:start_course", args=[ada.uuid]),
        reverse("registry:change_dose", args=[anakinra.uuid]),
        reverse("registry:correct_course", args=[anakinra.uuid]),
        reverse("registry:withdraw_dose", args=[anakinra.uuid, anakinra.doses.get().pk]),
        reverse("visits:record_relapse", args=[ada.uuid]),
    ):
        desk.goto(address)
        assert desk.evaluate("document.documentElement.scrollWidth") <= width, address


def test_what_will_be_after_a_new_dose_stands_there_while_it_is_typed(
    desk: Page, anakinra: TreatmentCourse, today: date
) -> None:
    desk.goto(reverse("registry:change_dose", args=[anakinra.uuid]))
    desk.get_by_label("From", exact=True).fill((today - timedelta(days=5)).isoformat())
    desk.get_by_label("Dose", exact=True).fill("200")
    after = desk.locator("[hx-get] .doses li")
    expect(after).to_have_count(2)
    expect(after.last).to_contain_text("goes on 200 mg a day new")
    desk.get_by_role("button", name="Save dose").click()
    desk.wait_for_url(f"**{reverse('dashboard:patient', args=[anakinra.patient.uuid])}")
    assert [step.dose_mg for step in anakinra.doses.all()] == [100, 200]
