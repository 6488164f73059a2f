"""People of every role in Milan and one of Rome; codes of an authenticator app."""

import hashlib
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from clinic.accounts.models import ApiToken, Centre, User
from clinic.accounts.roles import Role
from tests.people import PASSWORD, make_person

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def carry_app(person: User, secret: str = SECRET) -> None:
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": secret})


def sign_in(client: Client, username: str, password: str = PASSWORD):
    return client.post("/sign-in/", {"login": username, "password": password})


def is_in(client: Client) -> bool:
    return bool(client.get("/account/").status_code == 200)


def key_for(person: User, **facts: object) -> str:
    """A key of the person's, in force unless the facts say otherwise."""
    key = f"risposta_{person.username}_{len(facts)}_{ApiToken.objects.count()}"
    ApiToken.objects.create(
        **{
            "user": person,
            "label": "test",
            "key_sha256": hashlib.sha256(key.encode()).hexdigest(),
            "expires_at": timezone.now() + timedelta(days=1),
        }
        | facts
    )
    return key


@pytest.fixture(autouse=True)
def _forgotten_attempts(db: None) -> None:
    """Limits on attempts are kept in the cache."""
    cache.clear()


@pytest.fixture
def rome(db: None) -> Centre:
    return Centre.objects.create(name="Rome")


@pytest.fixture
def romano(milan: Centre) -> User:
    """Exporter in Milan, with an app."""
    person = make_person("romano", Role.EXPORTER, milan)
    carry_app(person)
    return person


@pytest.fixture
def costa(milan: Centre) -> User:
    """Administrator in Milan, with an app."""
    person = make_person("costa", Role.ADMINISTRATOR, milan)
    carry_app(person)
    return person


@pytest.fixture
def published(milan: Centre) -> Callable[[Role], User]:
    """An account of a demonstration."""

    def make(role: Role) -> User:
        person = make_person(f"demo-{role}", role, milan)
        person.is_demonstration = True
        person.save()
        return person

    return make
