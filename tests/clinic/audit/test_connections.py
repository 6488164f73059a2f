"""Whom the trail names: through savepoints, nesting, autocommit, requests and threads."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from clinic.accounts.models import Centre
from clinic.accounts.roles import Role
from clinic.audit.context import acting, recording, unattended
from clinic.audit.models import AuditEvent
from tests.people import PASSWORD, make_person


def test_a_write_that_nobody_claims_names_the_database_alone(db, since):
    trail = since()
    Centre.objects.create(name="Rome")
    (event,) = trail()
    assert (event.actor, event.actor_id, event.source, event.reason) == (
        None,
        None,
        "database",
        None,
    )


def test_a_claimed_write_names_the_person_their_roles_and_the_reason(rossi, since):
    trail = since()
    with recording(by=rossi, reason="opened in May"):
        Centre.objects.create(name="Rome")
    (event,) = trail()
    assert (event.actor, event.actor_id, event.roles) == ("rossi", rossi.pk, "clinician")
    assert (event.reason, event.source) == ("opened in May", "command")
    assert event.program_version == "0.1.0"


def test_an_inner_service_keeps_the_outer_reason_and_the_outer_person_comes_back(
    rossi, milan, since
):
    verdi = make_person("verdi", Role.CENTRE_LEAD, milan)
    trail = since()
    with recording(by=rossi, reason="outer"):
        with recording(by=verdi):
            Centre.objects.create(name="1")
        with recording(by=verdi, reason="inner"):
            Centre.objects.create(name="2")
        Centre.objects.create(name="3")
    Centre.objects.create(name="4")
    assert [(e.new["name"], e.actor, e.reason) for e in trail()] == [
        ("1", "verdi", "outer"),
        ("2", "verdi", "inner"),
        ("3", "rossi", "outer"),
        ("4", None, None),
    ]


def test_a_program_on_its_own_is_not_the_person_who_set_it_off(rossi, since):
    trail = since()
    with recording(by=rossi, reason="r"), unattended("task"):
        Centre.objects.create(name="Rome")
    (event,) = trail()
    assert (event.actor, event.source, event.reason) == (None, "task", None)


def test_after_a_savepoint_is_rolled_back_the_next_write_is_still_attributed(rossi, since):
    """The rollback takes back what PostgreSQL was told about the person inside it."""
    trail = since()
    with transaction.atomic():
        Centre.objects.create(name="before")
        with acting(by=rossi):
            with transaction.atomic():
                Centre.objects.create(name="undone")
                transaction.set_rollback(True)
            Centre.objects.create(name="after")
    assert [(e.new["name"], e.actor) for e in trail()] == [("before", None), ("after", "rossi")]


def test_after_a_refused_statement_the_transaction_goes_on(rossi, milan, since):
    """PostgreSQL lets nothing through between the failure and the rollback to the savepoint."""
    trail = since()
    with recording(by=rossi, reason="twice"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Centre.objects.create(name=milan.name)
        Centre.objects.create(name="Rome")
    (event,) = trail()
    assert (event.new["name"], event.actor, event.reason) == ("Rome", "rossi", "twice")


def test_a_person_named_inside_a_savepoint_does_not_stay_after_it(rossi, since):
    trail = since()
    with transaction.atomic():
        with acting(by=rossi), transaction.atomic():
            Centre.objects.create(name="inside")
        Centre.objects.create(name="outside")
    assert [e.actor for e in trail()] == ["rossi", None]


@pytest.mark.django_db(transaction=True)
def test_a_write_outside_any_transaction_is_attributed(rossi, since):
    """So write parts of the sign-in package."""
    trail = since()
    assert not connection.in_atomic_block
    with acting(by=rossi, source="page"):
        Centre.objects.create(name="1")
    Centre.objects.create(name="2")
    assert [(e.actor, e.source) for e in trail()] == [("rossi", "page"), (None, "database")]


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_takes_its_person_along(rossi, since):
    trail = since()
    with recording(by=rossi):
        Centre.objects.create(name="undone")
        transaction.set_rollback(True)
    Centre.objects.create(name="done")
    assert [(e.new["name"], e.actor) for e in trail()] == [("done", None)]


@pytest.mark.django_db(transaction=True)
def test_nobody_stays_on_the_connection_from_one_request_to_the_next(rossi, milan, since):
    """The server keeps its connection; the second request is nobody's until the sign-in."""
    verdi = make_person("verdi", Role.CLINICIAN, milan)
    rossis, verdis = Client(), Client()
    trail = since()
    rossis.post("/sign-in/", {"login": "rossi", "password": PASSWORD})
    with acting(by=None, source="task"):
        Centre.objects.create(name="Rome")
    verdis.post("/sign-in/", {"login": "verdi", "password": PASSWORD})
    rows = [(e.actor, e.source, e.row) for e in trail()]
    assert rows == [
        ("rossi", "page", str(rossi.pk)),
        (None, "task", str(Centre.objects.get(name="Rome").pk)),
        ("verdi", "page", str(verdi.pk)),
    ]
    requests = {e.request_id for e in trail(source="page")}
    assert len(requests) == 2
    assert None not in requests


@pytest.mark.django_db(transaction=True)
def test_people_in_different_threads_are_not_mixed_up(milan, since):
    people = [make_person(f"person{n}", Role.CLINICIAN, milan) for n in range(4)]
    trail = since()
    together = threading.Barrier(len(people))

    def write(person):
        try:
            together.wait(timeout=10)
            for n in range(5):
                with recording(by=person):
                    Centre.objects.create(name=f"{person.username} {n}")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as threads:
        list(threads.map(write, people))
    events = trail(table="accounts_centre")
    assert len(events) == 20
    assert all(e.new["name"].split()[0] == e.actor for e in events)


@pytest.mark.django_db(transaction=True)
def test_a_thread_without_a_person_takes_none_from_its_parent(rossi):
    def write():
        Centre.objects.create(name="from a thread")
        connection.close()

    with acting(by=rossi), ThreadPoolExecutor(1) as threads:
        threads.submit(write).result()
    assert AuditEvent.objects.get(new__name="from a thread").actor is None


@pytest.mark.postgresql
def test_a_new_connection_of_the_same_wrapper_knows_nobody(rossi, since):
    """The setting went with the old connection; what was sent to it does not count."""
    with acting(by=rossi):
        (sender,) = connection.execute_wrappers
        sender._sent = '{"actor": "left over"}'
        trail = since()
        Centre.objects.create(name="Rome")
    assert trail()[0].actor == "rossi"
