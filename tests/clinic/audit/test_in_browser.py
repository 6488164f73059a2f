"""The trail in Chromium."""

import pytest
from playwright.sync_api import expect

from clinic.accounts.roles import Role
from clinic.registry.services import correct_identity
from tests.clinic.accounts.test_in_browser import look
from tests.people import make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_centre_lead_reads_a_patients_trail(page, sign_in, ada, rossi, milan):
    correct_identity(
        identity=ada.identity, by=rossi, reason="as on her identity card", family_name="De Bianchi"
    )
    sign_in(page, make_person("lead", Role.CENTRE_LEAD, milan))
    page.goto("/audit/")
    look(page)
    page.get_by_label("Patient").fill("P-001")
    page.get_by_label("What").select_option("Identity")
    page.get_by_role("button", name="Show").click()
    row = page.locator("tbody tr").first
    expect(row).to_contain_text("as on her identity card")
    expect(row.locator("del")).to_have_text("Bianchi")
    expect(row.locator("ins")).to_have_text("De Bianchi")
    page.locator("summary").first.click()
    look(page)
    page.goto("/audit/?person=nobody")
    expect(page.get_by_text("Nothing was written that fits")).to_be_visible()
    look(page)
