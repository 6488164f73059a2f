"""Studies, columns and literature in a browser: readable by everybody, and a file that arrives."""

from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from clinic.accounts.models import User
from clinic.export.models import Transfer
from clinic.registry.models import Patient
from tests.browser import SignIn

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STUDY = "/studies/anakinra-asys/"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def open_demonstration(transactional_db: None, demonstration: None) -> None:
    """The demonstration, committed, for the live server's threads."""


def _faults(page: Page) -> list[str]:
    return [violation["id"] for violation in Axe().run(page).response["violations"]]


def test_a_click_delivers_the_file(
    page: Page, sign_in: SignIn, open_demonstration: None, tmp_path: Path
) -> None:
    sign_in(page, User.objects.get(username="romano"))
    page.goto(STUDY)
    with page.expect_download() as started:
        page.get_by_role("link", name="Export as CSV").click()
    file = tmp_path / "rows.csv"
    started.value.save_as(file)
    assert started.value.suggested_filename == "anakinra-asys.csv"
    assert file.read_text(encoding="utf-8").count("\n") == 1 + Transfer.objects.get().row_count


def test_a_consent_is_withdrawn_from_the_page(
    page: Page, sign_in: SignIn, open_demonstration: None
) -> None:
    sign_in(page, User.objects.get(username="rossi"))
    page.goto(STUDY)
    page.get_by_role("link", name="Withdraw P-002").click()
    page.get_by_label("Reason").fill("the patient asked")
    page.get_by_role("button", name="Withdraw consent").click()
    row = page.get_by_role("row", name="P-002")
    expect(row).to_contain_text("Withdrawn on")
    expect(row.get_by_role("link", name="Withdraw")).to_have_count(0)


def test_the_pages_keep_the_rules_of_accessibility_in_both_schemes(
    page: Page, sign_in: SignIn, open_demonstration: None
) -> None:
    patient = Patient.objects.get(code="P-001")
    addresses: dict[str, list[str]] = {
        "rossi": [
            "/literature/",
            "/literature/anakinra-antisynthetase/",
            "/studies/",
            STUDY,
            f"{STUDY}consents/{patient.uuid}/withdraw/",
        ],
        "romano": [STUDY, "/api/columns/"],
    }
    found: dict[Any, list[str]] = {}
    for name, pages in addresses.items():
        sign_in(page, User.objects.get(username=name))
        for address in pages:
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                page.goto(address)
                found[name, address, scheme] = _faults(page)
    assert {where: faults for where, faults in found.items() if faults} == {}


@pytest.mark.parametrize("width", [1440, 820, 390, 320])
def test_no_page_is_wider_than_its_window(
    page: Page, sign_in: SignIn, open_demonstration: None, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    sign_in(page, User.objects.get(username="rossi"))
    for address in ("/literature/", "/literature/anakinra-antisynthetase/", "/studies/", STUDY):
        page.goto(address)
        overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(overflow) <= 0, address
