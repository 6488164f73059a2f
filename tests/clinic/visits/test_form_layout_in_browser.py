"""The visit form in a browser: sizes, schemes, and a session that is over."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from clinic.registry.models import Patient

# What a page looks like depends on no engine; beside SQLite the rounds take equally long.
pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


def test_when_the_session_is_over_no_login_page_stands_where_the_score_was(form: Page) -> None:
    form.context.clear_cookies()
    form.locator("#id_haq").fill("1")
    expect(form.locator("#score-panel")).to_contain_text("You are signed out")
    expect(form.locator("#score-panel input")).to_have_count(0)
    expect(form.locator("#id_haq")).to_have_value("1")


def test_a_score_that_fails_is_said_to_be_unavailable_after_a_second_try(form: Page) -> None:
    asked = []

    def fail(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=500)

    form.route("**/score-panel/", fail)
    form.locator("#id_haq").fill("1")
    expect(form.locator("#score-panel")).to_contain_text("cannot be computed just now")
    assert len(asked) == 2


def test_on_a_tablet_the_score_is_a_bar_at_the_bottom(form: Page) -> None:
    form.set_viewport_size({"width": 820, "height": 1180})
    side = form.locator(".score-side")
    box = side.bounding_box()
    assert box
    assert box["y"] + box["height"] == 1180
    assert box["height"] < 160
    expect(form.locator(".panel-detail")).to_be_hidden()
    form.locator(".panel-toggle").click()
    expect(form.locator(".panel-detail")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 820, 1440])
def test_nothing_runs_over_the_side_of_the_page(form: Page, width: int) -> None:
    form.set_viewport_size({"width": width, "height": 900})
    assert form.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_breaks_no_rule_of_accessibility(
    form: Page, ada: Patient, scheme: Literal["light", "dark"]
) -> None:
    form.emulate_media(color_scheme=scheme)
    form.locator("#id_haq").fill("7")
    form.locator("#save-visit").click()
    expect(form.locator("#id_haq_error")).to_be_visible()
    expect(form.locator(".panel-refused")).to_be_visible()
    found = Axe().run(form).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []


def test_neither_does_a_question(form: Page) -> None:
    form.locator("#save-visit").click()
    expect(form.locator(".notice.question")).to_be_visible()
    found = Axe().run(form).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in found] == []
