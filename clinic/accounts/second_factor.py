"""Whether a person has a second factor, and whether this session has shown it."""

from typing import Any

from allauth.mfa.signals import authenticator_used
from allauth.mfa.utils import is_mfa_enabled
from django.dispatch import receiver
from django.http import HttpRequest

from clinic.accounts.models import User

SESSION_KEY = "second_factor_shown_by"


@receiver(authenticator_used)
def remember(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A code was right: at sign-in, at a confirmation, or when the app was set up."""
    request.session[SESSION_KEY] = user.pk


def is_set_up(user: User) -> bool:
    return bool(is_mfa_enabled(user))


def is_shown(request: HttpRequest, user: User) -> bool:
    """Whether this session has shown the factor that the account has.

    A session opened with the password alone, before another one set the factor up, has not.
    """
    return bool(request.session.get(SESSION_KEY) == user.pk)
