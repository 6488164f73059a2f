"""The OpenAPI description: valid, complete, true of what is delivered, and not for everybody."""

import json
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.export.columns import COLUMNS
from clinic.export.models import Format
from clinic.registry.models import Patient, TreatmentCourse
from clinic.studies.models import Consent
from scoring.services import recompute_if_due
from tests.clinic.export.reading import body_of
from tests.people import let_in, make_person
from tests.scoring.findings import active_disease, remission, see

PATH = "/api/v1/studies/{slug}/rows"


@pytest.fixture
def description(client: Client, romano: User) -> dict[str, Any]:
    let_in(client, romano)
    response = client.get("/api/schema/", {"format": "json"})
    assert response.status_code == 200
    content: dict[str, Any] = response.json()
    return content


def _answer(description: dict[str, Any], status: str, media_type: str) -> dict[str, Any]:
    responses = description["paths"][PATH]["get"]["responses"]
    schema: dict[str, Any] = responses[status]["content"][media_type]["schema"]
    return schema


def test_without_a_login_it_is_closed(client: Client, db: None) -> None:
    assert client.get("/api/schema/").status_code == 401


@pytest.mark.parametrize("role", [Role.DATA_ENTRY, Role.REVIEWER])
def test_it_is_for_people_of_a_study(client: Client, milan: Centre, role: Role) -> None:
    let_in(client, make_person("somebody", role, milan))
    assert client.get("/api/schema/").status_code == 403


def test_it_is_valid_openapi(description: dict[str, Any]) -> None:
    assert description["openapi"] == "3.1.0"
    validate_schema(description)


def test_it_describes_the_rows_the_scores_and_nothing_else(description: dict[str, Any]) -> None:
    described = {path: set(methods) for path, methods in description["paths"].items()}
    assert described == {
        PATH: {"get"},
        "/api/v1/score": {"post"},
        "/api/v1/scores/{uuid}": {"get"},
    }


def test_every_column_is_described(description: dict[str, Any]) -> None:
    rows = _answer(description, "200", "application/json")["properties"]["rows"]["items"]
    assert list(rows["properties"]) == [column.name for column in COLUMNS]
    assert rows["required"] == list(rows["properties"])
    for column in COLUMNS:
        described = rows["properties"][column.name]["description"]
        assert column.label in described
        assert column.missing in described
        assert column.unit is None or column.unit in described
    assert all(
        column.name in _answer(description, "200", "text/csv")["description"] for column in COLUMNS
    )


def test_every_refusal_is_described(description: dict[str, Any]) -> None:
    for status in ("401", "403", "404", "406"):
        assert _answer(description, status, "application/json")["required"] == ["detail"]


def test_both_ways_in_are_described(description: dict[str, Any]) -> None:
    schemes = description["components"]["securitySchemes"]
    assert schemes["token"]["name"] == "Authorization"
    assert schemes["cookieAuth"]["in"] == "cookie"


def test_a_delivery_is_what_the_description_says(
    description: dict[str, Any],
    ada: Patient,
    given: Consent,
    anakinra: TreatmentCourse,
    rossi: User,
    romano: User,
) -> None:
    see(ada, rossi, -100, {})
    see(ada, rossi, -1, active_disease())
    see(ada, rossi, 30, remission(haq=None))
    recompute_if_due(ada.pk)
    content = json.loads(body_of(given.study, romano, Format.JSON))
    assert len(content["rows"]) == 3
    Draft202012Validator(_answer(description, "200", "application/json")).validate(content)
    content["rows"][0]["family_name"] = "Bianchi"
    assert not Draft202012Validator(_answer(description, "200", "application/json")).is_valid(
        content
    )
