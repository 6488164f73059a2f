"""Which format a request asks for: `?format=` first, else its Accept header."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request


class CsvRenderer(BaseRenderer):
    """Stands for the format in negotiation; rows are written by clinic.export.formats."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError  # an answer that is not rows is written as JSON


class FormatNegotiation(DefaultContentNegotiation):
    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        asked = request.query_params.get("format")
        if asked is None:
            chosen: tuple[BaseRenderer, str] = super().select_renderer(
                request, renderers, format_suffix
            )
            return chosen
        for renderer in renderers:
            if renderer.format == asked:
                return renderer, renderer.media_type
        raise NotFound(_("There is no such format here; use json or csv."))


ROW_RENDERERS = [JSONRenderer, CsvRenderer]
