"""Pages for what went wrong. They need no session and no database, and show nothing of a patient.

No exception's text is shown: it may quote what was typed.
"""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from clinic.accounts.access import public


def _answer(status: HTTPStatus, template: str | None = None) -> HttpResponse:
    return HttpResponse(render_to_string(template or f"{status.value}.html"), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(HTTPStatus.INTERNAL_SERVER_ERROR)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """allauth's limits answer with this one."""
    return _answer(HTTPStatus.TOO_MANY_REQUESTS)


@public
def csrf_failure(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """The form came without its token: the cookie was missing or the session had ended."""
    return _answer(HTTPStatus.FORBIDDEN, "403_csrf.html")
