"""The tools of the browser tests, tried on the pages everybody has."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from clinic.accounts.models import User
from tests.browser import SignIn, watch

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]


@pytest.mark.parametrize(
    ("breach", "told"),
    [
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        (
            "document.head.append(Object.assign(document.createElement('script'), {text: '1'}))",
            "Content Security Policy",
        ),
        ("setTimeout(() => { throw Error('a script failed') })", "a script failed"),
        ("fetch('http://localhost:9/').catch(() => {})", "http://localhost:9/"),
    ],
)
def test_a_page_that_breaks_the_rules_is_noticed(
    chromium: Browser, live_server: LiveServer, breach: str, told: str
) -> None:
    context = chromium.new_context(base_url=live_server.url)
    faults = watch(context, live_server.url)
    page = context.new_page()
    page.goto(reverse("account_login"))
    assert faults == []
    page.evaluate(f"() => {{ {breach} }}")
    page.wait_for_timeout(200)
    context.close()
    assert told in "".join(faults)


def test_nobody_is_signed_in_at_first(page: Page) -> None:
    page.goto("/")
    expect(page).to_have_url(f"{reverse('account_login')}?next=/")


def test_a_signed_in_person_stays_where_she_went(page: Page, sign_in: SignIn, rossi: User) -> None:
    sign_in(page, rossi)
    page.goto("/")
    assert page.evaluate("location.pathname") == "/"


def test_a_browser_test_sees_the_trail_of_its_own_writes_and_of_no_other_test(
    page: Page, rossi: User
) -> None:
    from clinic.audit.models import AuditEvent

    assert AuditEvent.objects.filter(table="accounts_user").count() == 1
