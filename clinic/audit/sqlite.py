"""The triggers on SQLite. They call functions that clinic.audit.connections registers, so a
client without these cannot write an audited table at all."""

import json
from collections.abc import Iterator

from django.db import models

from clinic.audit.exempt import SECRET_COLUMNS
from clinic.audit.ledgers import LEDGERS, REFUSAL
from clinic.audit.models import TRAIL, TRIGGER_COLUMNS
from clinic.audit.scope import SCOPES, owner

INSTALLED = r"""
SELECT name, tbl_name, sql FROM sqlite_master
WHERE type = 'trigger' AND name LIKE 'audit\_%' ESCAPE '\'
"""


def guards() -> Iterator[tuple[str, str]]:
    """(name, statement) of the triggers that keep the trail as it was written."""
    for operation in ("UPDATE", "DELETE"):
        name = f"audit_guard_{operation.lower()}"
        yield (
            name,
            f'CREATE TRIGGER "{name}" BEFORE {operation} ON "{TRAIL}"'
            " BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END",
        )


def ledger_guards(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """(name, statement) of the triggers that keep the rows of a ledger as they were written."""
    table, closing = model._meta.db_table, LEDGERS[model._meta.db_table]
    columns = [field.column for field in model._meta.local_concrete_fields]
    kept = [f'NEW."{name}" IS NOT OLD."{name}"' for name in columns if name not in closing]
    closed = f'OLD."{closing[0]}" IS NOT NULL OR NEW."{closing[0]}" IS NULL'
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    changed = " OR ".join([closed, *kept])
    update, delete = f"audit_ledger_{table}_update", f"audit_ledger_{table}_delete"
    yield update, f'CREATE TRIGGER "{update}" BEFORE UPDATE ON "{table}" WHEN {changed} {refuse}'
    yield delete, f'CREATE TRIGGER "{delete}" BEFORE DELETE ON "{table}" {refuse}'


def row_triggers(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """(name, statement) of the triggers that write down each change of a table."""
    for operation in ("insert", "update", "delete"):
        name = f"audit_{model._meta.db_table}_{operation}"
        yield name, _row_trigger(name, model, operation)


def _row_trigger(name: str, model: type[models.Model], operation: str) -> str:
    table = model._meta.db_table
    old = _as_json(model, "OLD") if operation != "insert" else "NULL"
    new = _as_json(model, "NEW") if operation != "delete" else "NULL"
    which = "OLD" if operation == "delete" else "NEW"
    scope = ", ".join(owner(model, target, which + '."{}"') for target in SCOPES.values())
    secrets = json.dumps(sorted(SECRET_COLUMNS.get(table, ())))
    context = "json_extract(audit_context(), '$.{}')".format
    return f"""CREATE TRIGGER "{name}" AFTER {operation.upper()} ON "{table}"
        BEGIN
            INSERT INTO "{TRAIL}" ({TRIGGER_COLUMNS})
            SELECT strftime('%Y-%m-%d %H:%M:%f', 'now'), '{table}',
                {which}."{model._meta.pk.column}", '{operation}', {scope},
                {context("actor_id")}, {context("actor")}, {context("roles")},
                coalesce({context("source")}, 'database'), {context("request_id")},
                {context("reason")}, {context("program_version")},
                audit_changes(before, after, 0, '{secrets}'),
                audit_changes(before, after, 1, '{secrets}')
            FROM (SELECT {old} AS before, {new} AS after)
            WHERE '{operation}' <> 'update' OR before <> after;
        END"""


def _as_json(model: type[models.Model], which: str) -> str:
    """A row as a JSON object; SQLite keeps booleans as 0 and 1 and JSON as text."""
    parts = []
    for field in model._meta.local_concrete_fields:
        value = f'{which}."{field.column}"'
        if isinstance(field, models.BooleanField):
            value = f"json(CASE {value} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE 'null' END)"
        elif isinstance(field, models.JSONField):
            value = f"json({value})"
        parts.append(f"'{field.column}', {value}")
    return f"json_object({', '.join(parts)})"
