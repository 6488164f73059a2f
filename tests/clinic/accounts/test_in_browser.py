"""The doors in Chromium: no breach of the rules, nothing clipped, nothing unreadable.

The page fixture fails each of these for a breach of the Content-Security-Policy.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from clinic.accounts.roles import Role
from tests.clinic.accounts.conftest import SECRET, carry_app, code_of
from tests.people import PASSWORD, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDTHS = (1440, 820, 320)


def look(page: Page) -> None:
    """In both schemes nothing is against the rules of accessibility; no width clips anything."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert over <= 0, f"{page.url} is {over} px wider than {width}"
    page.set_viewport_size({"width": 1440, "height": 900})


def test_a_clinician_comes_in_changes_her_password_and_leaves(page, rossi):
    page.goto("/account/")
    look(page)
    page.get_by_label("Username").fill("rossi")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("open no account")).to_be_visible()
    look(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="rossi")).to_be_visible()
    look(page)
    page.get_by_role("link", name="Change password").click()
    look(page)
    page.get_by_label("Current Password").fill(PASSWORD)
    page.get_by_label("New Password", exact=True).fill("boats pass under seven bridges")
    page.get_by_label("New Password (again)").fill("boats pass under seven bridges")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password is changed")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url("/sign-in/")


def test_an_exporter_sets_up_her_second_factor_and_makes_a_key(page, milan):
    make_person("romano", Role.EXPORTER, milan)
    page.goto("/sign-in/")
    page.get_by_label("Username").fill("romano")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    picture = page.get_by_alt_text("The secret below, as a picture")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    look(page)
    page.get_by_text("Without a camera").click()
    page.get_by_label("Authenticator code").fill(code_of(page.locator("code").inner_text()))
    page.get_by_role("button", name="Set up").click()
    expect(page.locator(".codes li")).to_have_count(10)
    look(page)
    page.goto("/account/recovery-codes/new/")
    look(page)
    page.goto("/account/")
    page.get_by_label("Program").fill("Statistics")
    page.get_by_role("button", name="Make a key").click()
    expect(page.locator(".new-key code")).to_contain_text("risposta_")
    look(page)
    page.goto("/account/second-factor/remove/")
    expect(page.get_by_text("cannot be removed")).to_be_visible()
    look(page)


def test_an_administrator_shows_her_code_and_changes_a_role(page, milan, rossi):
    carry_app(make_person("costa", Role.ADMINISTRATOR, milan))
    page.goto("/sign-in/")
    page.get_by_label("Username").fill("costa")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    look(page)
    page.get_by_label("Code").fill(code_of(SECRET))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    look(page)
    page.get_by_role("link", name="rossi").click()
    look(page)
    page.get_by_label("Role", exact=True).select_option("Centre lead")
    page.get_by_label("Reason").first.fill("leads the centre from today")
    page.get_by_role("button", name="Change role").click()
    expect(page.get_by_text("The role is changed")).to_be_visible()
    expect(page.get_by_label("Role", exact=True)).to_have_value("centre_lead")


def test_the_language_is_changed_on_the_way_in(page, rossi):
    page.goto("/sign-in/")
    page.get_by_role("button", name="Italiano").click()
    assert page.locator("html").get_attribute("lang") == "it"
    look(page)


def test_a_page_that_is_not_there_and_one_that_is_not_open(page, sign_in, rossi):
    sign_in(page, rossi)
    for path, said in (("/nowhere/", "There is no such page"), ("/people/", "not open to your")):
        page.goto(path)
        expect(page.get_by_role("heading")).to_contain_text(said)
        look(page)
