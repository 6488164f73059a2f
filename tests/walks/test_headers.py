"""What every answer tells the browser to refuse, and cookies that no script reads."""

import pytest
from django.http import HttpResponse

from clinic.accounts.roles import Role
from tests.walks.addresses import ADDRESSES
from tests.walks.test_access import ask
from tests.walks.world import World

pytestmark = pytest.mark.django_db

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
NOTHING_KEPT = "no-store"
POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
}


def check(page: HttpResponse) -> None:
    assert {name: page.headers.get(name) for name in HEADERS} == HEADERS
    policy = page.headers.get("Content-Security-Policy", "")
    assert {part.strip() for part in policy.split(";")} == POLICY
    for cookie in filter(lambda cookie: cookie.value, page.cookies.values()):
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address.name)
def test_every_answer_carries_the_rules(world: World, address):
    """To somebody who gets in, to somebody who is refused, and to nobody."""
    outside = set(Role) - address.roles
    for role in (next(iter(address.roles)), next(iter(outside), None), None):
        for method in ("GET", "POST"):
            answer = ask(world, role, address, world.own, method)
            check(answer)
            assert answer.headers["Cache-Control"] == NOTHING_KEPT


@pytest.mark.parametrize(
    "path", ["/nowhere/", "/static/css/base.css", "/static/nothing.css", "/%00"]
)
def test_so_do_what_is_not_found_and_the_static_files(world: World, path):
    check(world.browser(None).get(path))


def test_so_does_a_form_without_its_token(world: World):
    browser = world.browser(Role.CLINICIAN)
    browser.handler.enforce_csrf_checks = True
    page = browser.post("/account/password/")
    assert page.status_code == 403
    check(page)
