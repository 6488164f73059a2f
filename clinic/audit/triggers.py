"""Triggers that write the audit trail, on PostgreSQL and on SQLite.

Triggers see what no Python hook sees: `.update()`, bulk and raw writes, and deletions. They are
dropped before migrations and installed after them, because Django rebuilds SQLite tables in
place and loses them silently.
"""

import json
from collections.abc import Iterator

from django.apps import apps
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from clinic.audit.exempt import EXEMPT_TABLES, SECRET_COLUMNS

TRAIL = "audit_auditevent"
COLUMNS = (
    '"at", "table", "row", "operation", "actor_id", "actor", "roles", "source",'
    ' "request_id", "reason", "program_version", "old", "new"'
)


def audited_models() -> list[type[models.Model]]:
    """Every model with a table of its own that is not exempt."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.db_table not in EXEMPT_TABLES
    ]


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers of every audited table that exists, and those that guard the trail."""
    existing = set(connection.introspection.table_names())
    if TRAIL not in existing:
        return
    drop(connection)
    with connection.cursor() as cursor:
        for statement in _guards(connection.vendor):
            cursor.execute(statement)
        for model in audited_models():
            if model._meta.db_table in existing:
                for statement in _row_triggers(connection.vendor, model):
                    cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Remove every trigger of ours, whatever tables there are now."""
    with connection.cursor() as cursor:
        for name, table in installed(connection):
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def installed(connection: BaseDatabaseWrapper) -> list[tuple[str, str]]:
    """The audit triggers that stand in the database: (trigger, table)."""
    if connection.vendor == "postgresql":
        query = (
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE NOT tgisinternal AND tgname LIKE 'audit\\_%%'"
            " AND relnamespace = current_schema()::regnamespace"
        )
    else:
        query = (
            "SELECT name, tbl_name FROM sqlite_master"
            " WHERE type = 'trigger' AND name LIKE 'audit\\_%%' ESCAPE '\\'"
        )
    with connection.cursor() as cursor:
        cursor.execute(query, [])
        return [(name, table) for name, table in cursor.fetchall()]


def _row_triggers(vendor: str, model: type[models.Model]) -> Iterator[str]:
    table = model._meta.db_table
    assert model._meta.pk is not None  # every concrete model has one
    key = str(model._meta.pk.column)
    if vendor == "postgresql":
        secrets = ",".join(sorted(SECRET_COLUMNS.get(table, ())))
        yield (
            f'CREATE TRIGGER "audit_{table}" AFTER INSERT OR UPDATE OR DELETE ON "{table}"'
            f" FOR EACH ROW EXECUTE FUNCTION audit_row('{key}', '{secrets}')"
        )
        return
    for operation in ("insert", "update", "delete"):
        yield _sqlite_row_trigger(model, key, operation)


def _sqlite_row_trigger(model: type[models.Model], key: str, operation: str) -> str:
    table = model._meta.db_table
    old = _sqlite_row(model, "OLD") if operation != "insert" else "NULL"
    new = _sqlite_row(model, "NEW") if operation != "delete" else "NULL"
    which = "OLD" if operation == "delete" else "NEW"
    secrets = json.dumps(sorted(SECRET_COLUMNS.get(table, ())))
    context = "json_extract(audit_context(), '$.{}')".format
    return f"""
        CREATE TRIGGER "audit_{table}_{operation}" AFTER {operation.upper()} ON "{table}"
        BEGIN
            INSERT INTO "{TRAIL}" ({COLUMNS})
            SELECT strftime('%Y-%m-%d %H:%M:%f', 'now'), '{table}', {which}."{key}",
                '{operation}', {context("actor_id")}, {context("actor")}, {context("roles")},
                coalesce({context("source")}, 'database'), {context("request_id")},
                {context("reason")}, {context("program_version")},
                audit_changes(before, after, 0, '{secrets}'),
                audit_changes(before, after, 1, '{secrets}')
            FROM (SELECT {old} AS before, {new} AS after)
            WHERE '{operation}' <> 'update' OR before <> after;
        END
    """


def _sqlite_row(model: type[models.Model], which: str) -> str:
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


def _guards(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield POSTGRESQL_MASK_FUNCTION
        yield POSTGRESQL_ROW_FUNCTION
        yield POSTGRESQL_GUARD_FUNCTION
        yield (
            f'CREATE TRIGGER "audit_guard" BEFORE UPDATE OR DELETE OR TRUNCATE ON "{TRAIL}"'
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        )
        return
    for operation in ("UPDATE", "DELETE"):
        yield (
            f'CREATE TRIGGER "audit_guard_{operation.lower()}" BEFORE {operation} ON "{TRAIL}"'
            " BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        )


POSTGRESQL_GUARD_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END $$
"""

POSTGRESQL_MASK_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_masked(content jsonb, secret text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(
        e.key, CASE WHEN e.key = ANY (secret) THEN '"secret"'::jsonb ELSE e.value END)
    FROM jsonb_each(content) e
$$
"""

POSTGRESQL_ROW_FUNCTION = f"""
CREATE OR REPLACE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    context jsonb := coalesce(nullif(current_setting('risposta.audit', true), ''), '{{}}');
    secret text[] := string_to_array(TG_ARGV[1], ',');
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    key text := coalesce(after, before) ->> TG_ARGV[0];
    changed text[];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        SELECT array_agg(a.key) INTO changed FROM jsonb_each(after) a
            WHERE a.value IS DISTINCT FROM before -> a.key;
        IF changed IS NULL THEN RETURN NULL; END IF;
        SELECT jsonb_object_agg(b.key, b.value) INTO before FROM jsonb_each(before) b
            WHERE b.key = ANY (changed);
        SELECT jsonb_object_agg(a.key, a.value) INTO after FROM jsonb_each(after) a
            WHERE a.key = ANY (changed);
    END IF;
    IF cardinality(secret) > 0 THEN
        before := audit_masked(before, secret);
        after := audit_masked(after, secret);
    END IF;
    INSERT INTO "{TRAIL}" ({COLUMNS}) VALUES (
        clock_timestamp(), TG_TABLE_NAME, key, lower(TG_OP),
        (context ->> 'actor_id')::bigint, context ->> 'actor', context ->> 'roles',
        coalesce(context ->> 'source', 'database'), context ->> 'request_id',
        context ->> 'reason', context ->> 'program_version', before, after);
    RETURN NULL;
END $$
"""
