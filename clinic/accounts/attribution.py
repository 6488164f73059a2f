"""Who acts, from where and why: carried beside the code, written down by the audit's triggers.

It stands here, below the audit, because accounts are written too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clinic.accounts.models import User


@dataclass(frozen=True)
class Context:
    """What an audit row says beside the change itself."""

    source: str = "command"
    actor_id: int | None = None
    actor: str | None = None
    roles: str | None = None
    request_id: str | None = None
    reason: str | None = None
    program_version: str = settings.PROGRAM_VERSION


_current: ContextVar[Context | None] = ContextVar("attribution", default=None)


def current_context() -> Context | None:
    """What the next write is attributed to; None where nobody has said."""
    return _current.get()


@contextmanager
def acting(*, by: User | None = None, **changes: Any) -> Iterator[None]:
    """Attribute every write inside to this person, source or reason."""
    if by is not None:
        changes |= {
            "actor_id": by.pk,
            "actor": by.username,
            "roles": ", ".join(sorted(set(by.roles_by_centre.values()))) or None,
        }
    token = _current.set(replace(_current.get() or Context(), **changes))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def unattended(source: str) -> Iterator[None]:
    """Attribute every write inside to a program working on its own, whoever set it off."""
    token = _current.set(Context(source=source))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def recording(*, by: User, reason: str | None = None) -> Iterator[None]:
    """One transaction whose writes are attributed to a person: the frame of every service.

    Inside another one it keeps that one's reason unless it has its own.
    """
    why = {} if reason is None else {"reason": reason}
    with acting(by=by, **why), transaction.atomic():
        yield


@contextmanager
def correcting(*, by: User, reason: str) -> Iterator[None]:
    """As `recording`, for what changes or ends something recorded: it is kept with its reason.

    Raises ValidationError at the field `reason` where that is blank.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason for the change.")})
    with recording(by=by, reason=reason):
        yield
