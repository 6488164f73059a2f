"""Whether a person has a second factor, and whether this session has shown it."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_used
from allauth.mfa.utils import is_mfa_enabled
from django.dispatch import receiver
from django.http import HttpRequest

from clinic.accounts.models import User

SESSION_KEY = "second_factor_shown"


@receiver(authenticator_used)
def remember(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A code was right: at sign-in, at a confirmation, or when the app was set up.

    A recovery code stands for the app, so the session remembers the app either way.
    """
    request.session[SESSION_KEY] = _app_of(user)


def is_set_up(user: User) -> bool:
    return bool(is_mfa_enabled(user))


def is_shown(request: HttpRequest, user: User) -> bool:
    """Whether this session has shown the factor that the account has now.

    A session opened with the password alone, before another one set the factor up, has not; nor
    has one that showed a factor which was taken away since.
    """
    app = _app_of(user)
    return app is not None and request.session.get(SESSION_KEY) == app


def _app_of(user: User) -> int | None:
    apps = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    key: int | None = apps.values_list("pk", flat=True).first()
    return key
