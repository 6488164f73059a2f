"""A REST view names the permission it needs; without one it is closed."""

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

if TYPE_CHECKING:
    from rest_framework.views import APIView  # which reads the setting that names this module


class IsSignedIn(BasePermission):
    """For views that show nothing of the registry; they declare `any_account`, as pages do."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        return bool(request.user.is_authenticated)


class HoldsPermission(BasePermission):
    def has_permission(self, request: Request, view: "APIView") -> bool:
        permission = getattr(view, "required_permission", None)
        return bool(permission and request.user.is_authenticated and request.user.may(permission))
