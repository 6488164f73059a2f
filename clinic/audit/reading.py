"""One row of the trail, in words: what was written, and each value as its field would say it.

SQLite and PostgreSQL keep the same value in different signs; here they read alike.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format, get_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic.audit.exempt import SECRET_COLUMNS
from clinic.audit.models import AuditEvent
from clinic.audit.vocabulary import (
    IDENTIFYING_COLUMNS,
    LINKING_COLUMNS,
    OPERATION_WORDS,
    SILENT_COLUMNS,
    SOURCE_WORDS,
    TABLE_WORDS,
    TITLE_COLUMNS,
)

Field: TypeAlias = "models.Field[Any, Any]"
Row = tuple[str, str]  # table and id, as the trail has them
Names = Mapping[Row, str]


@dataclass(frozen=True)
class Change:
    """One column: what it was and what it became; None where it was empty or not there."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Entry:
    """A row of the trail, ready for the page."""

    event: AuditEvent
    what: str | Promise
    title: str | None
    done: str | Promise
    source: str | Promise
    patient_code: str | None
    changes: list[Change]
    # Written by the same request, for the same reason, as the row above it on the page.
    continues: bool


def entry(
    event: AuditEvent, above: AuditEvent | None, names: Names, *, may_identify: bool
) -> Entry:
    """`names` tells what the rows are called to which this one points.

    `may_identify` prints what would tell who the patient is.
    """
    is_patient = event.table == "registry_patient"
    return Entry(
        event=event,
        what=TABLE_WORDS.get(event.table, event.table),
        title=None if is_patient else names.get((event.table, event.row)),
        done=OPERATION_WORDS.get(event.operation, event.operation),
        source=SOURCE_WORDS.get(event.source, event.source),
        patient_code=names.get(("registry_patient", str(event.patient_id))),
        changes=list(_changes(event, names, _hidden(event.table, may_identify))),
        continues=_is_one_request(event, above),
    )


def rows_named_by(event: AuditEvent) -> Iterator[Row]:
    """The rows whose names the page needs for this one: itself, its patient, those it points to."""
    yield event.table, event.row
    if event.patient_id:
        yield "registry_patient", str(event.patient_id)
    for column, field in _fields(event.table).items():
        if isinstance(field, models.ForeignKey):
            for side in (event.old or {}, event.new or {}):
                if side.get(column) is not None:
                    yield field.related_model._meta.db_table, str(side[column])


def titles_of(table: str, rows: Collection[str]) -> dict[str, Any]:
    """The values by which these rows of the table are called now, of those that are still there."""
    model = _model(table)
    if model is None:
        return {}
    standing = model._base_manager.filter(pk__in=rows)
    return {str(key): value for key, value in standing.values_list("pk", TITLE_COLUMNS[table])}


def legible_title(table: str, value: Any) -> str | None:
    return legible(_fields(table).get(TITLE_COLUMNS[table]), value, {})


def _is_one_request(event: AuditEvent, above: AuditEvent | None) -> bool:
    return (
        above is not None
        and event.request_id is not None
        and (event.request_id, event.actor, event.reason)
        == (above.request_id, above.actor, above.reason)
    )


def _hidden(table: str, may_identify: bool) -> frozenset[str]:
    hidden = SECRET_COLUMNS.get(table, frozenset()) | LINKING_COLUMNS.get(table, frozenset())
    return hidden if may_identify else hidden | IDENTIFYING_COLUMNS.get(table, frozenset())


def _changes(event: AuditEvent, names: Names, hidden: Collection[str]) -> Iterator[Change]:
    """In the order of the model's fields; of an added or removed row what was not empty."""
    old, new = event.old or {}, event.new or {}
    fields = _fields(event.table)
    written = old.keys() | new.keys()
    for column in [*fields, *sorted(written - fields.keys())]:
        if column in SILENT_COLUMNS or column not in written:
            continue
        field = fields.get(column)
        was, became = (
            _("not shown")
            if column in hidden and side.get(column) is not None
            else legible(field, side.get(column), names)
            for side in (old, new)
        )
        if event.operation == "update" or (was, became) != (None, None):
            yield Change(_(str(field.verbose_name)) if field else column, was, became)


@cache
def _fields(table: str) -> dict[str, Field]:
    """The fields of the table's model by column; none where the model is gone."""
    model = _model(table)
    fields = model._meta.local_concrete_fields if model else ()
    return {str(field.column): field for field in fields}


@cache
def _model(table: str) -> type[models.Model] | None:
    every = apps.get_models(include_auto_created=True)
    return next((model for model in every if model._meta.db_table == table), None)


def legible(field: "Field | None", value: Any, names: Names) -> str | None:
    """A value of the trail's JSON as people read it."""
    if value is None or value in ("", [], {}):
        return None
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model._meta.db_table, str(value))) or f"#{value}"
    if field is not None and field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    read = next((read for kind, read in READERS if isinstance(field, kind)), _plain)
    return read(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False)


def _decimal(value: Any) -> str:
    text = f"{Decimal(str(value)).normalize():f}"
    return text.replace(".", get_format("DECIMAL_SEPARATOR"))


def _instant(value: Any) -> str:
    instant = parse_datetime(str(value))
    if instant is None:
        return str(value)
    if timezone.is_naive(instant):  # SQLite keeps UTC without saying so
        instant = instant.replace(tzinfo=UTC)
    local = timezone.localtime(instant)
    return f"{date_format(local, 'SHORT_DATE_FORMAT')}, {local:%H:%M:%S}"


def _day(value: Any) -> str:
    day = parse_date(str(value))
    return date_format(day, "SHORT_DATE_FORMAT") if day else str(value)


def _uuid(value: Any) -> str:
    return str(UUID(str(value)))


# A DateTimeField is a DateField too, so it comes first.
READERS: tuple[tuple[type[Field], Callable[[Any], str]], ...] = (
    (models.DateTimeField, _instant),
    (models.DateField, _day),
    (models.DecimalField, _decimal),
    (models.UUIDField, _uuid),
)
