"""Triggers that write the audit trail: which there are, putting them in place, missing ones.

Triggers see what no Python hook sees: `.update()`, bulk and raw writes, and deletions. They are
installed anew after every `migrate`, because Django rebuilds SQLite tables in place and loses
them silently; there they are dropped before it too, because a rebuild fails where one stands in
its way.
"""

from django.apps import apps
from django.db import models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from clinic.audit import postgresql, sqlite
from clinic.audit.exempt import EXEMPT_TABLES
from clinic.audit.ledgers import LEDGERS
from clinic.audit.models import TRAIL


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
    """Create the triggers of every audited table that exists, and those that guard the trail.

    In one transaction, so that no write falls between the old ones and the new.
    """
    statements = _statements(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        drop(connection)
        if connection.vendor == "postgresql":
            for statement in postgresql.functions(audited_models()).values():
                cursor.execute(statement)
        for statement in statements.values():
            cursor.execute(statement)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Remove every trigger of ours, whatever tables there are now."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for name, table, _ in installed(connection):
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{on}')


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of what does not stand in this database, or not as `install` puts it there.

    A trigger that was emptied, or whose function was, has kept its name. Until `migrate` has put
    them back, writes leave no trail.
    """
    expected = _statements(connection)
    standing = {(name, text) for name, _, text in installed(connection)}
    if expected and connection.vendor == "postgresql":
        calls = postgresql.functions(audited_models())
        expected |= {name: postgresql.body(function) for name, function in calls.items()}
        standing |= _bodies(connection)
    return sorted(name for name, _ in expected.items() - standing)


def installed(connection: BaseDatabaseWrapper) -> list[tuple[str, str, str | None]]:
    """The audit triggers that stand in the database: (trigger, table, statement).

    The statement is None where the trigger does not fire.
    """
    engine = postgresql if connection.vendor == "postgresql" else sqlite
    with connection.cursor() as cursor:
        cursor.execute(engine.INSTALLED)
        return list(cursor.fetchall())


def _bodies(connection: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(postgresql.BODIES)
        return set(cursor.fetchall())


def _statements(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Name and statement of every trigger that the existing tables call for."""
    existing = set(connection.introspection.table_names())
    if TRAIL not in existing:
        return {}
    engine = postgresql if connection.vendor == "postgresql" else sqlite
    statements = dict(engine.guards())
    for model in audited_models():
        if model._meta.db_table in existing:
            statements |= dict(engine.row_triggers(model))
            if model._meta.db_table in LEDGERS:
                statements |= dict(engine.ledger_guards(model))
    return statements
