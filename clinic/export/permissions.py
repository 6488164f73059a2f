"""A REST view names the permission it needs; without one it is closed."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView


class HoldsPermission(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        permission = getattr(view, "required_permission", None)
        return bool(permission and request.user.is_authenticated and request.user.may(permission))
