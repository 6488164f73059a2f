"""Which format a request asks for: `?format=` first, else its Accept header."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer


class CsvRenderer(BaseRenderer):
    """Stands for the format in negotiation; rows are written by clinic.export.formats."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError  # an answer that is not rows is written as JSON


class FormatNegotiation(DefaultContentNegotiation):
    def filter_renderers(
        self,
        renderers: Iterable[BaseRenderer],
        format: str,  # noqa: A002
    ) -> list[BaseRenderer]:
        try:
            return list(super().filter_renderers(renderers, format))
        except Http404:
            raise NotFound(_("There is no such format here; use json or csv.")) from None


ROW_RENDERERS = [JSONRenderer, CsvRenderer]
