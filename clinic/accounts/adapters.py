"""allauth, told how this project signs people in."""

import base64
import secrets
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from clinic.accounts import browsers
from clinic.accounts.attribution import acting
from clinic.accounts.demonstration import DEMONSTRATION_TOTP_SECRET, is_refused
from clinic.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; all that is wrong at sign-in looks alike."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _(
            "This name and password open no account. Check both, or ask your administrator."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before the password is looked at; a right one is taken back.

        Who has signed in in this browser before is counted apart from everybody else, so that
        nobody locks them out by failing elsewhere.
        """
        super().pre_authenticate(request, **credentials)
        if browsers.knows(request, credentials.get("username", "")):
            return
        usage = ratelimit.consume(
            request,
            app="allauth.account",
            action="login_failed_by_stranger",
            key=super()._get_login_attempts_cache_key(request, **credentials),
        )
        if usage is None:
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage.usage.extend(usage.usage)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        name = super()._get_login_attempts_cache_key(request, **credentials)
        if browsers.knows(request, credentials.get("username", "")):
            return f"{name} in a known browser"
        return f"{name} at {ratelimit.get_ip(request)}"

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Refuse closed accounts as if the password were wrong.

        allauth hands over an account with the right password that its backend has refused, so
        that a page can say so. Here that page would tell which accounts exist.
        """
        user: User | None = super().authenticate(request, **credentials)
        if user is None or not user.is_active or is_refused(user):
            return None
        return user

    def login(self, request: HttpRequest, user: User) -> None:
        """The moment of sign-in is written by the person, who is not yet the request's."""
        with acting(by=user):
            super().login(request, user)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        browsers.remember(request, response, user.username)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Signing in within the last five minutes is as good as confirming the password."""
        request = self.request
        records = get_authentication_records(request, request.user)
        if any(time.time() - r["at"] < app_settings.REAUTHENTICATION_TIMEOUT for r in records):
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:account")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the second factor where a role needs it, and the published one in demonstrations."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not authenticator.user.needs_second_factor

    def decrypt(self, encrypted_text: str) -> str:
        """Outside a demonstration no code fits the published secret, whoever carries it."""
        secret: str = super().decrypt(encrypted_text)
        if secret == DEMONSTRATION_TOTP_SECRET and not settings.DEMONSTRATION:
            return base64.b32encode(secrets.token_bytes(20)).decode()
        return secret

    def is_mfa_enabled(self, user: AbstractBaseUser, types: Any = None) -> bool:
        """Recovery codes alone are no second factor."""
        if types is None:
            types = [Authenticator.Type.TOTP]
        return bool(super().is_mfa_enabled(user, types=types))
