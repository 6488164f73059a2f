"""Hands the audit context to the database, whichever engine it is.

SQLite: the triggers call functions that this process registers; a client without them cannot
write an audited table at all.
PostgreSQL: the triggers read the setting `risposta.audit`, sent before the first write of a
transaction and again when the context changed or a rollback took the setting back.
"""

import json
from collections.abc import Callable
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg.pq import TransactionStatus

from clinic.audit.context import current_context_json

READS = ("SELECT", "SAVEPO", "RELEAS", "SET CO", "EXPLAI", "DECLAR", "FETCH ")


@receiver(connection_created)
def prepare_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function("audit_context", 0, current_context_json)
        connection.connection.create_function("audit_changes", 4, _changes, deterministic=True)
        # Otherwise INSERT OR REPLACE deletes a row without its triggers.
        connection.connection.execute("PRAGMA recursive_triggers = ON")
    elif connection.vendor == "postgresql" and not any(
        isinstance(wrapper, ContextSender) for wrapper in connection.execute_wrappers
    ):
        connection.execute_wrappers.append(ContextSender())


class ContextSender:
    """Sends the context ahead of writes; remembers what the server already knows."""

    def __init__(self) -> None:
        self._sent: str | None = None

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        connection = context["connection"]
        statement = str(sql).lstrip()[:6].upper()
        if statement == "ROLLBA":
            # A rollback takes the setting back with everything else, and what failed before it
            # lets no other statement through.
            self._sent = None
            return execute(sql, params, many, context)
        if connection.connection.info.transaction_status == TransactionStatus.IDLE:
            self._sent = None
        if statement not in READS:
            self._send(connection)
        return execute(sql, params, many, context)

    def _send(self, connection: BaseDatabaseWrapper) -> None:
        current = current_context_json()
        if current == self._sent:
            return
        # Past the wrappers: this statement is not one of the application's.
        with connection.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('risposta.audit', %s, false)", [current])
        self._sent = current


def _changes(before: str | None, after: str | None, which: int, secrets: str) -> str | None:
    """The columns an audit row names: those that changed, or all where there is one side only.

    `which`: 0 the old values, 1 the new ones. Secret columns are named and masked.
    """
    rows = [json.loads(side) if side else None for side in (before, after)]
    row = rows[which]
    if row is None:
        return None
    other = rows[1 - which]
    masked = set(json.loads(secrets))
    return json.dumps(
        {
            column: "secret" if column in masked else value
            for column, value in row.items()
            if other is None or other[column] != value
        }
    )
