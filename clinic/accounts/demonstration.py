"""Accounts whose password and second factor are published: they work in a demonstration only."""

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.conf import settings

from clinic.accounts.models import User

# Printed by `./run` and in the README, so that anybody can try the roles that need a code.
DEMONSTRATION_TOTP_SECRET = "RISPOSTADEMONSTRATIONONLY2345676"  # noqa: S105  # published on purpose


class NotADemonstration(Exception):
    """A published credential was to be given out where real patients may be."""


def is_refused(user: User) -> bool:
    """Whether this account belongs to a demonstration that this installation is not."""
    return user.is_demonstration and not settings.DEMONSTRATION


def enrol_demonstration_totp(user: User) -> None:
    """Give a demonstration account the published second factor; a second call changes nothing."""
    if not (settings.DEMONSTRATION and user.is_demonstration):
        raise NotADemonstration
    Authenticator.objects.get_or_create(
        user=user,
        type=Authenticator.Type.TOTP,
        defaults={"data": {"secret": encrypt(DEMONSTRATION_TOTP_SECRET)}},
    )
