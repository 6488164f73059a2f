"""What the rows of the trail are called, and how much of it is read for that."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models.signals import post_init

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.audit.models import AuditEvent
from clinic.audit.reading import Entry
from clinic.audit.selectors import ROWS_A_PAGE, entries, visible_to
from clinic.registry.models import Patient
from clinic.visits.models import LabResult, Visit
from clinic.visits.services import record_visit
from tests.people import make_person


@pytest.fixture
def lead(milan: Centre) -> User:
    return make_person("lead", Role.CENTRE_LEAD, milan)


def newest(reader: User) -> list[Entry]:
    return entries(visible_to(reader).order_by("-pk")[:ROWS_A_PAGE], reader)


@contextmanager
def events_read() -> Iterator[list[AuditEvent]]:
    """The rows of the trail that are fetched inside."""
    read: list[AuditEvent] = []

    def note(instance: AuditEvent, **kwargs: object) -> None:
        read.append(instance)

    post_init.connect(note, sender=AuditEvent)
    try:
        yield read
    finally:
        post_init.disconnect(note, sender=AuditEvent)


def test_however_often_somebody_signed_in_the_page_reads_no_more_than_it_shows(
    lead: User,
) -> None:
    """Each time leaves a row of the account, and the account is named on the page."""
    for second in range(3 * ROWS_A_PAGE):
        instant = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
        User.objects.filter(pk=lead.pk).update(last_login=instant)
    with events_read() as read:
        page = newest(lead)
    assert len(read) == ROWS_A_PAGE
    assert {entry.title for entry in page} == {"lead"}


def test_what_is_gone_is_called_as_it_was_last(ada: Patient, rossi: User, lead: User) -> None:
    visit = record_visit(patient=ada, by=rossi, visited_on=date(2026, 3, 1))
    lab = LabResult.objects.create(
        visit=visit, analyte="ck", value=Decimal(310), unit="U/L", canonical_value=Decimal(310)
    )
    Visit.objects.filter(pk=visit.pk).update(visited_on=date(2026, 3, 2))
    lab.delete()
    visit.delete()
    page = newest(lead)
    assert {e.title for e in page if e.what == "Visit"} == {"2 Mar 2026"}
    assert {e.title for e in page if e.what == "Laboratory"} == {"CK"}
    values = {c.name: c.old for c in next(e for e in page if e.what == "Laboratory").changes}
    assert values["visit"] == "2 Mar 2026"
