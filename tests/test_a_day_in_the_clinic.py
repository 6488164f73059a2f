"""A whole day in a browser: from signing in to a score that follows its amended baseline.

`RISPOSTA_ADDRESS=http://HOST:PORT/ ./run test tests/test_a_day_in_the_clinic.py` lives the same day
at a demonstration that is already running.
"""

import os
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from clinic.demonstration.accounts import ACCOUNTS
from tests.browser import watch

pytestmark = [
    pytest.mark.browser,
    pytest.mark.both_engines,
    pytest.mark.django_db(transaction=True),
]

BASELINE = {
    "physician_global_cm": "6.0",
    "patient_global_cm": "6.0",
    "extramuscular_global_cm": "6,0",  # a comma, as it is typed in Milan
    "muscle_strength": "120",
    "haq": "1.5",
    "ck-value": "2000",
    "ck-uln": "200",
    "crp-value": "40",
    "crp-uln": "5",
    "troponin_t_hs-value": "60",
    "troponin_t_hs-uln": "14",
}
WEEK_FOUR = {
    "physician_global_cm": "4.0",  # 20 %: 15 points
    "patient_global_cm": "5.0",  # 10 %: 2.5
    "extramuscular_global_cm": "4.0",  # 20 %: 12.5
    "muscle_strength": "130",  # 6.7 %: 10
    "haq": "1.0",  # 16.7 %: 7.5
    "ck-value": "800",  # from 10 to 4 times the limit, 40 %: 7.5
    "crp-value": "12",
    "troponin_t_hs-value": "35",
}
MONTH_THREE = {
    "physician_global_cm": "1.0",  # 50 %: 20 points
    "patient_global_cm": "2.0",  # 40 %: 7.5
    "extramuscular_global_cm": "1.0",  # 50 %: 20
    "muscle_strength": "145",  # 16.7 %: 20
    "haq": "0.5",  # 33.3 %: 7.5
    "ck-value": "180",  # 60.7 %: 7.5
    "crp-value": "3",
    "troponin_t_hs-value": "16",
}
CONTRIBUTIONS = {
    "Physician global": "15",
    "Patient global": "2.5",
    "MMT8": "10",
    "HAQ-DI": "7.5",
    "CK": "7.5",
    "Extramuscular": "12.5",
}


@pytest.fixture
def clinic_page(page: Page, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The live server's demonstration, or one that runs elsewhere."""
    running = os.environ.get("RISPOSTA_ADDRESS")
    if not running:
        request.getfixturevalue("open_demonstration")
        yield page
        return
    assert page.context.browser
    context = page.context.browser.new_context(base_url=running)
    faults = watch(context, running.rstrip("/"))
    yield context.new_page()
    context.close()
    assert not faults, faults


def test_a_day_in_the_clinic(clinic_page: Page) -> None:
    page, started_on = clinic_page, timezone.localdate() - timedelta(days=100)
    sign_in(page)
    code = register(page)
    start(page, "anakinra", "index", "200", started_on)
    start(page, "prednisone", "concomitant", "50", started_on)
    record(page, started_on - timedelta(days=2), BASELINE)
    record(page, started_on + timedelta(days=28), WEEK_FOUR)
    record(page, started_on + timedelta(days=91), MONTH_THREE)

    expect(page.locator("h1")).to_contain_text(code)
    scores_are(page, [("Major", "82.5"), ("Moderate", "55.0")])
    for name in ("inflammation", "response"):
        expect(page.locator(f"[data-figure='{name}'] .main-svg").first).to_be_visible()
    points_are(page, months={"0.9": "55.0", "3.0": "82.5"})
    contributions_are(page, visit=1)

    amend_baseline(page)
    # Physician 2 % and 32 %, patient 0 and 30 %: 37.5 and 80 points instead.
    scores_are(page, [("Major", "80.0"), ("Minimal", "37.5")])


def sign_in(page: Page) -> None:
    clinician = next(account for account in ACCOUNTS if account.role == "clinician")
    page.goto("/")
    page.get_by_label("Username").fill(clinician.username)
    page.get_by_label("Password").fill(clinician.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Review", exact=True)).to_be_visible()


def register(page: Page) -> str:
    page.get_by_role("link", name="Patients").click()
    page.get_by_role("link", name="Register a patient").click()
    code = page.get_by_label("Registry code").input_value()
    assert code, "no code was proposed"
    page.get_by_label("Family name").fill("D'Angelo")
    page.get_by_label("Given name").fill("Zoë")
    page.get_by_label("Date of birth").fill("1971-04-05")
    page.get_by_label("Sex").select_option("female")
    page.get_by_label("Antibody", exact=True).select_option("jo1")
    page.get_by_label("Method").select_option("elisa")
    page.get_by_label("Result").select_option(label="positive")
    page.get_by_label("Myositis", exact=True).check()
    page.get_by_label("Interstitial lung disease", exact=True).check()
    page.get_by_role("button", name="Register").click()
    expect(page.locator("h1")).to_contain_text(code)
    expect(page.get_by_text("Start anakinra")).to_be_visible()
    return code


def start(page: Page, drug: str, role: str, dose_mg: str, day: date) -> None:
    page.get_by_role("link", name="Start a").first.click()
    page.get_by_label("Drug").select_option(drug)
    page.get_by_label("Role").select_option(role)
    page.get_by_label("First day").fill(day.isoformat())
    page.locator("#id_dose_mg").fill(dose_mg)
    page.get_by_role("button", name="Save treatment").click()
    page.wait_for_url("**/patients/*-*/")


def record(page: Page, day: date, findings: Mapping[str, str]) -> None:
    page.get_by_role("link", name="visit").first.click()
    page.get_by_label("Visit on").fill(day.isoformat())
    fill(page, findings)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/patients/*-*/")


def fill(page: Page, findings: Mapping[str, str]) -> None:
    for name, text in findings.items():
        page.locator(f"[name='{name}']").fill(text)


def scores_are(page: Page, expected: list[tuple[str, str]]) -> None:
    """Newest first, as the patient page lists them."""
    lines = page.locator("table.visits tbody tr", has=page.locator(".chip"))
    expect(lines).to_have_count(len(expected))
    for line, (category, total) in zip(lines.all(), expected, strict=True):
        expect(line).to_contain_text(category)
        expect(line).to_contain_text(total)


def points_are(page: Page, months: Mapping[str, str]) -> None:
    """The table beside the response figure holds the same numbers."""
    table = page.locator("figure", has=page.locator("[data-figure='response']")).locator("table")
    for month, total in months.items():
        row = table.locator("tr", has_text=month).filter(has_text=total)
        assert row.count() == 1, table.text_content()


def contributions_are(page: Page, visit: int) -> None:
    page.locator("table.visits tbody tr a").nth(visit).click()
    for measure, points in CONTRIBUTIONS.items():
        row = page.locator("tr", has=page.locator("th", has_text=measure)).first
        expect(row).to_contain_text(points)
    page.go_back()


def amend_baseline(page: Page) -> None:
    page.locator("table.visits tbody tr", has_text="Baseline").locator("a").click()
    page.get_by_role("link", name="Amend").click()
    fill(page, {"physician_global_cm": "4.2", "patient_global_cm": "5.0"})
    page.get_by_label("Reason").fill("The scales were read again from the paper form.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/patients/*-*/")
