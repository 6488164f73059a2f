"""The triggers on PostgreSQL: one function for every table, told the table's key and secrets.

A trigger is worded here as PostgreSQL prints it back, so that the two can be compared.
"""

from collections.abc import Iterable, Iterator

from django.db import models

from clinic.audit.exempt import SECRET_COLUMNS
from clinic.audit.ledgers import LEDGERS, REFUSAL
from clinic.audit.models import TRAIL, TRIGGER_COLUMNS
from clinic.audit.scope import SCOPES, owner

# What stands in the database: triggers that fire for an application's writes (enabled as "origin"
# or "always"; a replica's would not), and functions by what is between their $$.
INSTALLED = """
SELECT tgname, relname,
    CASE WHEN tgenabled IN ('O', 'A') THEN pg_get_triggerdef(pg_trigger.oid, true) END
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE NOT tgisinternal AND starts_with(tgname, 'audit_')
    AND relnamespace = current_schema()::regnamespace
"""
BODIES = """
SELECT proname || '()', prosrc FROM pg_proc
WHERE starts_with(proname, 'audit_') AND pronamespace = current_schema()::regnamespace
"""


def functions(audited: Iterable[type[models.Model]]) -> dict[str, str]:
    """Name and statement of what the triggers call."""
    return {
        "audit_masked()": MASK,
        "audit_scope()": _scope(audited),
        "audit_row()": WRITE,
        "audit_refuse()": REFUSE,
        "audit_close()": CLOSE,
    }


def body(function: str) -> str:
    return function.split("$$")[1]


def guards() -> Iterator[tuple[str, str]]:
    """(name, statement) of the trigger that keeps the trail as it was written."""
    yield (
        "audit_guard",
        f"CREATE TRIGGER audit_guard BEFORE DELETE OR UPDATE OR TRUNCATE ON {TRAIL}"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse('the audit trail is append-only')",
    )


def ledger_guards(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """(name, statement) of the triggers that keep the rows of a ledger as they were written."""
    table = model._meta.db_table
    closing = ", ".join(f"'{column}'" for column in LEDGERS[table])
    yield (
        f"audit_ledger_{table}_update",
        f"CREATE TRIGGER audit_ledger_{table}_update BEFORE UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION audit_close({closing})",
    )
    yield (
        f"audit_ledger_{table}_delete",
        f"CREATE TRIGGER audit_ledger_{table}_delete BEFORE DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION audit_refuse('{REFUSAL}')",
    )


def row_triggers(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """(name, statement) of the triggers that write down each change of a table."""
    table = model._meta.db_table
    secrets = ",".join(sorted(SECRET_COLUMNS.get(table, ())))
    yield (
        f"audit_{table}",
        f"CREATE TRIGGER audit_{table} AFTER INSERT OR DELETE OR UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION audit_row('{model._meta.pk.column}', '{secrets}')",
    )
    yield (
        f"audit_{table}_truncate",
        f"CREATE TRIGGER audit_{table}_truncate BEFORE TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION"
        " audit_refuse('TRUNCATE would leave nothing in the audit trail; use DELETE')",
    )


# No name here is one of a column, so that none is taken for the other.
_FROM_JSON = "(whole_row ->> '{}')::bigint"


def _scope(audited: Iterable[type[models.Model]]) -> str:
    """A function with one branch per table that belongs to a centre or a patient."""
    branches = []
    for model in audited:
        owners = [
            f"of_{column} := {owner(model, table, _FROM_JSON)};" for column, table in SCOPES.items()
        ]
        branches.append(f"WHEN '{model._meta.db_table}' THEN {' '.join(owners)}")
    columns = ", ".join(f"OUT of_{column} bigint" for column in SCOPES)
    return (
        f"CREATE OR REPLACE FUNCTION audit_scope(of_table text, whole_row jsonb, {columns})"
        " LANGUAGE plpgsql STABLE AS $$ BEGIN CASE of_table "
        + " ".join(branches)
        + " ELSE NULL; END CASE; END $$"
    )


REFUSE = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$
"""

CLOSE = f"""
CREATE OR REPLACE FUNCTION audit_close() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
BEGIN
    IF before ->> TG_ARGV[0] IS NOT NULL OR after ->> TG_ARGV[0] IS NULL
        OR before - TG_ARGV::text[] IS DISTINCT FROM after - TG_ARGV::text[]
    THEN
        RAISE EXCEPTION '{REFUSAL}';
    END IF;
    RETURN NEW;
END $$
"""

MASK = """
CREATE OR REPLACE FUNCTION audit_masked(content jsonb, secret text[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(
        e.key, CASE WHEN e.key = ANY (secret) THEN '"secret"'::jsonb ELSE e.value END)
    FROM jsonb_each(content) e
$$
"""

_OWNERS = ", ".join(f"scope.of_{column}" for column in SCOPES)

WRITE = f"""
CREATE OR REPLACE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    context jsonb := coalesce(nullif(current_setting('risposta.audit', true), ''), '{{}}');
    secret text[] := string_to_array(TG_ARGV[1], ',');
    before jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
    after jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    whole jsonb := coalesce(after, before);
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
    INSERT INTO "{TRAIL}" ({TRIGGER_COLUMNS})
    SELECT clock_timestamp(), TG_TABLE_NAME, whole ->> TG_ARGV[0], lower(TG_OP),
        {_OWNERS},
        (context ->> 'actor_id')::bigint, context ->> 'actor', context ->> 'roles',
        coalesce(context ->> 'source', 'database'), context ->> 'request_id',
        context ->> 'reason', context ->> 'program_version', before, after
    FROM audit_scope(TG_TABLE_NAME, whole) scope;
    RETURN NULL;
END $$
"""
