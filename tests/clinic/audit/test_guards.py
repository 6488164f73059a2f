"""The trail is append-only, its triggers stand, and their loss is noticed."""

import sqlite3

import pytest
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.models.signals import pre_migrate

from clinic.accounts.models import Centre
from clinic.audit import triggers
from clinic.audit.models import AuditEvent


@pytest.fixture
def written(milan):
    return AuditEvent.objects.get(table="accounts_centre")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_auditevent SET actor = 'nobody'",
        "UPDATE audit_auditevent SET actor = actor WHERE operation = 'insert'",
        "DELETE FROM audit_auditevent",
        "DELETE FROM audit_auditevent WHERE operation = 'insert'",
        pytest.param("TRUNCATE audit_auditevent", marks=pytest.mark.postgresql),
        pytest.param("TRUNCATE audit_auditevent CASCADE", marks=pytest.mark.postgresql),
        pytest.param(
            "INSERT OR REPLACE INTO audit_auditevent (id, at, 'table', row, operation, source)"
            " SELECT id, at, 'nothing', row, operation, source FROM audit_auditevent",
            marks=pytest.mark.sqlite,
        ),
    ],
)
def test_the_trail_is_neither_changed_nor_shortened(written, sql):
    before = list(AuditEvent.objects.values())
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
    ):
        cursor.execute(sql)
    assert list(AuditEvent.objects.values()) == before


def test_nor_through_the_model(written):
    written.actor = "somebody else"
    for attempt in (written.save, written.delete, AuditEvent.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert AuditEvent.objects.get(pk=written.pk).actor is None


@pytest.mark.postgresql
def test_a_table_is_not_emptied_past_the_trail(milan):
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="audit trail"),
        transaction.atomic(),
    ):
        cursor.execute("TRUNCATE accounts_centre CASCADE")
    assert Centre.objects.exists()


@pytest.mark.sqlite
def test_a_client_that_is_not_this_program_writes_nothing(milan):
    client = sqlite3.connect(settings.DATABASES["default"]["TEST"]["NAME"])
    with pytest.raises(sqlite3.OperationalError, match="audit_context"):
        client.execute("INSERT INTO accounts_centre (name, is_demonstration) VALUES ('Rome', 0)")
    client.close()


def test_all_triggers_stand_after_migrating(db):
    assert triggers.missing(connection) == []
    assert checks.run_checks(tags=["database"], databases=["default"]) == []


def test_a_lost_trigger_is_named_and_migrate_puts_it_back(db):
    name, table, _ = next(t for t in triggers.installed(connection) if "visits_visit" in t[0])
    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{on}')
    assert triggers.missing(connection) == [name]
    (warning,) = checks.run_checks(tags=["database"], databases=["default"])
    assert name in warning.msg
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []


def altered(*statements: str) -> list[str]:
    """What is missing after these statements; the next migration finds and mends it."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    lost = triggers.missing(connection)
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []
    return lost


@pytest.mark.postgresql
@pytest.mark.parametrize("how", ["DISABLE", "ENABLE REPLICA"])
def test_a_trigger_that_does_not_fire_counts_as_lost(db, how):
    lost = altered(f'ALTER TABLE visits_visit {how} TRIGGER "audit_visits_visit"')
    assert lost == ["audit_visits_visit"]


@pytest.mark.postgresql
def test_a_trigger_that_fires_for_a_replica_too_is_none_the_worse(db):
    assert altered("ALTER TABLE visits_visit ENABLE ALWAYS TRIGGER audit_visits_visit") == []


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "altered_statement",
    [
        "CREATE TRIGGER audit_visits_visit AFTER INSERT ON visits_visit"
        " FOR EACH ROW EXECUTE FUNCTION audit_row('id', '')",
        "CREATE TRIGGER audit_visits_visit AFTER INSERT OR UPDATE OR DELETE ON visits_visit"
        " FOR EACH ROW WHEN (false) EXECUTE FUNCTION audit_row('id', '')",
        "CREATE TRIGGER audit_visits_visit AFTER INSERT OR UPDATE OR DELETE ON visits_relapse"
        " FOR EACH ROW EXECUTE FUNCTION audit_row('id', '')",
        "CREATE TRIGGER audit_visits_visit AFTER INSERT OR UPDATE OR DELETE ON visits_visit"
        " FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    ],
)
def test_a_trigger_of_the_same_name_that_does_less_counts_as_lost(db, altered_statement):
    lost = altered("DROP TRIGGER audit_visits_visit ON visits_visit", altered_statement)
    assert lost == ["audit_visits_visit"]


@pytest.mark.postgresql
def test_a_function_that_writes_nothing_counts_as_lost(db):
    empty = "CREATE OR REPLACE FUNCTION audit_row() RETURNS trigger LANGUAGE plpgsql AS"
    assert altered(f"{empty} $$ BEGIN RETURN NULL; END $$") == ["audit_row()"]


@pytest.mark.sqlite
@pytest.mark.parametrize("table", ["visits_visit", "visits_relapse"])
def test_an_emptied_trigger_of_the_same_name_counts_as_lost(db, table):
    name = "audit_visits_visit_update"
    lost = altered(
        f"DROP TRIGGER {name}",
        f"CREATE TRIGGER {name} AFTER UPDATE ON {table} BEGIN SELECT 1; END",
    )
    assert lost == [name]


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_rebuilt_table_has_lost_its_triggers_until_the_next_migrate():
    """Django alters a SQLite table by copying it; why the triggers are dropped and made anew."""
    field = Centre._meta.get_field("name")
    longer = models.CharField(max_length=200, unique=True)
    longer.set_attributes_from_name("name")
    longer.model = Centre
    triggers.drop(connection)
    with connection.schema_editor() as editor:
        editor.alter_field(Centre, field, longer, strict=False)
    call_command("migrate", verbosity=0)
    assert triggers.missing(connection) == []
    Centre.objects.create(name="Rome")
    assert AuditEvent.objects.filter(table="accounts_centre").count() == 1
    with connection.schema_editor() as editor:
        editor.alter_field(Centre, longer, field, strict=False)
    lost = triggers.missing(connection)
    assert [n for n in lost if n.startswith("audit_accounts_centre")] == lost != []


def test_where_nothing_is_to_be_migrated_no_trigger_is_ever_away(db, monkeypatch):
    """A server may be writing while `migrate` runs beside it."""
    dropped = []
    monkeypatch.setattr(triggers, "drop", lambda connection: dropped.append(connection.alias))
    pre_migrate.send(apps.get_app_config("audit"), using="default", plan=[])
    assert dropped == []


@pytest.mark.postgresql
def test_on_postgresql_none_is_away_during_a_migration_either(db):
    pre_migrate.send(apps.get_app_config("audit"), using="default", plan=[("migration", False)])
    assert triggers.missing(connection) == []
