"""Who comes in, and what the page tells those who do not."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client
from django.urls import NoReverseMatch, reverse

from clinic.accounts.demonstration import enrol_demonstration_totp
from clinic.accounts.models import Centre, Membership
from clinic.accounts.roles import Role
from clinic.accounts.tokens import find_token
from clinic.audit.models import AuditEvent
from tests.clinic.accounts.conftest import SECRET, code_of, is_in, key_for, sign_in
from tests.people import PASSWORD, make_person

REFUSAL = "This name and password open no account."


@pytest.mark.parametrize("name", ["rossi", "nobody", "closed"])
def test_whatever_is_wrong_the_page_is_the_same(client, rossi, milan, name):
    closed = make_person("closed", Role.CLINICIAN, milan)
    closed.is_active = False
    closed.save()
    password = PASSWORD if name == "closed" else "not the password"
    page = sign_in(client, name, password)
    assert page.status_code == 200
    assert REFUSAL in page.content.decode()
    assert _text(page, name) == _text(sign_in(client, "x" * 9, "whatever"), "x" * 9)
    assert not is_in(client)


def _text(page, name: str) -> str:
    """The page without the name that was typed and its one-time token."""
    text = page.content.decode().replace(name, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


@pytest.mark.parametrize("name", ["rossi", "nobody"])
def test_an_unknown_name_takes_as_much_work_as_a_wrong_password(client, rossi, monkeypatch, name):
    """Else the time of the answer would tell which accounts exist."""
    hashed = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    sign_in(client, name, "not the password")
    assert len(hashed) == 1


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_reset_password",
        "account_email",
        "account_set_password",
        "account_inactive",
        "account_confirm_login_code",
        "mfa_list_webauthn",
        "mfa_trust",
    ],
)
def test_nobody_signs_up_or_resets_a_password_by_mail(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_the_old_addresses_of_the_package_are_not_there(client, db):
    for path in ("signup/", "password/reset/", "email/", "login/", "3rdparty/", "2fa/"):
        assert client.get(f"/account/{path}").status_code == 404, path


def test_a_page_elsewhere_is_not_gone_to_after_sign_in(client, rossi):
    page = client.post(
        "/sign-in/", {"login": "rossi", "password": PASSWORD, "next": "https://example.org/"}
    )
    assert page.headers["Location"] == "/start/"


def test_signing_in_leads_to_the_page_that_was_asked_for(client, rossi):
    page = client.get("/account/password/")
    assert page.headers["Location"] == "/sign-in/?next=/account/password/"
    page = client.post(
        "/sign-in/", {"login": "rossi", "password": PASSWORD, "next": "/account/password/"}
    )
    assert page.headers["Location"] == "/account/password/"


@pytest.mark.parametrize("query", ["q=Bianchi", "next=/patients/%3Fq=Bianchi"])
def test_what_was_asked_of_a_page_is_not_repeated_in_the_address_of_sign_in(client, db, query):
    page = client.get(f"/patients/?{query}")
    assert page.headers["Location"] == "/sign-in/?next=/patients/"


def test_nor_in_the_address_at_which_the_code_is_confirmed(client, romano):
    """An exporter here who is a clinician elsewhere searches for names."""
    rome = Centre.objects.create(name="Rome")
    Membership.objects.create(user=romano, centre=rome, role=Role.CLINICIAN)
    client.force_login(romano)
    page = client.get("/patients/?q=Bianchi")
    assert page.headers["Location"] == "/account/confirm/code/?next=%2Fpatients%2F"


@pytest.mark.parametrize(
    ("role", "first"),
    [
        (Role.CLINICIAN, "/"),
        (Role.DATA_ENTRY, "/"),
        (Role.REVIEWER, "/cohort/"),
        (Role.CENTRE_LEAD, "/"),
        (Role.AUDITOR, "/studies/"),
    ],
)
def test_a_persons_day_begins_where_their_role_opens_a_page(client, milan, role, first):
    make_person("somebody", role, milan)
    sign_in(client, "somebody")
    assert client.get("/start/").headers["Location"] == first


def test_without_a_role_the_day_begins_at_ones_account(client, rossi):
    Membership.objects.all().delete()
    sign_in(client, "rossi")
    assert client.get("/start/").headers["Location"] == "/account/"
    assert "You have no role yet" in client.get("/account/").content.decode()


def test_an_address_asked_for_at_the_root_does_not_hide_ones_own_first_page(client, milan):
    """An anonymous visit to / would otherwise lead an auditor to a page that refuses them."""
    assert 'name="next" value="/"' not in client.get("/sign-in/?next=/").content.decode()
    page = client.get("/sign-in/?next=/audit/").content.decode()
    assert 'name="next" value="/audit/"' in page


def test_signing_in_is_written_down_by_the_person(client, rossi):
    sign_in(client, "rossi")
    event = AuditEvent.objects.filter(table="accounts_user", operation="update").first()
    assert (event.actor, event.row, set(event.new)) == ("rossi", str(rossi.pk), {"last_login"})


def test_signing_out_ends_the_session_and_needs_a_post(client, rossi):
    sign_in(client, "rossi")
    assert client.get("/sign-out/").status_code == 200
    assert is_in(client)
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert not is_in(client)


def test_closing_an_account_ends_its_sessions(client, rossi):
    sign_in(client, "rossi")
    rossi.is_active = False
    rossi.save()
    assert not is_in(client)


def test_a_changed_password_ends_the_other_sessions(client, rossi):
    elsewhere = Client()
    sign_in(elsewhere, "rossi")
    sign_in(client, "rossi")
    fresh = "boats pass under seven bridges"
    page = client.post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    )
    assert page.headers["Location"] == "/account/"
    assert is_in(client)
    assert not is_in(elsewhere)


@pytest.mark.parametrize("weak", ["short", "password12345", "rossirossirossi", "123456789012"])
def test_a_weak_password_is_refused(client, milan, weak):
    make_person("rossirossi", Role.CLINICIAN, milan)
    sign_in(client, "rossirossi")
    page = client.post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    )
    assert page.status_code == 200
    assert page.context["form"].errors["password1"]


def test_an_account_of_a_demonstration_stays_out_elsewhere(client, published, settings):
    settings.DEMONSTRATION = False
    person = published(Role.CLINICIAN)
    assert REFUSAL in sign_in(client, person.username).content.decode()
    assert not is_in(client)


def test_and_comes_in_where_it_belongs(client, published, settings):
    settings.DEMONSTRATION = True
    sign_in(client, published(Role.CLINICIAN).username)
    assert is_in(client)


def test_a_session_opened_while_it_was_a_demonstration_ends_with_it(client, published, settings):
    settings.DEMONSTRATION = True
    sign_in(client, published(Role.CLINICIAN).username)
    settings.DEMONSTRATION = False
    assert not is_in(client)


def test_a_key_of_a_demonstration_opens_nothing_elsewhere(published, settings):
    settings.DEMONSTRATION = True
    person = published(Role.EXPORTER)
    enrol_demonstration_totp(person)
    key = key_for(person)
    assert find_token(key)
    settings.DEMONSTRATION = False
    assert find_token(key) is None


def test_the_password_of_a_demonstration_account_stays_as_published(client, published, settings):
    settings.DEMONSTRATION = True
    person = published(Role.CLINICIAN)
    sign_in(client, person.username)
    fresh = "boats pass under seven bridges"
    page = client.post(
        "/account/password/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh}
    )
    assert "published and stays" in page.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_code_is_asked_for_after_the_password(client, romano):
    page = sign_in(client, "romano")
    assert page.headers["Location"] == "/sign-in/code/"
    assert not is_in(client)
    assert client.post("/sign-in/code/", {"code": "000000"}).status_code == 200
    assert not is_in(client)
    page = client.post("/sign-in/code/", {"code": code_of(SECRET)})
    assert page.headers["Location"] == "/start/"
    assert is_in(client)


@pytest.mark.parametrize("is_recovery", [False, True])
def test_a_code_is_written_down_as_shown_by_the_person(client, romano, is_recovery):
    codes = RecoveryCodes.activate(romano).get_unused_codes()
    sign_in(client, "romano")
    client.post("/sign-in/code/", {"code": codes[0] if is_recovery else code_of(SECRET)})
    events = AuditEvent.objects.filter(table="mfa_authenticator", operation="update")
    columns = {column for event in events for column in event.new}
    assert columns == ({"data", "last_used_at"} if is_recovery else {"last_used_at"})
    assert {(event.actor, event.roles) for event in events} == {("romano", "exporter")}


def test_a_code_serves_once(client, romano):
    code = code_of(SECRET)
    sign_in(client, "romano")
    client.post("/sign-in/code/", {"code": code})
    thief = Client()
    sign_in(thief, "romano")
    assert thief.post("/sign-in/code/", {"code": code}).status_code == 200
    assert not is_in(thief)


def test_the_language_is_chosen_before_signing_in(client, db):
    page = client.post("/language/", {"language": "it", "next": "/sign-in/"})
    assert page.headers["Location"] == "/sign-in/"
    assert '<html lang="it">' in client.get("/sign-in/").content.decode()
    cookie = client.cookies["django_language"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
