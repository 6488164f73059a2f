"""`POST /api/v1/score`: who is refused, what is refused, and that nothing is kept."""

import json
import logging
from copy import deepcopy
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from clinic.accounts.models import ApiToken, Centre, User
from clinic.accounts.roles import Role
from clinic.accounts.services import create_token
from clinic.export.parsers import LARGEST_CASE_BYTES
from scoring.criteria.cases import answer
from tests.people import let_in, make_person
from tests.scoring.criteria.worked_cases import FIRST, WORKED_CASES, first_with

PATH = "/api/v1/score"


@pytest.fixture
def key(client: Client, romano: User) -> str:
    let_in(client, romano)
    client.logout()
    return create_token(by=romano, label="statistics", days=30)[1]


def scored(response: Any) -> dict[str, Any]:
    """The result as the command prints it."""
    assert response.status_code == 200
    content: dict[str, Any] = response.json()
    explanation = content.pop("explanation")
    for key in ("total", "lower", "upper", "attainable", "category", "enzyme", "missing", "flags"):
        assert explanation[key] == content[key], key
    return content


def send(client: Client, case: Any, **headers: str) -> Any:
    text = case if isinstance(case, bytes | str) else json.dumps(case)
    return client.post(PATH, text, content_type="application/json", headers=headers)


def test_without_a_login_it_answers_401_and_says_how(client: Client, db: None) -> None:
    response = send(client, FIRST)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Token"
    assert set(response.json()) == {"detail"}


def test_a_session_without_its_csrf_token_is_refused(rossi: User) -> None:
    client = Client(enforce_csrf_checks=True)
    let_in(client, rossi)
    assert send(client, FIRST).status_code == 403
    client.get("/account/")
    token = client.cookies["csrftoken"].value
    assert send(client, FIRST, **{"X-CSRFToken": token}).status_code == 200


@pytest.mark.parametrize(
    ("body", "field", "limit"),
    [
        (b"", "case", "a JSON object"),
        (b"{", "case", "a JSON object"),
        (b"\xff", "case", "a JSON object"),
        (b"[" * 20_000, "case", "a JSON object"),
        (b"[]", "case", "an object"),
        (b'{"id": 1, "id": 1}', "id", "given once"),
        (json.dumps(first_with("baseline.haq", "3.2")), "baseline.haq", "0-3"),
        (json.dumps(FIRST).replace('"1.75"', "NaN"), "baseline.haq", "a number"),
        (json.dumps(first_with("followup.ranges", {"mmt": 80})), "followup.ranges.mmt", "150"),
    ],
)
def test_a_case_that_cannot_be_scored_is_answered_with_field_limit_and_sentence(
    client: Client, rossi: User, body: bytes | str, field: str, limit: str
) -> None:
    let_in(client, rossi)
    response = send(client, body)
    assert response.status_code == 400
    error = response.json()["error"]
    assert (error["field"], error["limit"]) == (field, limit)
    assert len(error["message"]) > 10


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"id": "\ud800"}, 200), ({"baseline": {"\ud800": "1"}}, 400)],
)
def test_a_text_that_no_encoding_holds_comes_back_as_it_came(
    client: Client, rossi: User, changes: dict[str, Any], status: int
) -> None:
    """Half a surrogate pair: JSON writes it in letters, UTF-8 knows none."""
    let_in(client, rossi)
    response = send(client, FIRST | changes)
    assert response.status_code == status
    assert "\\ud800" in response.content.decode()


def test_what_is_larger_than_a_case_can_be_is_refused_unread(client: Client, rossi: User) -> None:
    let_in(client, rossi)
    padded = json.dumps(FIRST).ljust(LARGEST_CASE_BYTES)
    assert send(client, padded).status_code == 200
    assert send(client, padded + " ").status_code == 413


@pytest.mark.parametrize("kind", ["text/csv", "application/x-www-form-urlencoded"])
def test_only_json_is_taken(client: Client, rossi: User, kind: str) -> None:
    let_in(client, rossi)
    assert client.post(PATH, "{}", content_type=kind).status_code == 415
    assert client.get(PATH).status_code == 405


