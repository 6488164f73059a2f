"""Why scores are due: noted with each change, and carried into the rows that it gave."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils import timezone

from clinic.accounts.attribution import current_context
from clinic.registry.vocabulary import Cause

Noted = dict[str, str | None]  # as it stands in the database, as JSON


def noted(cause: Cause, about: UUID | None) -> Noted:
    """A cause as it happens: {"code", "about", "by", "reason", "at"}.

    `about` is the uuid of the visit or course that was written, of a rescore that of its run, else
    None; `by` the account's name and `reason` what that person gave, None where there was none;
    `at` the instant in UTC, ISO 8601.
    """
    context = current_context()
    return {
        "code": cause.value,
        "about": str(about) if about else None,
        "by": context.actor if context else None,
        "reason": context.reason if context else None,
        "at": timezone.now().isoformat(timespec="seconds"),
    }


def of_row(causes: Iterable[Noted], written: Iterable[Any]) -> list[Noted]:
    """Those of a patient's causes that reach one row, which rests on what was `written`.

    Where none does, all of them: the reason is among them, if nobody can say which it is.
    """
    known = list(causes)
    names = {None, *map(str, written)}
    reaching = [
        cause for cause in known if cause["about"] in names or cause["code"] == Cause.RESCORE
    ]
    return reaching or known
