"""What every template may ask of the person who looks."""

from django.conf import settings
from django.http import HttpRequest

from clinic.accounts.roles import Permission


def access(request: HttpRequest) -> dict[str, object]:
    """`may`: the names of the permissions held, so that no page offers what would be refused."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"may": frozenset(), "demonstration": settings.DEMONSTRATION}
    return {
        "may": frozenset(str(p) for p in Permission if user.may(p)),
        "demonstration": settings.DEMONSTRATION,
    }
