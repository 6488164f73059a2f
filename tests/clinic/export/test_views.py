"""The REST interface: who is refused and how, and what a delivery looks like."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clinic.accounts.models import ApiToken, Centre, Membership, User
from clinic.accounts.roles import Role
from clinic.accounts.services import create_token, revoke_token
from clinic.audit.models import AuditEvent
from clinic.export.models import Transfer
from clinic.registry.models import Patient, TreatmentCourse
from clinic.studies.models import Consent, Pseudonym, Study
from tests.people import let_in, make_person
from tests.scoring.findings import active_disease, see

ROWS = "/api/v1/studies/blockade/rows"


@pytest.fixture
def visit(ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User) -> Consent:
    """Ada's consent; she has one visit."""
    see(ada, rossi, 0, active_disease())
    return given


@pytest.fixture
def key(client: Client, romano: User) -> str:
    """A key of Romano, whose second factor is set up."""
    let_in(client, romano)
    client.logout()
    return create_token(by=romano, label="statistics", days=30)[1]


def _with(key: str) -> dict[str, str]:
    return {"Authorization": f"Token {key}"}


def test_without_a_login_it_answers_401_and_says_how(client: Client, visit: Consent) -> None:
    response = client.get(ROWS)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Token"
    assert set(response.json()) == {"detail"}


@pytest.mark.parametrize("header", ["Token wrong", "Token", "Token a b", "Bearer x", "Token é"])
def test_a_wrong_key_is_refused(client: Client, visit: Consent, header: str) -> None:
    response = client.get(ROWS, headers={"Authorization": header})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Token"
    assert not Transfer.objects.exists()


def test_a_revoked_an_expired_and_a_closed_accounts_key_are_refused(
    client: Client, visit: Consent, romano: User, key: str
) -> None:
    assert client.get(ROWS, headers=_with(key)).status_code == 200
    token = ApiToken.objects.get()
    User.objects.filter(pk=romano.pk).update(is_active=False)
    assert client.get(ROWS, headers=_with(key)).status_code == 401
    User.objects.filter(pk=romano.pk).update(is_active=True)
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(ROWS, headers=_with(key)).status_code == 401
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=1))
    assert client.get(ROWS, headers=_with(key)).status_code == 200
    revoke_token(token=token, by=romano)
    assert client.get(ROWS, headers=_with(key)).status_code == 401


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EXPORTER])
@pytest.mark.parametrize("wanted", ["csv", "json"])
def test_roles_that_may_not_export_get_a_sentence_and_no_data(
    client: Client, milan: Centre, visit: Consent, role: Role, wanted: str
) -> None:
    let_in(client, make_person("somebody", role, milan))
    response = client.get(ROWS, {"format": wanted})
    assert response.status_code == 403
    assert response.headers["Content-Type"] == "application/json"
    assert set(response.json()) == {"detail"}
    assert Pseudonym.objects.get().value not in response.content.decode()
    assert not Transfer.objects.exists()


def test_a_key_ends_with_the_role(client: Client, visit: Consent, romano: User, key: str) -> None:
    Membership.objects.filter(user=romano).update(role=Role.CLINICIAN)
    assert client.get(ROWS, headers=_with(key)).status_code == 403


@pytest.mark.parametrize("wanted", ["xlsx", "CSV", "html", "api", "../csv"])
def test_another_format_is_not_found_and_the_answer_names_those_there_are(
    client: Client, visit: Consent, romano: User, wanted: str
) -> None:
    let_in(client, romano)
    response = client.get(ROWS, {"format": wanted})
    assert response.status_code == 404
    assert "json or csv" in response.json()["detail"]


def test_a_media_type_that_is_not_served_is_not_acceptable(
    client: Client, visit: Consent, romano: User
) -> None:
    let_in(client, romano)
    response = client.get(ROWS, headers={"Accept": "application/xml"})
    assert response.status_code == 406
    assert set(response.json()) == {"detail"}


@pytest.mark.parametrize("wanted", ["csv", "json"])
def test_an_unknown_study_is_not_found(client: Client, romano: User, wanted: str) -> None:
    let_in(client, romano)
    response = client.get("/api/v1/studies/nothing/rows", {"format": wanted})
    assert response.status_code == 404
    assert set(response.json()) == {"detail"}


def test_an_approval_that_has_ended_is_said(client: Client, visit: Consent, romano: User) -> None:
    Study.objects.update(approved_until=timezone.localdate() - timedelta(days=1))
    let_in(client, romano)
    response = client.get(ROWS, {"format": "csv"})
    assert response.status_code == 403
    assert "approval" in response.json()["detail"]
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "head"])
def test_it_is_read_only(client: Client, visit: Consent, romano: User, method: str) -> None:
    let_in(client, romano)
    assert getattr(client, method)(ROWS).status_code == 405
    assert not Transfer.objects.exists()


def test_csv_is_delivered_as_a_file_that_no_cache_keeps(
    client: Client, visit: Consent, romano: User
) -> None:
    let_in(client, romano)
    response = client.get(ROWS, {"format": "csv"})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="blockade.csv"'
    assert response.headers["Cache-Control"] == "no-store"
    body = response.getvalue()
    assert response.headers["Content-Length"] == str(len(body))
    (row,) = csv.DictReader(io.StringIO(body.decode(), newline=""))
    assert row["pseudonym"] == Pseudonym.objects.get().value


@pytest.mark.parametrize(
    ("query", "accept", "served"),
    [
        ({}, "*/*", "application/json"),
        ({"format": "json"}, "text/csv", "application/json"),
        ({"format": "csv"}, "application/json", "text/csv; charset=utf-8"),
        ({}, "text/csv", "text/csv; charset=utf-8"),
        ({}, "text/html,*/*;q=0.8", "application/json"),
    ],
)
def test_the_address_decides_before_the_header(
    client: Client,
    visit: Consent,
    romano: User,
    query: dict[str, str],
    accept: str,
    served: str,
) -> None:
    let_in(client, romano)
    response = client.get(ROWS, query, headers={"Accept": accept})
    assert (response.status_code, response.headers["Content-Type"]) == (200, served)
    response.close()


def test_a_key_delivers_what_a_session_delivers(
    client: Client, visit: Consent, romano: User, key: str
) -> None:
    by_key = client.get(ROWS, headers=_with(key)).getvalue()
    let_in(client, romano)
    assert client.get(ROWS).getvalue() == by_key
    assert len(json.loads(by_key)["rows"]) == 1
    assert [transfer.delivered_to for transfer in Transfer.objects.all()] == [romano, romano]
    events = AuditEvent.objects.filter(table="export_transfer", operation="insert").order_by("id")
    assert [event.source for event in events] == ["api", "page"]  # a program's, a person's


def test_the_demonstrations_rows_say_that_they_are_invented(
    client: Client, demonstration: None
) -> None:
    let_in(client, User.objects.get(username="romano"))
    response = client.get("/api/v1/studies/anakinra-asys/rows", {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(response.getvalue().decode(), newline="")))
    assert len(rows) == 27
    assert {row["illustrative"] for row in rows} == {"true"}
    assert {row["pseudonym"] for row in rows if row["response_category"] == "major"} == {
        row["pseudonym"] for row in rows
    }
