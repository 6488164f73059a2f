"""Questions about a visit in a browser: the eye and the keyboard go to them, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from clinic.accounts.models import User
from clinic.registry.models import Patient
from clinic.visits.models import Visit
from clinic.visits.services import record_visit
from scoring.services import recompute_if_due
from tests.clinic.visits.typing import typed
from tests.entries import entries_on
from tests.people import let_in

browser = pytest.mark.browser
pytestmark = pytest.mark.django_db(transaction=True)


@browser
def test_the_same_visit_is_amended_with_what_was_typed(
    form: Page, ada: Patient, rossi: User, today: date
) -> None:
    saved = record_visit(patient=ada, by=rossi, visited_on=today, haq=Decimal(2))
    form.locator("#id_haq").fill("1,5")
    form.locator("#id_note").fill("Cough.")
    form.locator("#save-visit").click()
    expect(form.locator(".notice.question")).to_be_focused()
    form.get_by_role("button", name="Yes, amend that visit").click()
    form.wait_for_url(f"**{reverse('visits:amend', args=[saved.uuid])}")
    expect(form.locator(".notice.question")).to_be_focused()
    expect(form.locator("#id_haq")).to_have_value("1,5")
    expect(form.locator("#id_note")).to_have_value("Cough.")
    expect(form.locator(".measure-row .newer")).to_contain_text("Saved: 2")
    form.locator("#id_reason").fill("Typed twice")
    form.locator("#save-visit").click()
    form.wait_for_url(f"**{reverse('dashboard:patient', args=[ada.uuid])}")
    amended = ada.visits.get(visited_on=today)
    assert (amended.haq, amended.note) == (Decimal("1.5"), "Cough.")


@browser
def test_the_day_alone_is_saved_after_the_question(form: Page, ada: Patient, today: date) -> None:
    form.locator("#save-visit").click()
    expect(form.locator(".notice.question")).to_be_focused()
    form.get_by_role("button", name="Yes, save the day alone").click()
    form.wait_for_url(f"**{reverse('dashboard:patient', args=[ada.uuid])}")
    assert ada.visits.filter(visited_on=today).exists()


@browser
def test_the_present_baseline_is_kept_from_the_question(
    form: Page, ada: Patient, baseline: Visit, rossi: User, today: date
) -> None:
    day = baseline.visited_on.isoformat()
    record_visit(patient=ada, by=rossi, visited_on=today - timedelta(days=9), haq=Decimal(1))
    recompute_if_due(ada.pk)
    form.locator("#id_visited_on").fill(day)
    form.locator("#id_haq").fill("0")
    expect(form.locator(".panel-summary")).to_contain_text("1 score changes")
    form.locator("#save-visit").click()
    expect(form.locator(".notice.question")).to_contain_text("1 score changes")
    with form.context.expect_page() as opened:
        form.get_by_role("link", name="designate it").click()
    other = opened.value
    other.get_by_label("Baseline").select_option(str(baseline.uuid))
    other.get_by_label("Reason").first.fill("The whole examination")
    other.get_by_role("button", name="Save the baseline").click()
    other.wait_for_url(f"**{reverse('dashboard:patient', args=[ada.uuid])}")
    other.close()
    form.locator("#save-visit").click()
    form.get_by_role("button", name="Keep as another visit").click()
    form.wait_for_url(f"**{reverse('dashboard:patient', args=[ada.uuid])}")
    assert ada.courses.get().episode.designated_baseline == baseline
    assert ada.visits.filter(visited_on=day).count() == 2


def test_ten_posts_of_one_form_make_one_visit(ada: Patient, rossi: User, today: date) -> None:
    address = reverse("visits:record", args=[ada.uuid])
    client = Client()
    let_in(client, rossi)
    token = entries_on(client.get(address).content.decode())["form_token"]
    entries = typed(haq="1", form_token=token, another_visit_on=today.isoformat())

    def send(_: int) -> str:
        one = Client()
        one.cookies = client.cookies
        try:
            return str(one.post(address, entries).headers.get("Location"))
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as senders:
        places = set(senders.map(send, range(10)))
    assert ada.visits.count() == 1
    assert places == {reverse("dashboard:patient", args=[ada.uuid])}
