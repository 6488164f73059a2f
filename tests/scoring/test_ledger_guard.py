"""A row of a ledger is closed once; the database refuses every other change of it."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone

from clinic.audit import triggers
from clinic.audit.checks import triggers_stand
from clinic.audit.ledgers import LEDGERS
from scoring.models import Episode, Score

pytestmark = pytest.mark.django_db
CLOSE = "superseded_at = '2020-05-01 10:00:00+00'"


@pytest.fixture
def score(episode: Episode) -> Score:
    """The one score of Ada Bianchi, in remission after 30 days."""
    return Score.objects.get()


def refuse(sql: str) -> None:
    before = list(Score.objects.values())
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="rows of a ledger"),
        transaction.atomic(),
    ):
        cursor.execute(sql)
    assert list(Score.objects.values()) == before


def test_a_row_is_closed_with_its_reason(score: Score) -> None:
    now = timezone.now()
    changed = Score.objects.update(superseded_at=now, ceased="no_baseline", ceased_causes=[])
    assert changed == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE scoring_score SET total = 0",
        "UPDATE scoring_score SET total = total",
        "UPDATE scoring_score SET ceased = 'no_baseline'",
        f"UPDATE scoring_score SET total = 0, {CLOSE}",
        f"UPDATE scoring_score SET total = NULL, {CLOSE}",
        f"UPDATE scoring_score SET id = id + 1, {CLOSE}",
        "DELETE FROM scoring_score",
        pytest.param(
            "INSERT OR REPLACE INTO scoring_score SELECT * FROM scoring_score",
            marks=pytest.mark.sqlite,
        ),
    ],
)
def test_an_open_row_is_not_changed_otherwise_nor_deleted(score: Score, sql: str) -> None:
    refuse(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE scoring_score SET superseded_at = NULL",
        f"UPDATE scoring_score SET {CLOSE}",
        "UPDATE scoring_score SET ceased = 'no_baseline', ceased_causes = '[]'",
        "DELETE FROM scoring_score",
    ],
)
def test_a_closed_row_is_final(score: Score, sql: str) -> None:
    Score.objects.update(superseded_at=timezone.now())
    refuse(sql)


def test_nor_through_the_model(score: Score) -> None:
    score.total = None
    for attempt in (score.save, score.delete, Score.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert Score.objects.get().total == 100


@pytest.mark.parametrize("table", LEDGERS)
def test_a_lost_guard_is_noticed(table: str) -> None:
    guards = [name for name, *_ in triggers.installed(connection) if f"ledger_{table}" in name]
    assert len(guards) == 2
    on = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in guards:
            cursor.execute(f"DROP TRIGGER {name}{on}")
    assert triggers.missing(connection) == sorted(guards)
    (warning,) = triggers_stand(["default"])
    assert min(guards) in warning.msg
    assert "scores may be rewritten" in str(warning.hint)


def test_a_ledger_that_may_be_rewritten_would_be_noticed(score: Score) -> None:
    """The guards, and nothing else, refuse: without them the same statement passes."""
    with connection.cursor() as cursor:
        for name, table, _ in triggers.installed(connection):
            if "ledger" in name:
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER {name}{on}")
    changes: dict[str, Any] = {"lower": F("lower")}
    assert Score.objects.update(**changes) == 1
