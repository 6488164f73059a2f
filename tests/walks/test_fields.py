"""Every field has been thought of, and what may identify is treated as such."""

from django.apps import apps
from django.db import models

from clinic.audit.exempt import EXEMPT_TABLES, SECRET_COLUMNS
from clinic.audit.triggers import audited_models
from clinic.audit.vocabulary import (
    IDENTIFYING_COLUMNS,
    LINKING_COLUMNS,
    TABLE_WORDS,
    TITLE_COLUMNS,
)
from tests.walks.fields import FIELDS, FREE_TEXT, IDENTIFYING, LINKING, SECRET


def every_model() -> list[type[models.Model]]:
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.managed]


def columns_of(*kinds: str) -> dict[str, set[str]]:
    """Table -> its columns of these kinds, of the tables that leave a trail."""
    return {
        model._meta.db_table: columns
        for model in audited_models()
        if (
            columns := {
                field.column
                for field in model._meta.local_concrete_fields
                if FIELDS[model._meta.label][field.name] in kinds
            }
        )
    }


def test_every_field_is_declared_and_every_declaration_has_its_field():
    assert {
        model._meta.label: {field.name for field in model._meta.local_concrete_fields}
        for model in every_model()
    } == {label: set(fields) for label, fields in FIELDS.items()}


def test_the_trail_hides_what_identifies_and_what_may_hold_anything():
    assert columns_of(IDENTIFYING, FREE_TEXT) == IDENTIFYING_COLUMNS


def test_the_trail_shows_no_link_and_keeps_no_secret():
    assert columns_of(LINKING) == LINKING_COLUMNS
    assert columns_of(SECRET) == SECRET_COLUMNS


def test_every_table_leaves_a_trail_or_is_exempt_with_a_reason():
    tables = {model._meta.db_table for model in every_model()}
    assert EXEMPT_TABLES.keys() <= tables
    assert all(len(reason) > 5 for reason in EXEMPT_TABLES.values())
    assert {m._meta.db_table for m in audited_models()} == tables - EXEMPT_TABLES.keys()


def test_an_exempt_table_holds_nothing_of_a_patient_but_the_trail_itself():
    for model in every_model():
        if model._meta.db_table in EXEMPT_TABLES.keys() - {"audit_auditevent"}:
            kinds = set(FIELDS[model._meta.label].values())
            assert not kinds & {IDENTIFYING, FREE_TEXT, LINKING}, model


def test_every_table_of_the_trail_has_a_word():
    assert TABLE_WORDS.keys() == {model._meta.db_table for model in audited_models()}


def test_a_row_is_not_called_by_what_may_identify():
    for table, column in TITLE_COLUMNS.items():
        hidden = IDENTIFYING_COLUMNS.get(table, set()) | LINKING_COLUMNS.get(table, set())
        assert column not in hidden
        model = next(m for m in audited_models() if m._meta.db_table == table)
        assert model._meta.get_field(column)
