"""What an address asks for beside its path."""

from uuid import UUID

from django.http import HttpRequest


def course_asked(request: HttpRequest) -> UUID | None:
    """The index course named as `?course=`; nonsense names none."""
    try:
        return UUID(request.GET.get("course", ""))
    except ValueError:
        return None
