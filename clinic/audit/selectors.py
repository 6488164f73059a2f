"""The rows of the trail that a person may read."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from clinic.accounts.models import Membership, User
from clinic.accounts.roles import Permission
from clinic.audit import triggers
from clinic.audit.models import AuditEvent
from clinic.audit.reading import Entry, Row, entry, legible_title, rows_named_by, titles_of
from clinic.audit.scope import SCOPES, path_to
from clinic.audit.vocabulary import TITLE_COLUMNS

ROWS_A_PAGE = 50


def visible_to(user: User) -> QuerySet[AuditEvent]:
    """Rows of the centres at which the person may read the trail, of the accounts there, and of
    tables that belong to nobody.

    A row whose centre or account could not be told is shown to nobody.
    """
    centres = user.centres_for(Permission.SEE_AUDIT)
    elsewhere = Membership.objects.exclude(centre__in=centres).exclude(
        user__in=Membership.objects.filter(centre__in=centres).values("user")
    )
    of_accounts = Q(centre_id__isnull=True, patient_id__isnull=True, account_id__isnull=False)
    return AuditEvent.objects.filter(
        Q(centre_id__in=centres)
        | (of_accounts & ~Q(account_id__in=elsewhere.values("user")))
        | Q(centre_id=None, patient_id=None, account_id=None, table__in=_tables_of_nobody())
    )


def _tables_of_nobody() -> list[str]:
    return [
        model._meta.db_table
        for model in triggers.audited_models()
        if all(path_to(model, table) is None for table in SCOPES.values())
    ]


def last_writing(table: str, row: int, column: str) -> AuditEvent | None:
    """The last change of one column of one row; None where the trail knows of none."""
    changes = AuditEvent.objects.filter(
        table=table, row=str(row), operation="update", new__has_key=column
    )
    return changes.order_by("-id").first()


def matching(
    events: QuerySet[AuditEvent],
    *,
    person: str = "",
    table: str = "",
    patient: str = "",
    day: date | None = None,
) -> QuerySet[AuditEvent]:
    """Narrow the rows down; an empty condition leaves them as they are."""
    if person:
        events = events.filter(actor=person)
    if table:
        events = events.filter(table=table)
    if patient:
        # The trail knows every code a patient has ever had.
        named = AuditEvent.objects.filter(table="registry_patient", new__code=patient)
        events = events.filter(patient_id__in=named.values("patient_id"))
    if day:
        begins = timezone.make_aware(datetime.combine(day, time.min))
        events = events.filter(at__gte=begins, at__lt=begins + timedelta(days=1))
    return events


def entries(events: Iterable[AuditEvent], user: User) -> list[Entry]:
    """The rows in words, names of patients' identities only where the person may see them."""
    events = list(events)
    names = _names(events)
    identifiable = set(user.centres_for(Permission.SEE_IDENTITIES))
    return [
        entry(event, above, names, may_identify=event.centre_id in identifiable)
        for above, event in pairwise([None, *events])
        if event is not None
    ]


def _names(events: list[AuditEvent]) -> dict[Row, str]:
    """What the rows on the page and those they point to are called.

    A query for each table and one for the rows that are gone, however long the trail is.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for table, row in (named for event in events for named in rows_named_by(event)):
        if table in TITLE_COLUMNS:
            wanted[table].add(row)
    there = {
        (table, row): value
        for table, rows in wanted.items()
        for row, value in titles_of(table, rows).items()
    }
    gone = {(table, row) for table, rows in wanted.items() for row in rows} - there.keys()
    titles = there | (_last_titles(gone) if gone else {})
    read = {row: legible_title(row[0], value) for row, value in titles.items()}
    return {row: title for row, title in read.items() if title is not None}


def _last_titles(gone: set[Row]) -> dict[Row, Any]:
    """Of rows that are gone: the trail keeps all that they held when they were removed."""
    removals = AuditEvent.objects.filter(
        table__in={table for table, _ in gone},
        row__in={row for _, row in gone},
        operation="delete",
    ).order_by("id")
    return {
        (event.table, event.row): (event.old or {}).get(TITLE_COLUMNS[event.table])
        for event in removals.only("table", "row", "old")
        if (event.table, event.row) in gone
    }
