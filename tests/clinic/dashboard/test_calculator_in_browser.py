"""The calculator in a browser: live score, errors at the field, keys, widths, a session's end."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from clinic.accounts.models import User
from tests.browser import SignIn
from tests.clinic.dashboard.test_calculator import TYPED
from tests.clinic.dashboard.test_pages_in_browser import SCHEMES, faults, fits

pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]
WIDTHS = (1440, 1281, 1280, 1024, 820, 761, 760, 390, 320)


@pytest.fixture
def calculator(page: Page, sign_in: SignIn, rossi: User) -> Page:
    sign_in(page, rossi)
    page.goto(reverse("dashboard:calculator"))
    return page


def fill(page: Page, **changes: str) -> None:
    typed = TYPED | {name.replace("__", "-"): text for name, text in changes.items()}
    for name, text in typed.items():
        if name not in ("population", "instrument", "followed"):
            page.locator(f"[name='{name}']").fill(text)


def test_an_error_stands_at_its_field_and_leaves_with_its_cause(calculator: Page) -> None:
    fill(calculator, followup__haq="3.5")
    haq = calculator.get_by_label("HAQ-DI, follow-up")
    expect(calculator.locator("#id_followup-haq_error")).to_have_text("3.5 is outside 0-3.")
    expect(haq).to_have_attribute("aria-invalid", "true")
    expect(calculator.locator(".panel-score")).to_have_text("52.5–62.5")
    haq.fill("1")
    expect(calculator.locator(".panel-score")).to_have_text("60.0")
    expect(haq).not_to_have_attribute("aria-invalid", "true")
    expect(calculator.locator(".errorlist li")).to_have_count(0)


def test_the_numbers_are_typed_by_keyboard_alone(calculator: Page) -> None:
    expect(calculator.get_by_label("Physician, baseline")).to_be_focused()
    for text in ["6.4", "3.1", "5", "3", "4.2", "1.9", "118", "133", "1.75", "1"]:
        calculator.keyboard.type(text)
        calculator.keyboard.press("Enter")
    expect(calculator.get_by_label("CK, baseline")).to_be_focused()
    for text in ["1800", "180", "900"]:
        calculator.keyboard.type(text)
        calculator.keyboard.press("Enter")
    expect(calculator.locator(".panel-score")).to_have_text("60.0")
    expect(calculator.locator("[data-enzyme='ck'] .followed")).to_be_visible()
    expect(calculator.locator("[data-enzyme='ldh'] .followed")).to_be_hidden()


def test_adult_or_juvenile_decides_at_once(calculator: Page) -> None:
    fill(calculator)
    expect(calculator.locator(".panel-category")).to_contain_text("Major")
    calculator.get_by_text("Juvenile", exact=True).click()
    expect(calculator.locator(".panel-category")).to_contain_text("Moderate")


def test_the_explanation_follows_what_is_typed(calculator: Page) -> None:
    expect(calculator.locator(".explanation")).to_have_count(0)
    fill(calculator)
    row = calculator.locator(".worksheet tr", has_text="HAQ-DI")
    expect(row.locator(".hit strong")).to_have_text("7.5")
    calculator.get_by_label("HAQ-DI, follow-up").fill("0")
    expect(row.locator(".hit strong")).to_have_text("10")


def test_when_the_session_ends_what_was_typed_stays(calculator: Page, rossi: User) -> None:
    fill(calculator)
    expect(calculator.locator(".panel-score")).to_have_text("60.0")
    calculator.context.clear_cookies()
    calculator.get_by_label("HAQ-DI, follow-up").fill("2")
    expect(calculator.locator("#calculator-score .notice")).to_contain_text("not affected")
    expect(calculator.get_by_label("HAQ-DI, follow-up")).to_have_value("2")
    expect(calculator.get_by_label("CK, baseline", exact=True)).to_have_value("1800")


def test_clearing_empties_the_page(calculator: Page) -> None:
    fill(calculator)
    expect(calculator.locator(".panel-score")).to_have_text("60.0")
    calculator.get_by_role("link", name="Clear").click()
    expect(calculator.get_by_text("No score yet")).to_be_visible()
    expect(calculator.get_by_label("CK, baseline", exact=True)).to_have_value("")


def test_the_printed_page_holds_numbers_and_score_and_no_buttons(calculator: Page) -> None:
    fill(calculator)
    expect(calculator.locator(".panel-score")).to_have_text("60.0")
    calculator.emulate_media(media="print")
    expect(calculator.locator(".explanation .big")).to_have_text("60.0")
    expect(calculator.get_by_label("CK, baseline", exact=True)).to_be_visible()
    for gone in (".sidebar", "#print-page", "#clear-page"):
        expect(calculator.locator(gone)).to_be_hidden()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_keeps_the_rules_of_accessibility_and_fits(calculator: Page, scheme: str) -> None:
    calculator.emulate_media(color_scheme=scheme)
    assert faults(calculator) == []
    fill(calculator, baseline__haq="4")
    expect(calculator.locator(".panel-score")).to_be_visible()
    for width in WIDTHS:
        calculator.set_viewport_size({"width": width, "height": 900})
        assert fits(calculator), width
    for width in (1440, 820, 390):
        calculator.set_viewport_size({"width": width, "height": 900})
        assert faults(calculator) == [], width


def test_without_a_script_the_form_is_sent_whole(rossi: User) -> None:
    client = Client()
    client.force_login(rossi)
    page = client.get(reverse("dashboard:calculator")).content.decode()
    assert '<noscript><button class="button primary">' in page
