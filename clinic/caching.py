"""What a browser or a proxy may keep of an answer: nothing."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class NothingKeptMiddleware:
    """No page outlives the sign-out on a shared machine, and Back asks for the present score.

    Static files are answered before this. static/js/fresh.js does the same for a page that the
    browser had frozen and shows again without asking.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        answer.headers["Cache-Control"] = "no-store"
        return answer
