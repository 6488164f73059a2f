"""`Authorization: Token KEY` for programs."""

import hashlib
from typing import Any

from django.utils import timezone
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from clinic.accounts.models import ApiToken


class TokenAuthentication(BaseAuthentication):
    """Finds the token by its hash; expired, revoked and disabled ones are refused alike."""

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        parts = get_authorization_header(request).split()
        if len(parts) != 2 or parts[0].lower() != b"token":
            return None
        token = (
            ApiToken.objects.select_related("user")
            .filter(
                key_sha256=hashlib.sha256(parts[1]).hexdigest(),
                revoked_at__isnull=True,
                expires_at__gt=timezone.now(),
                user__is_active=True,
            )
            .first()
        )
        if token is None:
            raise exceptions.AuthenticationFailed("The token is not valid.")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Token"
