"""How failed sign-ins are counted: guessing ends, and nobody is locked out by others."""

import pytest
from django.core.cache import cache
from django.test import Client

from clinic.accounts.browsers import COOKIE
from clinic.accounts.roles import Role
from tests.clinic.accounts.conftest import is_in, sign_in
from tests.people import make_person

TOO_MANY = "Too many failed login attempts"


def test_after_five_failures_the_right_password_is_refused_too(client, rossi):
    for _ in range(5):
        sign_in(client, "rossi", "not the password")
    page = sign_in(client, "rossi").content.decode()
    assert TOO_MANY in page
    assert not is_in(client)


def test_failures_are_counted_for_a_name_that_no_account_has_as_well(client, db):
    pages = [sign_in(client, "nobody", "x").content.decode() for _ in range(6)]
    assert TOO_MANY in pages[-1]


def from_address(number: int) -> Client:
    """A browser that has never been here, at an address of its own."""
    return Client(REMOTE_ADDR=f"192.0.2.{number}")


def test_one_address_is_stopped_whatever_names_it_tries(client, db):
    pages = [sign_in(client, f"name{n}", "x").content.decode() for n in range(31)]
    assert TOO_MANY not in pages[29]
    assert TOO_MANY in pages[30]


def test_one_name_is_protected_however_many_addresses_try_it(rossi):
    pages = [sign_in(from_address(n), "rossi", "x").content.decode() for n in range(51)]
    assert TOO_MANY not in pages[49]
    assert TOO_MANY in pages[50]


def test_what_one_address_tries_over_its_limit_uses_up_nothing_elsewhere(rossi):
    """Else one machine alone could use up the name's attempts for everybody."""
    for _ in range(60):
        sign_in(from_address(1), "rossi", "x")
    client = from_address(2)
    sign_in(client, "rossi")
    assert is_in(client)


@pytest.mark.parametrize("addresses", [6, 60])
def test_failures_elsewhere_do_not_lock_out_who_has_signed_in_here(client, rossi, addresses):
    sign_in(client, "rossi")
    client.post("/sign-out/")
    for n in range(addresses):
        sign_in(from_address(n), "rossi", "x")
    sign_in(client, "rossi")
    assert is_in(client)


def test_nor_do_a_few_keep_the_person_from_a_new_browser(rossi):
    for n in range(6):
        sign_in(from_address(n), "rossi", "x")
    client = from_address(7)
    sign_in(client, "rossi")
    assert is_in(client)


@pytest.mark.parametrize("failures", [10, 40])
def test_failures_of_a_neighbour_do_not_lock_out_the_hospital(client, rossi, failures):
    sign_in(client, "rossi")
    client.post("/sign-out/")
    for n in range(failures):
        sign_in(Client(), f"name{n}", "x")
    sign_in(client, "rossi")
    assert is_in(client)


def test_a_browser_that_knows_the_name_is_stopped_too_wherever_it_goes(client, rossi):
    sign_in(client, "rossi")
    client.post("/sign-out/")
    for n in range(5):
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{n}"
        sign_in(client, "rossi", "x")
    assert TOO_MANY in sign_in(client, "rossi").content.decode()


def test_a_browser_that_knows_one_name_is_a_stranger_under_another(client, rossi, milan):
    make_person("verdi", Role.CLINICIAN, milan)
    sign_in(client, "rossi")
    client.post("/sign-out/")
    for n in range(50):
        sign_in(from_address(n), "verdi", "x")
    assert TOO_MANY in sign_in(client, "verdi").content.decode()


def test_a_mark_made_elsewhere_counts_for_nothing(client, rossi):
    client.cookies[COOKIE] = "0" * 64
    for n in range(50):
        sign_in(from_address(n), "rossi", "x")
    assert TOO_MANY in sign_in(client, "rossi").content.decode()


def test_the_browser_is_told_nothing_of_the_name_and_keeps_ten(client, rossi, milan):
    sign_in(client, "rossi")
    cookie = client.cookies[COOKIE]
    assert "rossi" not in cookie.value
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    for n in range(10):
        client.post("/sign-out/")
        make_person(f"person{n}", Role.CLINICIAN, milan)
        sign_in(client, f"person{n}")
    assert len(client.cookies[COOKIE].value.split(".")) == 10


def test_a_browser_is_not_known_before_the_code_was_shown(client, romano):
    sign_in(client, "romano")
    assert COOKIE not in client.cookies


def test_many_failures_push_no_limit_out_of_the_cache(db):
    """With Django's own size, 300 of them did."""
    names = [f"name{n}" for n in range(400)]
    for name in names:
        cache.set(name, [1.0])
    assert len(cache.get_many(names)) == 400


@pytest.mark.parametrize(("proxies", "stops_others"), [(0, True), (1, False)])
def test_behind_a_proxy_attempts_are_counted_for_the_address_it_names(
    client, db, settings, proxies, stops_others
):
    """And without one nobody escapes by naming another address."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    for n in range(30):
        client.post(
            "/sign-in/",
            {"login": f"name{n}", "password": "x"},
            headers={"x-forwarded-for": "192.0.2.1"},
        )
    other = client.post(
        "/sign-in/", {"login": "a", "password": "x"}, headers={"x-forwarded-for": "192.0.2.2"}
    )
    assert (TOO_MANY in other.content.decode()) is stops_others
