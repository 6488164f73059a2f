"""A canary typed as name, password or note turns up in no log line and on no error page."""

import io
import logging
import sys
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from clinic.accounts.access import public
from clinic.audit.logs import PrivateFormatter
from clinic.registry.models import Identity, Patient
from clinic.registry.services import PatientFacts, register_patient
from tests.people import let_in

CANARY = "Canarini-Zanzotto"


@public
def breaks(request: HttpRequest) -> HttpResponse:
    note = request.POST["note"]
    raise RuntimeError(f"cannot read {note}")


@public
def breaks_a_constraint(request: HttpRequest) -> HttpResponse:
    """PostgreSQL quotes the whole row that it refuses."""
    ada = Patient.objects.get()
    Identity.objects.create(patient=ada, family_name=request.POST["note"], given_name="X")
    return HttpResponse("never reached")


@public
def breaks_while_handling(request: HttpRequest) -> HttpResponse:
    try:
        int(request.POST["note"])
    except ValueError as error:
        logging.getLogger("clinic").warning("could not read: %s", error, exc_info=True)
        raise KeyError(request.POST["note"]) from error
    return HttpResponse("never reached")


urlpatterns = [
    path("breaks/", breaks),
    path("constraint/", breaks_a_constraint),
    path("handling/", breaks_while_handling),
    path("", include("clinic.urls")),
]
handler400 = "clinic.errors.bad_request"
handler403 = "clinic.errors.permission_denied"
handler404 = "clinic.errors.page_not_found"
handler500 = "clinic.errors.server_error"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything logged meanwhile, as the console prints it."""
    root = logging.getLogger()
    (console,) = (h for h in root.handlers if h.name == "console")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(console.formatter)
    root.addHandler(handler)
    with override_settings(ROOT_URLCONF=__name__):
        yield stream
    root.removeHandler(handler)


@pytest.fixture
def visitor(log: io.StringIO) -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ["breaks", "constraint", "handling"])
def test_an_error_is_logged_by_its_type_and_place(visitor, log, ada, address):
    page = visitor.post(f"/{address}/", {"note": CANARY})
    assert page.status_code == 500
    assert "Something went wrong here" in page.content.decode()
    assert CANARY not in page.content.decode()
    assert CANARY not in log.getvalue()
    assert "(message withheld)" in log.getvalue()
    assert f"Internal Server Error: /{address}/" in log.getvalue()


def test_a_refused_form_is_not_logged(visitor, log, rossi):
    let_in(visitor, rossi)
    page = visitor.post(
        "/patients/new/",
        {"family_name": CANARY, "date_of_birth": "31/02/1970", "code": CANARY * 9},
    )
    assert page.status_code == 200
    assert CANARY not in log.getvalue()


def test_a_form_without_its_token_is_not_logged(log, rossi):
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(rossi)
    page = visitor.post("/patients/new/", {"family_name": CANARY})
    assert page.status_code == 403
    assert "too old to be sent" in page.content.decode()
    assert CANARY not in page.content.decode()
    assert CANARY not in log.getvalue()
    assert "Forbidden (CSRF" in log.getvalue()


def test_a_search_for_a_page_that_is_not_there_is_not_logged(visitor, log, rossi):
    let_in(visitor, rossi)
    page = visitor.get(f"/nowhere/?name={CANARY}", headers={"referer": f"http://x/?q={CANARY}"})
    assert page.status_code == 404
    assert CANARY not in page.content.decode()
    assert CANARY not in log.getvalue()
    assert "Not Found: /nowhere/" in log.getvalue()


def test_a_failed_sign_in_is_not_logged_with_what_was_typed(visitor, log, rossi):
    page = visitor.post("/sign-in/", {"login": CANARY, "password": f"{CANARY}!"})
    assert page.status_code == 200
    visitor.post("/sign-in/", {"login": "rossi", "password": f"{CANARY}!"})
    assert CANARY not in log.getvalue()


def test_a_host_that_is_not_ours_gets_our_page(visitor, log, db):
    page = visitor.get("/sign-in/", headers={"host": "elsewhere.example"})
    assert page.status_code == 400
    assert "could not be read" in page.content.decode()
    assert "elsewhere" not in page.content.decode()


def test_a_service_that_fails_logs_nothing_of_the_patient(log, rossi, milan, ada):
    facts = PatientFacts(code="P-001", date_of_birth=date(1970, 1, 1), sex="female")
    identity = {"family_name": CANARY, "given_name": CANARY}
    with pytest.raises(Exception, match="code"):
        register_patient(by=rossi, centre=milan, facts=facts, identity=identity)
    assert CANARY not in log.getvalue()


def test_an_exception_among_the_arguments_is_named_by_its_type(log):
    logging.getLogger("clinic").error("%s for %s", DatabaseError(CANARY), 7)
    assert log.getvalue().endswith("ERROR clinic: DatabaseError for 7\n")


def test_a_failed_task_is_logged_without_its_exception_and_arguments(log):
    said = "Task %(name)s[%(id)s] %(description)s: %(exc)s"
    facts = {
        "name": "scoring.tasks.sweep",
        "id": "1",
        "description": "raised unexpected",
        "exc": f"ValueError({CANARY!r})",
        "traceback": CANARY,
        "args": f"({CANARY!r},)",
        "kwargs": "{}",
    }
    try:
        int(CANARY)
    except ValueError:
        logging.getLogger("celery.app.trace").error(said, facts, exc_info=True)
    assert "Task scoring.tasks.sweep[1] raised unexpected: (withheld)" in log.getvalue()
    assert CANARY not in log.getvalue()


def test_what_another_handler_wrote_of_an_exception_is_not_taken_over():
    try:
        int(CANARY)
    except ValueError:
        error = sys.exc_info()
    record = logging.getLogger("x").makeRecord("x", logging.ERROR, "f", 1, "m", (), error)
    logging.Formatter().format(record)
    assert CANARY in record.exc_text
    assert CANARY not in PrivateFormatter().format(record)
