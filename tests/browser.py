"""Headless Chromium against the live server. A page that breaks the browser's rules fails."""

import os
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from clinic.accounts.models import User
from tests.facilities import CHROMIUM_ARGUMENTS, chromium_path, unavailable
from tests.people import let_in

SignIn = Callable[[Page, User], None]

# Playwright runs its loop in this thread, and Django takes every query in it for an async one.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# A machine busy with both rounds is slow, not broken.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium."""
    path = chromium_path()
    if path is None:
        unavailable("Chromium is not installed (Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, chromium_sandbox=False, args=CHROMIUM_ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """An empty page whose addresses start at the live server.

    Fails the test for a breach of the Content-Security-Policy, an error in a script, or a
    request to another host.
    """
    context = chromium.new_context(
        base_url=live_server.url, viewport={"width": 1440, "height": 900}
    )
    context.set_default_timeout(PATIENCE_MS)
    faults = watch(context, live_server.url)
    page = context.new_page()
    yield page
    context.close()
    assert not faults, "\n".join(faults)


def watch(context: BrowserContext, home: str) -> list[str]:
    """The list to which every fault of the context's pages is added as it happens."""
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(f"script: {error.error}"))
    context.on("console", lambda message: faults.extend(_breach(message)))
    context.on("request", lambda request: faults.extend(_foreign(request.url, home)))
    return faults


@pytest.fixture
def sign_in(live_server: LiveServer) -> SignIn:
    """Signs a person in without the form; their second factor counts as shown."""

    def by_cookie(page: Page, user: User) -> None:
        client = Client()
        let_in(client, user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return by_cookie


def _breach(message: ConsoleMessage) -> list[str]:
    return [message.text] if "Content Security Policy" in message.text else []


def _foreign(url: str, home: str) -> list[str]:
    return [] if url.startswith((home, "data:", "blob:", "about:")) else [f"asked for {url}"]
