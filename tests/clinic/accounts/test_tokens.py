"""Keys of programs."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clinic.accounts.models import ApiToken
from clinic.accounts.roles import Role
from clinic.accounts.services import NotTheirsToChange, create_token, revoke_token
from clinic.accounts.tokens import find_token
from clinic.audit.models import AuditEvent
from tests.clinic.accounts.conftest import key_for
from tests.people import let_in, make_person

YESTERDAY = timedelta(days=-1)


@pytest.mark.parametrize(
    "facts",
    [
        {"expires_at": timezone.now() + YESTERDAY},
        {"revoked_at": timezone.now() + YESTERDAY},
    ],
)
def test_an_expired_or_revoked_key_opens_nothing(romano, facts):
    assert find_token(key_for(romano, **facts)) is None


def test_a_key_of_a_closed_account_opens_nothing(romano):
    key = key_for(romano)
    romano.is_active = False
    romano.save()
    assert find_token(key) is None


@pytest.mark.parametrize("key", ["", "risposta_", "risposta_unknown", "' OR 1=1", "ключ"])
def test_an_unknown_key_opens_nothing(romano, key):
    key_for(romano)
    assert find_token(key) is None


def test_the_hash_of_a_key_is_no_key(romano):
    key_for(romano)
    assert find_token(ApiToken.objects.get().key_sha256) is None


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_key_lasts_from_a_day_to_a_year(romano, days):
    with pytest.raises(ValidationError):
        create_token(by=romano, label="R", days=days)
    assert not ApiToken.objects.exists()


def test_a_key_is_random_and_kept_as_its_hash(romano):
    token, key = create_token(by=romano, label="R", days=90)
    _, other = create_token(by=romano, label="R", days=90)
    assert key.startswith("risposta_")
    assert len(key) == len("risposta_") + 43
    assert key != other
    assert token.key_sha256 == hashlib.sha256(key.encode()).hexdigest()
    assert find_token(key) == token
    trail = str(list(AuditEvent.objects.values()))
    assert key not in trail
    assert token.key_sha256 not in trail


def test_nobody_revokes_anothers_key(romano, milan):
    token, key = create_token(by=romano, label="R", days=90)
    with pytest.raises(NotTheirsToChange):
        revoke_token(token=token, by=make_person("neri", Role.EXPORTER, milan))
    assert find_token(key)


def test_the_page_shows_a_new_key_once(client, romano):
    let_in(client, romano)
    page = client.post("/account/keys/new/", {"label": "R at the study office", "days": "30"})
    key = page.context["new_key"]
    assert key in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]
    assert find_token(key).user == romano
    again = client.get("/account/").content.decode()
    assert key not in again
    assert "R at the study office" in again


@pytest.mark.parametrize("typed", [{"label": "", "days": "30"}, {"label": "R", "days": "3000"}])
def test_a_key_without_a_program_or_of_another_length_is_refused(client, romano, typed):
    let_in(client, romano)
    page = client.post("/account/keys/new/", typed)
    assert page.context["form"].errors
    assert not ApiToken.objects.exists()


def test_revoking_on_the_page_ends_a_key_and_anothers_is_not_found(client, romano, milan):
    mine, key = create_token(by=romano, label="R", days=90)
    neri = make_person("neri", Role.EXPORTER, milan)
    foreign, _ = create_token(by=neri, label="R", days=90)
    let_in(client, romano)
    assert client.post(f"/account/keys/{foreign.pk}/revoke/").status_code == 404
    assert client.post(f"/account/keys/{mine.pk}/revoke/").status_code == 302
    assert find_token(key) is None
    foreign.refresh_from_db()
    assert foreign.revoked_at is None


def test_who_may_not_export_is_offered_no_key(client, rossi):
    let_in(client, rossi)
    assert "accounts/keys" not in client.get("/account/").content.decode()
    assert client.post("/account/keys/new/", {"label": "R", "days": "30"}).status_code == 403
