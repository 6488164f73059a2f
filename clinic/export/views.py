"""The REST interface: a study's rows, and the description of the interface."""

from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from clinic.export.formats import WRITERS
from clinic.export.models import Format
from clinic.export.negotiation import ROW_RENDERERS, FormatNegotiation
from clinic.export.permissions import HoldsPermission
from clinic.export.schema import describe_rows
from clinic.export.services import ApprovalNotCurrent, export_rows
from clinic.studies.models import Study


class StudyRows(APIView):
    required_permission = Permission.EXPORT
    renderer_classes = ROW_RENDERERS
    content_negotiation_class = FormatNegotiation
    http_method_names = ["get", "options"]  # a HEAD would write a whole export for nothing

    @describe_rows
    def get(self, request: Request, slug: str) -> FileResponse:
        assert isinstance(request.user, User)  # the permission was held
        study = Study.objects.filter(slug=slug).first()
        if study is None:
            raise NotFound(_("There is no study of this name."))
        asked = Format(request.accepted_renderer.format)
        try:
            delivery = export_rows(
                study=study, by=request.user, format=asked, today=timezone.localdate()
            )
        except ApprovalNotCurrent:
            raise PermissionDenied(
                _("The ethics approval of this study does not cover today.")
            ) from None
        return FileResponse(
            delivery.body,
            as_attachment=True,
            filename=f"{study.slug}.{asked}",
            content_type=WRITERS[asked].content_type,
            headers={"Content-Length": str(delivery.size)},
        )

    def handle_exception(self, exc: Exception) -> Response:
        """A refusal is JSON, whatever format was asked for."""
        self.request.accepted_renderer = JSONRenderer()
        self.request.accepted_media_type = JSONRenderer.media_type
        return super().handle_exception(exc)


class Schema(SpectacularAPIView):
    """For people of a study; the description names no patient, and no address of anything else."""

    required_permission = Permission.SEE_STUDIES
    permission_classes = [HoldsPermission]

    @extend_schema(exclude=True)
    def get(self, request: Request, *args: object, **kwargs: object) -> Response:
        description: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        return description
