"""Pages for what went wrong: they need neither session nor database, and say what to do."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, connection
from django.http import Http404
from django.test import Client, RequestFactory
from django.utils import translation

from clinic import errors

SECRET = "Bianchi, Ada"

PAGES = [
    (400, lambda request: errors.bad_request(request, ValueError(SECRET))),
    (403, lambda request: errors.permission_denied(request, PermissionDenied(SECRET))),
    (403, lambda request: errors.csrf_failure(request, reason=SECRET)),
    (404, lambda request: errors.page_not_found(request, Http404(SECRET))),
    (429, errors.too_many_requests),
    (500, errors.server_error),
]


@pytest.mark.parametrize("language", ["en", "it"])
@pytest.mark.parametrize(("status", "answer"), PAGES)
def test_each_page_is_made_without_a_database_and_shows_no_exception(status, answer, language):
    """Without the mark django_db a query fails the test."""
    with translation.override(language):
        page = answer(RequestFactory().get(f"/patients/?q={SECRET}"))
    assert page.status_code == status
    text = page.content.decode()
    assert SECRET not in text
    assert "Ada" not in text
    assert f'<html lang="{language}">' in text
    assert 'href="/start/"' in text


def test_where_the_database_is_away_a_signed_in_person_still_gets_our_page(monkeypatch, rossi):
    client = Client(raise_request_exception=False)
    client.force_login(rossi)

    def gone(*args: object, **kwargs: object) -> None:
        raise OperationalError(f"connection lost while reading {SECRET}")

    monkeypatch.setattr(connection, "cursor", gone)
    page = client.get("/account/")
    monkeypatch.undo()
    assert page.status_code == 500
    assert "Something went wrong here" in page.content.decode()
    assert SECRET not in page.content.decode()
