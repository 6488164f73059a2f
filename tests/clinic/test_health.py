"""/healthz and /readyz: what a supervisor may rely on."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from clinic.audit import triggers
from clinic.registry.models import Patient
from scoring.models import Recomputation
from tests.scoring.conftest import ada

__all__ = ["ada"]


def test_a_living_process_says_so_without_asking_the_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["alive"]) == (200, True)


def test_not_ready_while_the_database_does_not_answer(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(recorder: MigrationRecorder) -> None:
        raise OperationalError("connection refused at db.example")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", gone)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "does not answer"
    assert "db.example" not in answer.text


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    MigrationRecorder.Migration.objects.get(app="scoring", name="0001_initial").delete()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["unapplied_migrations"]) == (503, 1)


@pytest.mark.django_db
def test_not_ready_while_a_write_would_leave_no_audit_trail(client: Client) -> None:
    triggers.drop(connection)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["missing_triggers"] > 50


@pytest.mark.django_db
def test_ready_without_a_broker(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "database": "answers",
        "unapplied_migrations": 0,
        "missing_triggers": 0,
        "oldest_due_seconds": None,
        "broker": "not configured",
    }


@pytest.mark.django_db
def test_ready_though_the_broker_is_down(client: Client, settings: Any) -> None:
    """Visits are saved and their scores wait: no reason to take the web server away."""
    settings.REDIS_URL = "redis://127.0.0.1:9/0"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["broker"]) == (200, "does not answer")


@pytest.mark.django_db
def test_it_tells_how_long_the_oldest_recomputation_has_been_due(
    client: Client, ada: Patient
) -> None:
    an_hour_ago = timezone.now() - timedelta(hours=1)
    Recomputation.objects.filter(patient=ada).update(revision=7, requested_at=an_hour_ago)
    assert 3600 <= client.get("/readyz").json()["oldest_due_seconds"] < 3660


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.django_db
def test_nothing_is_kept_on_the_way(client: Client, path: str) -> None:
    assert "no-store" in client.get(path).headers["Cache-Control"]
