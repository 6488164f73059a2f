"""Nobody goes anywhere before signing in, and roles that export or administer before their second
factor was shown."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from clinic.accounts import second_factor

# What such a person reaches before: setting it up, proving who they are, and leaving.
BEFORE_SECOND_FACTOR = frozenset(
    {
        "mfa_activate_totp",
        "mfa_reauthenticate",
        "account_reauthenticate",
        "account_logout",
        "accounts:language",
    }
)


class SignInMiddleware(LoginRequiredMiddleware):
    """Django's, but sign-in is told the page alone: what was asked of it may name a patient."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        return redirect_to_login(request.path, self.get_login_url(view_func))


class SecondFactorMiddleware:
    """Sends such a person to set it up, or to show it to a session that has not seen it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or not user.needs_second_factor:
            return None
        if request.resolver_match and request.resolver_match.view_name in BEFORE_SECOND_FACTOR:
            return None
        if second_factor.is_shown(request, user):
            return None
        if not second_factor.is_set_up(user):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        here = urlencode({"next": request.path})
        return HttpResponseRedirect(f"{reverse('mfa_reauthenticate')}?{here}")
