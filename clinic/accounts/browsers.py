"""Browsers in which a person has signed in before: strangers' failures do not lock these out.

The cookie holds one mark a name, which only this installation can make and which says nothing of
the name. It opens no door: it decides with whose failures an attempt is counted.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "signed_in_before"
# A ward's computer is used by several people.
MOST_NAMES = 10


def knows(request: HttpRequest, name: str) -> bool:
    """Whether this name has signed in in this browser before."""
    mark = _mark(name)
    return any(constant_time_compare(mark, known) for known in _marks(request))


def remember(request: HttpRequest, response: HttpResponseBase, name: str) -> None:
    """Put the name's mark first; the one longest unused falls out."""
    others = [mark for mark in _marks(request) if mark != _mark(name)]
    response.set_cookie(
        COOKIE,
        ".".join([_mark(name), *others][:MOST_NAMES]),
        max_age=180 * 24 * 60 * 60,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> list[str]:
    return request.COOKIES.get(COOKIE, "").split(".")[:MOST_NAMES]


def _mark(name: str) -> str:
    return salted_hmac("clinic.accounts.browsers", name.lower(), algorithm="sha256").hexdigest()
