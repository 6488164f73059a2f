"""The pictures of the README: `python -m tests.pictures [ADDRESS]` beside a running `./run`.

Signs in to the demonstration as its clinician and puts dashboard, patient and visit form, light
and dark, into docs/pictures/. Nothing is saved: the visit is typed and left.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, sync_playwright

from tests.facilities import CHROMIUM_ARGUMENTS, chromium_path

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
ADDRESS = "http://127.0.0.1:8000"
CLINICIAN, PASSWORD = "rossi", "harbour-lantern-27"  # published: clinic/demonstration/accounts.py
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SETTLE_MS = 1200  # figures drawn, the live score answered

# A visit on its way, with the index of function still to be asked: it decides the response.
TYPED = {
    "physician_global_cm": "4.9",
    "patient_global_cm": "5.0",
    "extramuscular_global_cm": "4.8",
    "muscle_strength": "120",
    "ck-value": "620",
    "ldh-value": "268",
    "ast-value": "44",
    "alt-value": "39",
    "crp-value": "8.1",
    "troponin_t_hs-value": "19",
}


@dataclass(frozen=True)
class Picture:
    name: str
    height: int
    open: Callable[[Page], None]


def review(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("ArrowDown")


def patient(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="P-002").click()


def visit_form(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="P-003").click()
    page.get_by_role("link", name="New visit").click()
    for name, value in TYPED.items():
        page.locator(f"[name='{name}']").fill(value)
    page.locator("[name='haq']").focus()


PICTURES = (
    Picture("dashboard", 620, review),
    Picture("patient", 1100, patient),
    Picture("visit", 1100, visit_form),
)


def main(address: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), chromium_sandbox=False, args=CHROMIUM_ARGUMENTS
        )
        for scheme in SCHEMES:
            take_all(browser, address, scheme)
        browser.close()


def take_all(browser: Browser, address: str, scheme: Literal["light", "dark"]) -> None:
    page = browser.new_page(base_url=address, color_scheme=scheme, locale="en-GB")
    page.goto("/sign-in/")
    page.get_by_label("Username").fill(CLINICIAN)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator(".review").wait_for()
    for picture in PICTURES:
        page.set_viewport_size({"width": 1440, "height": picture.height})
        picture.open(page)
        page.wait_for_timeout(SETTLE_MS)
        page.screenshot(path=FOLDER / f"{picture.name}-{scheme}.png")
    page.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else ADDRESS)