@pytest.mark.parametrize("role", Role)
def test_every_account_may_score(client: Client, milan: Centre, role: Role) -> None:
    let_in(client, make_person("somebody", role, milan))
    assert scored(send(client, FIRST)) == answer(FIRST)


def test_a_program_may_score_by_its_key(client: Client, key: str) -> None:
    assert scored(send(client, FIRST, Authorization=f"Token {key}")) == answer(FIRST)
    assert send(client, FIRST, Authorization="Token wrong").status_code == 401
    assert ApiToken.objects.count() == 1


def test_every_worked_case_gives_what_the_command_gives(client: Client, rossi: User) -> None:
    let_in(client, rossi)
    for raw, _ in WORKED_CASES:
        assert scored(send(client, raw)) == answer(raw)


def test_a_json_number_is_read_digit_by_digit(client: Client, rossi: User) -> None:
    """As binary floats, 2.2 and 0.7 are a hair more than 15 % apart and earn the next band."""
    let_in(client, rossi)
    case = deepcopy(FIRST)
    case["baseline"]["physician_global"], case["followup"]["physician_global"] = 2.2, 0.7
    earned = send(client, case).json()["measures"]["physician_global"]
    assert (earned["change_percent"], earned["points"]) == ("15", "7.5")


def test_the_score_is_explained_so_that_it_can_be_checked_by_hand(
    client: Client, rossi: User
) -> None:
    let_in(client, rossi)
    case = deepcopy(FIRST)
    del case["followup"]["haq"]
    explained = send(client, case).json()["explanation"]
    haq, mmt = explained["measures"]["haq"], explained["measures"]["mmt"]
    assert (haq["baseline"], haq["missing_at"]) == ("1.75", "followup")
    assert (mmt["baseline"], mmt["followup"], mmt["range"]) == ("118", "133", "150")
    assert (mmt["band"], mmt["points"]) == ({"over": "2", "to": "10"}, "10")
    decisive = explained["deciding"]["decisive"]
    assert ("haq", "major") in {(one["measure"], one["category"]) for one in decisive}


def test_nothing_is_stored_and_no_value_is_logged(
    client: Client, rossi: User, caplog: pytest.LogCaptureFixture
) -> None:
    let_in(client, rossi)
    rows = {model: model._default_manager.count() for model in apps.get_models()}
    caplog.set_level(logging.DEBUG)
    for case in (
        first_with("id", "Ada-4711"),
        first_with("id", "Ada-4711") | {"baseline": {"haq": "47.11"}},
    ):
        send(client, case)
    send(client, b'{"id": "Ada-4711", ')
    assert {model: model._default_manager.count() for model in apps.get_models()} == rows
    assert "47" not in caplog.text.replace("1/score", "")


@pytest.fixture
def operation() -> dict[str, Any]:
    description = SchemaGenerator().get_schema(request=None, public=True)
    found: dict[str, Any] = description["paths"][PATH]["post"]
    return found


def test_the_description_is_true_of_cases_and_answers(
    operation: dict[str, Any], client: Client, rossi: User
) -> None:
    let_in(client, rossi)
    case = Draft202012Validator(operation["requestBody"]["content"]["application/json"]["schema"])
    result, error = (
        Draft202012Validator(
            operation["responses"][status]["content"]["application/json"]["schema"]
        )
        for status in ("200", "400")
    )
    for raw, _ in WORKED_CASES:
        case.validate(raw)
        result.validate(send(client, raw).json())
    assert not case.is_valid(first_with("baseline.cpk", "1"))
    error.validate(send(client, first_with("baseline.haq", "4")).json())
    assert not result.is_valid(send(client, first_with("baseline.haq", "4")).json())


def test_the_example_of_the_description_is_scored(
    operation: dict[str, Any], client: Client, rossi: User
) -> None:
    let_in(client, rossi)
    (example,) = operation["requestBody"]["content"]["application/json"]["examples"].values()
    response = send(client, example["value"])
    assert response.status_code == 200
    assert response.json()["category"] == "major"
