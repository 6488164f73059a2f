"""`manage.py check --database default` says when the trail is not being written."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning
from django.db import connections

from clinic.audit import triggers


@register(Tags.database)
def triggers_stand(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """A warning, not an error: `migrate` checks first and then puts the triggers back."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        lost = triggers.missing(connections[alias])
        if lost:
            found.append(
                CheckWarning(
                    f"{len(lost)} audit triggers are missing or altered, the first is {lost[0]}.",
                    hint="Until `manage.py migrate` has run, writes may leave no audit trail, and"
                    " stored scores may be rewritten.",
                    id="audit.W001",
                )
            )
    return found
