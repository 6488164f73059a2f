"""Two windows of a browser, and the worker of production behind them.

In one window a baseline is amended; the other, which nobody touches, goes from the old score to
none and then to the new one.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from clinic.accounts.models import User
from clinic.registry.models import Patient
from clinic.visits.models import Visit
from tests.broker.deaths import PATIENCE_SECONDS
from tests.browser import watch
from tests.people import let_in
from tests.scoring.findings import remission, see
from tests.stack import Stack

pytestmark = [pytest.mark.broker, pytest.mark.browser]

PATIENCE_MS = 1000 * PATIENCE_SECONDS


@pytest.fixture
def windows(chromium: Browser, stack: Stack, rossi: User) -> Iterator[BrowserContext]:
    """Dr Rossi's, signed in at the web server of the stack."""
    context = chromium.new_context(base_url=stack.home, viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    faults = watch(context, stack.home)
    client = Client()
    let_in(client, rossi)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": session.key, "value": session.value, "url": stack.home}])
    yield context
    context.close()
    assert not faults, "\n".join(faults)


@pytest.fixture
def followup(ada_at_baseline: Patient, rossi: User) -> Visit:
    """In remission on day 28: 100 points, computed."""
    return see(ada_at_baseline, rossi, 28, remission())


@pytest.mark.parametrize("watched", ["patient", "visit"])
def test_an_amended_baseline_reaches_the_window_that_nobody_touches(
    watched: str, stack: Stack, windows: BrowserContext, followup: Visit
) -> None:
    stack.start_web()
    patient = followup.patient
    window, other = windows.new_page(), windows.new_page()
    window.goto(
        f"/patients/{patient.uuid}/" if watched == "patient" else f"/visits/{followup.uuid}/"
    )
    score = score_in(window, watched)
    expect(score).to_contain_text("100")
    window.evaluate("window.sameDocument = true")

    baseline = patient.visits.order_by("visited_on")[0]
    amend_haq(other, baseline)  # no worker runs yet
    expect(window.get_by_text("Being recomputed").first).to_be_visible(timeout=PATIENCE_MS)
    expect(window.locator("main")).not_to_contain_text("Major")

    stack.start_worker()
    expect(score).to_contain_text("90", timeout=PATIENCE_MS)
    expect(window.get_by_text("Being recomputed")).to_have_count(0, timeout=PATIENCE_MS)
    assert window.evaluate("window.sameDocument"), "it was not loaded anew"


def score_in(window: Page, watched: str) -> Locator:
    if watched == "visit":
        return window.locator(".visit-score")
    return window.locator("table.visits tbody tr", has=window.locator(".chip")).first


def amend_haq(window: Page, baseline: Visit) -> None:
    """From 1.5, of which remission takes all, to next to nothing: 10 points less."""
    window.goto(f"/visits/{baseline.uuid}/amend/")
    window.locator("[name='haq']").fill("0.125")
    window.get_by_label("Reason").fill("The questionnaire was read again.")
    window.keyboard.press("Control+Enter")
    window.wait_for_url("**/patients/*-*/")
