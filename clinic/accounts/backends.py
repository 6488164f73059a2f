"""Which accounts may sign in."""

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser


class AccountBackend(AuthenticationBackend):
    """allauth's, but an account of the demonstration works in a demonstration only."""

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        if getattr(user, "is_demonstration", False) and not settings.DEMONSTRATION:
            return False
        return bool(super().user_can_authenticate(user))
