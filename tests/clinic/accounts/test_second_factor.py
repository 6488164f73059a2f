"""Roles that export or administer reach nothing before their second factor was shown."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from clinic.accounts.demonstration import (
    DEMONSTRATION_TOTP_SECRET,
    NotADemonstration,
    enrol_demonstration_totp,
)
from clinic.accounts.models import ApiToken, Membership
from clinic.accounts.roles import SECOND_FACTOR, Role
from clinic.accounts.services import remove_second_factor
from clinic.accounts.tokens import find_token
from tests.clinic.accounts.conftest import SECRET, carry_app, code_of, key_for, sign_in
from tests.people import make_person

SET_UP = "/account/second-factor/set-up/"


def test_the_roles_that_need_one_are_those_that_export_or_administer():
    assert {Role.EXPORTER, Role.ADMINISTRATOR} == SECOND_FACTOR


@pytest.mark.parametrize("role", sorted(SECOND_FACTOR))
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/start/",
        "/account/",
        "/account/password/",
        "/account/recovery-codes/",
        "/account/second-factor/",
        "/people/",
        "/studies/",
    ],
)
def test_before_it_is_set_up_every_way_leads_there(client, milan, role, path):
    client.force_login(make_person("somebody", role, milan))
    assert client.get(path).headers.get("Location") == SET_UP


def test_before_it_is_set_up_no_key_is_made(client, milan):
    client.force_login(make_person("somebody", Role.EXPORTER, milan))
    page = client.post("/account/keys/new/", {"label": "R", "days": "90"})
    assert page.headers["Location"] == SET_UP
    assert not ApiToken.objects.exists()


def test_nor_does_a_key_from_elsewhere_open_anything(milan):
    person = make_person("somebody", Role.EXPORTER, milan)
    key = key_for(person)
    assert find_token(key) is None
    carry_app(person)
    assert find_token(key)


def test_one_may_leave_and_choose_the_language_before(client, milan):
    client.force_login(make_person("somebody", Role.EXPORTER, milan))
    page = client.post("/language/", {"language": "it", "next": SET_UP})
    assert page.headers["Location"] == SET_UP
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"


@pytest.fixture
def set_up(client):
    """Set up an app in this session, as its page asks."""

    def do() -> HttpResponse:
        client.get(SET_UP)
        return client.post(SET_UP, {"code": code_of(client.session[SECRET_SESSION_KEY])})

    return do


def test_a_wrong_code_sets_nothing_up(client, milan):
    make_person("somebody", Role.EXPORTER, milan)
    sign_in(client, "somebody")
    client.get(SET_UP)
    assert client.post(SET_UP, {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()


def test_after_setting_it_up_the_way_is_open_and_the_codes_are_shown(client, milan, set_up):
    person = make_person("somebody", Role.EXPORTER, milan)
    sign_in(client, "somebody")
    assert "data:image/svg+xml" in client.get(SET_UP).content.decode()
    assert set_up().headers["Location"] == "/account/recovery-codes/"
    assert client.get("/account/recovery-codes/").status_code == 200
    assert client.get("/account/").status_code == 200
    assert Authenticator.objects.filter(user=person).count() == 2


def test_a_session_with_the_password_alone_does_not_profit_from_another_that_sets_it_up(milan):
    """Else who has stolen a password would wait at the door until its owner opens it."""
    person = make_person("somebody", Role.ADMINISTRATOR, milan)
    waiting = Client()
    sign_in(waiting, "somebody")
    carry_app(person)
    page = waiting.get("/people/")
    assert page.headers["Location"] == "/account/confirm/code/?next=%2Fpeople%2F"
    page = waiting.post("/account/confirm/code/", {"code": "000000", "next": "/people/"})
    assert waiting.get("/people/").status_code == 302
    waiting.post("/account/confirm/code/", {"code": code_of(SECRET), "next": "/people/"})
    assert waiting.get("/people/").status_code == 200


@pytest.fixture
def open_session(client, romano):
    """Romano's, who has shown his app's code."""
    sign_in(client, "romano")
    client.post("/sign-in/code/", {"code": code_of(SECRET)})
    assert client.get("/account/").status_code == 200
    return client


def test_a_factor_taken_away_shuts_the_session_that_had_shown_it(open_session, romano, costa):
    remove_second_factor(user=romano, by=costa, reason="phone lost")
    for path in ("/studies/", reverse("export:rows", args=["anakinra"])):
        assert open_session.get(path).headers["Location"] == SET_UP
    page = open_session.post("/account/keys/new/", {"label": "R", "days": "90"})
    assert page.headers["Location"] == SET_UP
    assert not ApiToken.objects.exists()


def test_nor_does_the_new_factor_open_the_old_session_until_it_was_shown(
    open_session, romano, costa
):
    remove_second_factor(user=romano, by=costa, reason="phone lost")
    carry_app(romano, "K" * 32)
    page = open_session.get("/account/")
    assert page.headers["Location"] == "/account/confirm/code/?next=%2Faccount%2F"
    open_session.post("/account/confirm/code/", {"code": code_of("K" * 32)})
    assert open_session.get("/account/").status_code == 200


def test_a_recovery_code_opens_a_session_that_new_codes_do_not_shut(client, romano):
    codes = RecoveryCodes.activate(romano).get_unused_codes()
    sign_in(client, "romano")
    client.post("/sign-in/code/", {"code": codes[0]})
    assert client.get("/account/").status_code == 200
    client.post("/account/recovery-codes/new/")
    assert client.get("/account/recovery-codes/").context["unused_codes"] != codes[1:]
    assert client.get("/account/").status_code == 200


def test_a_role_that_needs_one_asks_for_it_at_once(client, rossi, milan):
    sign_in(client, "rossi")
    assert client.get("/account/").status_code == 200
    Membership.objects.filter(user=rossi).update(role=Role.EXPORTER)
    assert client.get("/account/").headers["Location"] == SET_UP


def test_where_a_role_needs_one_it_cannot_be_removed(client, romano):
    sign_in(client, "romano")
    client.post("/sign-in/code/", {"code": code_of(SECRET)})
    page = client.post("/account/second-factor/remove/")
    assert page.status_code == 200
    assert Authenticator.objects.filter(user=romano).exists()


def test_elsewhere_it_can(client, rossi):
    carry_app(rossi)
    sign_in(client, "rossi")
    client.post("/sign-in/code/", {"code": code_of(SECRET)})
    page = client.post("/account/second-factor/remove/")
    assert page.headers["Location"] == "/account/second-factor/"
    assert not Authenticator.objects.filter(user=rossi).exists()


def test_a_recovery_code_stands_in_for_the_app_once(client, milan, set_up):
    make_person("somebody", Role.EXPORTER, milan)
    sign_in(client, "somebody")
    set_up()
    code = client.get("/account/recovery-codes/").context["unused_codes"][0]
    for comes_in in (True, False):
        fresh = Client()
        sign_in(fresh, "somebody")
        fresh.post("/sign-in/code/", {"code": code})
        assert (fresh.get("/account/").status_code == 200) is comes_in


def test_after_five_wrong_codes_the_right_one_is_refused_too(client, romano):
    sign_in(client, "romano")
    for _ in range(5):
        client.post("/sign-in/code/", {"code": "000000"})
    client.post("/sign-in/code/", {"code": code_of(SECRET)})
    assert client.get("/account/").headers["Location"].startswith("/sign-in/")


def test_five_minutes_after_signing_in_the_password_is_asked_for_again(client, rossi):
    sign_in(client, "rossi")
    assert client.get(SET_UP).status_code == 200
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 301
    session.save()
    assert client.get(SET_UP).headers["Location"].startswith("/account/confirm/")


def test_the_published_secret_is_given_in_a_demonstration_to_its_accounts_only(
    rossi, published, settings
):
    settings.DEMONSTRATION = True
    with pytest.raises(NotADemonstration):
        enrol_demonstration_totp(rossi)
    person = published(Role.EXPORTER)
    enrol_demonstration_totp(person)
    enrol_demonstration_totp(person)
    assert Authenticator.objects.filter(user=person).count() == 1
    settings.DEMONSTRATION = False
    with pytest.raises(NotADemonstration):
        enrol_demonstration_totp(published(Role.ADMINISTRATOR))


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_the_published_secret_opens_a_demonstration_and_nothing_else(
    client, milan, settings, is_demonstration
):
    """Also where it was written for an account that is not one of a demonstration."""
    settings.DEMONSTRATION = is_demonstration
    carry_app(make_person("somebody", Role.EXPORTER, milan), DEMONSTRATION_TOTP_SECRET)
    sign_in(client, "somebody")
    client.post("/sign-in/code/", {"code": code_of(DEMONSTRATION_TOTP_SECRET)})
    assert (client.get("/account/").status_code == 200) is is_demonstration
