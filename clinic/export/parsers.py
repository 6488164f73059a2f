"""The body of a request as it came: it is read by the rules of the case format."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.parsers import BaseParser

TEXT = "text"
LARGEST_CASE_BYTES = 64 * 1024  # a case has some 2,000


class TooLarge(APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = _("This is larger than one case can be.")
    default_code = "too_large"


class CaseText(BaseParser):
    """JSON, left as bytes: the framework's own parser would make binary floats of its numbers."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Mapping[str, bytes]:
        """The body under TEXT. Raises TooLarge."""
        body: bytes = stream.read(LARGEST_CASE_BYTES + 1)
        if len(body) > LARGEST_CASE_BYTES:
            raise TooLarge
        return {TEXT: body}
