"""`GET /api/v1/scores/<uuid>`: who is refused, what is not told, and what is."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.registry.models import Patient
from scoring.criteria.cases import read_case
from scoring.criteria.results import score_to_json
from scoring.criteria.tis import score
from scoring.models import MAX_ATTEMPTS, Recomputation, Score
from scoring.services import mark_due, recompute_if_due
from tests.clinic.dashboard.queries import queries_of
from tests.people import let_in, make_person
from tests.scoring.findings import active_disease, amend, remission, see, start_anakinra


@pytest.fixture
def row(ada: Patient, rossi: User) -> Score:
    """Ada in remission after 30 days."""
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    see(ada, rossi, 30, remission())
    recompute_if_due(ada.pk)
    return Score.objects.get()


def ask(client: Client, row: Score) -> Any:
    return client.get(f"/api/v1/scores/{row.uuid}")


def told(client: Client, row: Score) -> dict[str, Any]:
    answer = ask(client, row)
    assert answer.status_code == 200
    content: dict[str, Any] = answer.json()
    return content


# --- Who and what not -----------------------------------------------------------------------


def test_without_a_login_it_is_closed(client: Client, row: Score) -> None:
    assert ask(client, row).status_code == 401


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.EXPORTER, Role.AUDITOR])
def test_it_is_for_those_who_may_see_patients(
    client: Client, milan: Centre, row: Score, role: Role
) -> None:
    let_in(client, make_person("somebody", role, milan))
    assert ask(client, row).status_code == 403


def test_an_unknown_and_a_foreign_score_are_not_told_apart(client: Client, row: Score) -> None:
    let_in(client, make_person("neri", Role.CLINICIAN, Centre.objects.create(name="Turin")))
    foreign, unknown = ask(client, row), client.get(f"/api/v1/scores/{uuid4()}")
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert foreign.json() == unknown.json()


def test_it_takes_nothing(client: Client, rossi: User, row: Score) -> None:
    let_in(client, rossi)
    assert client.post(f"/api/v1/scores/{row.uuid}", {}).status_code == 405


def test_while_pending_or_failed_nothing_of_the_row_is_told(
    client: Client, rossi: User, row: Score, ada: Patient
) -> None:
    let_in(client, rossi)
    mark_due(ada.pk)
    pending = told(client, row)
    Recomputation.objects.update(attempts=MAX_ATTEMPTS)
    failed = told(client, row)
    assert (pending["standing"], failed["standing"]) == ("pending", "failed")
    for content in (pending, failed):
        assert content["is_in_force"]
        assert [content[key] for key in ("explanation", "inputs", "problem")] == [None] * 3
        assert content["history"][0]["result"] is None


# --- What it says ---------------------------------------------------------------------------


def test_it_says_what_the_row_and_the_rules_say(client: Client, rossi: User, row: Score) -> None:
    let_in(client, rossi)
    content = told(client, row)
    computed = score_to_json(score(read_case(content["inputs"])))
    explanation = content["explanation"]
    for key in ("total", "lower", "upper", "attainable", "category", "enzyme", "flags"):
        assert explanation[key] == computed[key]
    for name, one in computed["measures"].items():
        one.pop("multiple", None)
        assert one.items() <= explanation["measures"][name].items()
    assert (content["uuid"], content["in_force"]) == (str(row.uuid), str(row.uuid))
    assert content["visit"] == {"uuid": str(row.visit.uuid), "on": "2020-02-05"}
    assert explanation["deterioration"]["confirmed"] == "not_met"


def test_a_superseded_row_names_the_one_in_force_and_the_change(
    client: Client, rossi: User, row: Score, ada: Patient
) -> None:
    let_in(client, rossi)
    amend(row.visit, rossi, remission(haq=Decimal("1.25")))
    recompute_if_due(ada.pk)
    after = Score.objects.get(supersedes=row)
    content = told(client, row)
    assert not content["is_in_force"]
    assert content["in_force"] == str(after.uuid)
    assert content["explanation"]["total"] == "100"
    first, second = content["history"]
    assert (first["result"]["total"], second["result"]["total"]) == ("100", "95")
    assert second["changes"] == [{"field": "followup.haq", "before": "0", "after": "1.25"}]
    assert [(cause["code"], cause["by"]) for cause in second["causes"]] == [
        ("visit_amended", "rossi")
    ]


def test_a_row_without_a_score_tells_its_problem(
    client: Client, rossi: User, row: Score, ada: Patient
) -> None:
    let_in(client, rossi)
    amend(row.visit, rossi, remission(muscle_instrument="mmt8_right", muscle_strength=70))
    recompute_if_due(ada.pk)
    content = told(client, Score.objects.get(supersedes=row))
    assert (content["problem"], content["explanation"]) == ("muscle_instrument_differs", None)
    assert content["inputs"]["followup"]["mmt"] == "70"


def test_what_is_told_is_what_is_described(
    client: Client, rossi: User, row: Score, ada: Patient
) -> None:
    let_in(client, rossi)
    description = SchemaGenerator().get_schema(public=True)
    responses = description["paths"]["/api/v1/scores/{uuid}"]["get"]["responses"]
    schema = responses["200"]["content"]["application/json"]["schema"]
    validator = Draft202012Validator(schema)
    validator.validate(told(client, row))
    amend(row.visit, rossi, remission(muscle_instrument="mmt8_right", muscle_strength=70))
    validator.validate(told(client, row))  # pending, or computed
    recompute_if_due(ada.pk)
    for one in Score.objects.all():
        validator.validate(told(client, one))


def test_it_asks_as_often_however_long_the_history(
    client: Client, rossi: User, row: Score, ada: Patient
) -> None:
    let_in(client, rossi)
    told(client, row)
    once = queries_of(lambda: told(client, row))
    for haq in ("0.5", "0.75", "1"):
        amend(row.visit, rossi, remission(haq=Decimal(haq)))
        recompute_if_due(ada.pk)
    last = Score.objects.current().get()
    assert len(queries_of(lambda: told(client, last))) == len(once)
