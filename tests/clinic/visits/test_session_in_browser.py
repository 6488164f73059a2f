"""A session that ends while a visit is typed takes nothing with it."""

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from clinic.accounts.models import User
from clinic.registry.models import Patient
from tests.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def end_session(page: Page) -> None:
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)


def sign_in_again(page: Page, username: str = "rossi") -> None:
    page.locator("#id_login").fill(username)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def fill(form: Page) -> None:
    form.locator("#id_haq").fill("1,5")
    form.locator("#id_ck-value").fill("570")
    form.locator("label.segment", has_text="Yes").first.click()
    form.locator("#id_note").fill("Cough.")


def is_saved(form: Page, ada: Patient, today: date) -> None:
    form.wait_for_url(f"**{reverse('dashboard:patient', args=[ada.uuid])}")
    visit = ada.visits.get(visited_on=today)
    assert (visit.haq, visit.has_fever, visit.note) == (Decimal("1.5"), True, "Cough.")
    assert visit.laboratory.get().value == 570
    assert form.evaluate("sessionStorage.getItem('unsent')") is None


def test_save_says_that_the_session_ended_and_goes_through_after_signing_in_elsewhere(
    form: Page, ada: Patient, today: date
) -> None:
    fill(form)
    end_session(form)
    form.locator("#save-visit").click()
    notice = form.locator("#visit-form .trouble")
    expect(notice).to_contain_text("You are signed out. What you typed is still here")
    expect(notice).to_be_focused()
    with form.context.expect_page() as opened:
        notice.get_by_role("link", name="Sign in").click()
    sign_in_again(opened.value)
    opened.value.wait_for_url(f"**{reverse('dashboard:review')}")
    opened.value.close()
    expect(form.locator("#id_haq")).to_have_value("1,5")
    form.locator("#save-visit").click()
    is_saved(form, ada, today)


def test_the_panel_says_so_while_one_types_and_comes_back_with_the_new_token(
    form: Page,
) -> None:
    end_session(form)
    form.locator("#id_haq").fill("1")
    expect(form.locator("#score-panel .trouble")).to_contain_text("You are signed out")
    other = form.context.new_page()
    other.goto(reverse("account_login"))
    sign_in_again(other)
    other.wait_for_url(f"**{reverse('dashboard:review')}")
    other.close()
    form.locator("#id_haq").fill("0,5")
    expect(form.locator("#score-panel .trouble")).to_have_count(0)
    expect(form.locator(".panel-score")).to_be_visible()


def test_another_account_does_not_save_it(
    form: Page, ada: Patient, verdi: User, today: date
) -> None:
    fill(form)
    end_session(form)
    other = form.context.new_page()
    other.goto(reverse("account_login"))
    sign_in_again(other, verdi.username)
    other.wait_for_url(f"**{reverse('dashboard:review')}")
    form.locator("#save-visit").click()
    expect(form.locator("#visit-form .trouble")).to_contain_text("sign in as rossi")
    assert not ada.visits.filter(visited_on=today).exists()


def test_a_server_out_of_reach_keeps_the_form(form: Page, ada: Patient, today: date) -> None:
    fill(form)
    form.route(f"**{reverse('accounts:session')}", lambda route: route.abort())
    form.locator("#save-visit").click()
    expect(form.locator("#visit-form .trouble")).to_contain_text("The server cannot be reached")
    form.unroute(f"**{reverse('accounts:session')}")
    form.locator("#save-visit").click()
    is_saved(form, ada, today)


def pretend_signed_in(form: Page, token: str) -> None:
    """The session ends between the question and the save."""
    answer = {"account": "rossi", "token": token}
    form.route(f"**{reverse('accounts:session')}", lambda route: route.fulfill(json=answer))


def test_what_lands_without_a_session_is_put_back_after_signing_in(
    form: Page, ada: Patient, today: date
) -> None:
    fill(form)
    token = form.locator("#visit-form [name=csrfmiddlewaretoken]").get_attribute("value")
    pretend_signed_in(form, token or "")
    end_session(form)
    form.locator("#save-visit").click()
    form.wait_for_url("**/sign-in/**")
    form.unroute_all()
    sign_in_again(form)
    expect(form.locator("#visit-form .trouble")).to_contain_text("It is put back")
    expect(form.locator("#id_ck-value")).to_have_value("570")
    form.locator("#save-visit").click()
    is_saved(form, ada, today)


def test_what_lands_with_an_old_token_is_put_back_from_the_page_that_says_so(
    form: Page, ada: Patient, today: date
) -> None:
    fill(form)
    pretend_signed_in(form, "x" * 64)
    form.locator("#save-visit").click()
    back = form.get_by_role("link", name="Open the form again")
    back.wait_for()
    form.unroute_all()
    back.click()
    expect(form.locator("#id_haq")).to_have_value("1,5")
    form.locator("#save-visit").click()
    is_saved(form, ada, today)


def test_nobody_else_finds_it_in_the_tab(form: Page, ada: Patient, verdi: User) -> None:
    fill(form)
    token = form.locator("#visit-form [name=csrfmiddlewaretoken]").get_attribute("value")
    pretend_signed_in(form, token or "")
    end_session(form)
    form.locator("#save-visit").click()
    form.wait_for_url("**/sign-in/**")
    form.unroute_all()
    sign_in_again(form, verdi.username)
    expect(form.locator("#id_haq")).to_have_value("")
    assert form.evaluate("sessionStorage.getItem('unsent')") is None
