"""Closed by default: a view names the permission it needs, or declares itself public.

SignInMiddleware asks for a login everywhere; a walk over all URLs in the tests fails for
a view that carries neither of these marks.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from clinic.accounts.models import User
from clinic.accounts.roles import Permission

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class SignedInRequest(HttpRequest):
    """For types only: behind `requires`, the user is one of ours."""

    user: User


def requires(permission: Permission) -> Callable[[View], View]:
    """Answer 403 unless the signed-in person holds the permission at one centre at least."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.may(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.required_permission = permission  # type: ignore[attr-defined]  # read by the walk
        return guarded  # type: ignore[return-value]  # the same signature, decorated

    return mark


def any_account(view: View) -> View:
    """For pages every signed-in person has: their own account."""
    view.any_account = True  # type: ignore[attr-defined]  # read by the walk
    return view


def public(view: View) -> View:
    """For pages without a login: sign-in and health."""
    view.is_public = True  # type: ignore[attr-defined]  # read by the walk
    return login_not_required(view)
