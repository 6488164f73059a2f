"""Keys of programs: drawn at random, shown once, kept as a hash."""

import hashlib
import secrets

from django.utils import timezone

from clinic.accounts import second_factor
from clinic.accounts.demonstration import is_refused
from clinic.accounts.models import ApiToken

# A key found in a log or a repository tells whose it is.
KEY_PREFIX = "risposta_"
KEY_BYTES = 32


def draw_key() -> str:
    return KEY_PREFIX + secrets.token_urlsafe(KEY_BYTES)


def sha256_of(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def find_token(key: str) -> ApiToken | None:
    """The token of this key, or None where it opens nothing.

    It opens no more than its person could open in a browser: not a closed account, not one of a
    demonstration elsewhere, and not a role's that needs a second factor and has none.
    """
    token = (
        ApiToken.objects.in_force(timezone.now())
        .select_related("user")
        .filter(key_sha256=sha256_of(key), user__is_active=True)
        .first()
    )
    if token is None or is_refused(token.user):
        return None
    if token.user.needs_second_factor and not second_factor.is_set_up(token.user):
        return None
    return token
