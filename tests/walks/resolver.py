"""Every address that the application answers, found in its URL configuration."""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def views() -> dict[str, Callable[..., Any]]:
    """Name of an address -> its view; an address without a name stands under its pattern."""
    return dict(_walk(get_resolver(), "", ""))


def _walk(
    resolver: URLResolver, prefix: str, namespace: str
) -> Iterator[tuple[str, Callable[..., Any]]]:
    for part in resolver.url_patterns:
        pattern = prefix + str(part.pattern)
        if isinstance(part, URLResolver):
            inner = f"{namespace}{part.namespace}:" if part.namespace else namespace
            yield from _walk(part, pattern, inner)
        else:
            assert isinstance(part, URLPattern)
            yield f"{namespace}{part.name}" if part.name else pattern, part.callback


def declaration(view: Callable[..., Any]) -> str | None:
    """What a view says of who gets in: a permission, `anybody signed in`, `public`, or nothing."""
    rest_view = getattr(view, "cls", None)
    permission = getattr(view, "required_permission", None) or getattr(
        rest_view, "required_permission", None
    )
    if permission:
        return str(permission)
    if getattr(view, "any_account", False) or getattr(rest_view, "any_account", False):
        return "anybody signed in"
    return "public" if getattr(view, "is_public", False) else None
