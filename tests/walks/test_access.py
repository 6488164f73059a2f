"""Every address, every role, one's own centre and a foreign one: what happens is what is written.

The expected cells stand in tests/walks/addresses.py and are not made from the matrix in
clinic/accounts/roles.py: flipping one permission there makes this fail.
"""

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from clinic.accounts.roles import GRANTS, Permission, Role
from tests.walks.addresses import ADDRESSES, Address
from tests.walks.resolver import declaration, views
from tests.walks.world import Place, World

# Written by hand, like the addresses.
SEE_NAMES = {Role.CLINICIAN, Role.DATA_ENTRY, Role.CENTRE_LEAD}
IN, SIGN_IN, REFUSED, NOT_FOUND = "gets in", "is asked to sign in", "is refused", "finds nothing"
NAMES = [address.name for address in ADDRESSES]
pytestmark = pytest.mark.django_db
by_address = pytest.mark.parametrize("address", ADDRESSES, ids=NAMES)


def outcome(page: HttpResponse) -> str:
    location = page.headers.get("Location", "")
    if page.status_code == 401 or location.startswith("/sign-in/?next="):
        return SIGN_IN
    if page.status_code == 405 or page.status_code >= 500:
        return f"breaks it ({page.status_code})"
    return {403: REFUSED, 404: NOT_FOUND}.get(page.status_code, IN)


def ask(
    world: World, role: Role | None, address: Address, place: Place, method: str = ""
) -> HttpResponse:
    """One request whose writes are taken back."""
    things = {"key": world.keys[role or Role.EXPORTER]} | place.things
    path = reverse(
        address.name, kwargs={part: things[thing] for part, thing in address.names.items()}
    )
    method = method or ("POST" if address.is_post_only else "GET")
    with transaction.atomic():
        page = world.browser(role).generic(
            method, path, content_type="application/x-www-form-urlencoded"
        )
        transaction.set_rollback(True)
    return page


def shown(page: HttpResponse) -> str:
    """Everything that an answer says, headers and redirects included."""
    content = b"".join(page.streaming_content) if page.streaming else page.content
    return content.decode() + str(page.headers)


def test_every_address_has_its_line_and_every_line_its_address():
    assert sorted(views()) == sorted(NAMES)


def test_every_view_says_who_gets_in():
    assert [name for name, view in views().items() if declaration(view) is None] == []


@by_address
def test_each_role_gets_in_where_it_is_written_and_nowhere_else(world, address):
    """A refusal shows nothing of the patient; no answer shows one of a foreign centre.

    And who is not to know names finds none on the pages that are open to them.
    """
    happened = {}
    for role in Role:
        page = ask(world, role, address, world.own)
        happened[role] = outcome(page)
        answer = shown(page)
        assert world.foreign.canary not in answer, role
        assert role in address.roles or world.own.canary not in answer, role
        if role not in SEE_NAMES:
            assert [name for name in world.own.identity if name in answer] == [], role
    assert happened == {role: IN if role in address.roles else REFUSED for role in Role}


@by_address
def test_who_is_not_signed_in_is_asked_to(world, address):
    page = ask(world, None, address, world.own)
    assert outcome(page) == (IN if address.is_public else SIGN_IN)
    assert world.own.canary not in shown(page)


@pytest.mark.parametrize(
    "address", [a for a in ADDRESSES if a.is_scoped], ids=lambda address: address.name
)
def test_what_belongs_to_a_foreign_centre_is_not_found(world, address):
    for role in Role:
        page = ask(world, role, address, world.foreign)
        assert outcome(page) == (NOT_FOUND if role in address.roles else REFUSED), role
        answer = shown(page)
        assert world.foreign.canary not in answer, role
        assert world.own.canary not in answer, role


@by_address
def test_no_method_breaks_a_page(world, address):
    role = next(role for role in Role if role in address.roles)
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"):
        page = ask(world, role, address, world.own, method)
        assert page.status_code < 500, method
        if address.is_post_only and method not in ("POST", "OPTIONS"):
            assert page.status_code == 405, method


@pytest.mark.parametrize(
    "address", [a for a in ADDRESSES if not a.is_allauths], ids=lambda address: address.name
)
def test_only_forms_take_what_is_sent(world, address):
    role = next(role for role in Role if role in address.roles)
    takes = ask(world, role, address, world.own, "POST").status_code != 405
    assert takes == (address.is_form or address.is_post_only)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_flipping_one_permission_makes_the_walk_fail(world, monkeypatch, permission, role):
    """So the matrix and the hand-written cells hold each other."""
    guarded = {name for name, view in views().items() if declaration(view) == permission}
    assert guarded, f"no address asks for {permission}"
    monkeypatch.setitem(GRANTS, permission, GRANTS[permission] ^ {role})
    wrong = [
        address.name
        for address in ADDRESSES
        if address.name in guarded
        and outcome(ask(world, role, address, world.own))
        != (IN if role in address.roles else REFUSED)
    ]
    assert wrong
