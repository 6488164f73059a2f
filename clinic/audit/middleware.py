"""Attributes every write of a request to the person who made it."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from clinic.audit.context import acting


class AuditContextMiddleware:
    """Innermost middleware: the signed-in person, the source and an id of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user if request.user.is_authenticated else None
        has_key = "Authorization" in request.headers  # without one the browser asks, by its session
        source = "api" if has_key and request.path.startswith("/api/") else "page"
        with acting(by=user, source=source, request_id=str(uuid.uuid4())):
            return self.get_response(request)
