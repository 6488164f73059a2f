"""The day of the visit is changed in a browser: what stands beside the fields follows it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from clinic.accounts.models import User
from clinic.registry.models import Patient
from clinic.visits.laboratory import LabValue
from clinic.visits.services import record_visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def yesterday(ada: Patient, rossi: User, today: date) -> date:
    """A visit long after the baseline, with another unit and limit."""
    day = today - timedelta(days=1)
    record_visit(
        patient=ada,
        by=rossi,
        visited_on=day,
        physician_global_cm=Decimal(2),
        laboratory=[LabValue("ck", Decimal(3), "ukat/L", Decimal("3.2"))],
    )
    return day


def test_a_past_day_brings_back_what_was_known_then_and_keeps_what_is_typed(
    form: Page, yesterday: date, today: date
) -> None:
    form.reload()
    ck_row = form.locator(".lab-row[data-analyte=ck]")
    expect(form.locator("#id_ck-uln")).to_have_value("3.2")
    form.locator("#id_physician_global_cm").fill("5")
    form.locator("#id_haq").fill("1,5")
    form.locator("#id_crp-uln").fill("6")
    form.locator("#id_visited_on").fill((today - timedelta(days=50)).isoformat())
    expect(form.locator("#visit-study-day")).to_have_text("day 50 of Anakinra")
    expect(form.locator("#last-physician_global_cm")).to_contain_text("8")
    scale = form.locator("[data-vas]", has=form.locator("#id_physician_global_cm"))
    expect(scale.locator(".change")).to_have_text("−3")
    assert scale.locator(".vas-last").get_attribute("d") == "M80 2v16"
    # Unit and limit of then, but not where somebody typed another one.
    expect(ck_row.locator(".lab-unit")).to_have_value("U/L")
    expect(form.locator("#id_ck-uln")).to_have_value("190")
    expect(form.locator("#id_ck-uln")).to_have_class("number lab-uln from-last")
    expect(form.locator("#id_crp-uln")).to_have_value("6")
    expect(form.locator("#id_physician_global_cm")).to_have_value("5")
    expect(form.locator("#id_haq")).to_have_value("1,5")
    form.locator("#id_ck-value").fill("570")
    expect(ck_row.locator(".change")).to_have_text("−1330")
    assert ck_row.locator(".lab-today").get_attribute("d")
