"""The OpenAPI description of the export."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from clinic.export.columns import COLUMNS
from clinic.export.dictionary import row_schema
from clinic.export.models import Format

DETAIL = {
    "type": "object",
    "properties": {"detail": {"type": "string", "description": "What was wrong, in a sentence."}},
    "required": ["detail"],
}
STUDY = {
    "type": "object",
    "properties": {
        name: {"type": "string", "description": description}
        for name, description in {
            "slug": "Short name of the study.",
            "title": "Title of the study.",
            "approval_number": "Ethics approval number, as printed.",
            "committee": "Ethics committee.",
        }.items()
    },
    "required": ["slug", "title", "approval_number", "committee"],
}
ROWS_AS_JSON = {
    "type": "object",
    "properties": {
        "study": STUDY,
        "notice": {"type": "string", "description": "What kind of data these are."},
        "rows": {"type": "array", "items": row_schema()},
    },
    "required": ["study", "notice", "rows"],
}
ROWS_AS_CSV = {
    "type": "string",
    "description": "RFC 4180 with a header; columns as in a row of the JSON format: "
    + ", ".join(column.name for column in COLUMNS),
}


def refusal(description: str) -> OpenApiResponse:
    return OpenApiResponse(response=DETAIL, description=description)


describe_rows = extend_schema(
    operation_id="study_rows",
    summary="Rows of a study, one a visit with its score",
    description="Pseudonymised rows of the patients whose consent is current today. Every"
    " delivery is recorded.",
    parameters=[
        OpenApiParameter("slug", OpenApiTypes.STR, "path", description="Short name of the study."),
        OpenApiParameter(
            "format", OpenApiTypes.STR, description="json by default.", enum=Format.values
        ),
    ],
    responses={
        (200, "application/json"): ROWS_AS_JSON,
        (200, "text/csv"): ROWS_AS_CSV,
        (401, "application/json"): refusal("No login, or a token that is not valid."),
        (403, "application/json"): refusal("No permission, or no current ethics approval."),
        (404, "application/json"): refusal("No such study or format."),
        (406, "application/json"): refusal("None of the media types asked for is served."),
    },
)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How `Authorization: Token KEY` reads in the description."""

    target_class = "clinic.export.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Token KEY`, with a key made on the account page.",
        }
