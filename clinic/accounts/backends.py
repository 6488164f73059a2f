"""Which accounts may sign in, and whose sessions go on."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AbstractBaseUser

from clinic.accounts.demonstration import is_refused
from clinic.accounts.models import User


class AccountBackend(AuthenticationBackend):
    """allauth's, but an account of the demonstration works in a demonstration only.

    Django asks this for every request of a session as well as at sign-in.
    """

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        if isinstance(user, User) and is_refused(user):
            return False
        return bool(super().user_can_authenticate(user))
