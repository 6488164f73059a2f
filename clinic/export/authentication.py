"""`Authorization: Token KEY` for programs."""

from typing import Any

from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from clinic.accounts.models import ApiToken
from clinic.accounts.tokens import find_token


class TokenAuthentication(BaseAuthentication):
    """Finds the token by its key; whatever is wrong with one, the answer is the same."""

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        parts = get_authorization_header(request).split()
        if len(parts) != 2 or parts[0].lower() != b"token":
            return None
        token = find_token(parts[1].decode("utf-8", "replace"))
        if token is None:
            raise exceptions.AuthenticationFailed("The token is not valid.")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Token"
