"""The services of docker-compose.yml, run as they stand, on the files that go into the image."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from tests.broker.conftest import database_url_of_the_tests
from tests.servers import Redis
from tests.stack import ROOT, Stack

pytestmark = pytest.mark.broker

NAME = "composed"
NOWHERE = "redis://127.0.0.1:9/0"
PROXY = {"X-Forwarded-Proto": "https", "Host": "localhost"}


@pytest.fixture
def image(folder: Path) -> Path:
    """The image's files: what .dockerignore lets through."""
    image = folder / "image"
    image.mkdir()
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        source = ROOT / line.removeprefix("!")
        if line.startswith("!") and source.is_dir():
            shutil.copytree(source, image / source.name)
        elif line.startswith("!") and source.exists():
            shutil.copy(source, image)
    return image


@pytest.fixture
def empty_database(transactional_db: None) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        cursor.execute(f"CREATE DATABASE {NAME}")
    yield f"{database_url_of_the_tests().rpartition('/')[0]}/{NAME}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@pytest.fixture
def composed(
    folder: Path, image: Path, empty_database: str, redis_server: Redis
) -> Iterator[Stack]:
    stack = Stack(
        folder,
        empty_database,
        redis_server.url,
        code=image,
        RISPOSTA_SWEEP_SECONDS="1",
        RISPOSTA_COLLECTED_STATIC="1",
    )
    yield stack
    stack.stop()


def test_the_composed_services_start_become_healthy_and_sweep(
    composed: Stack, empty_database: str
) -> None:
    composed.manage("collectstatic", "--no-input", "--verbosity", "0")
    composed.run("migrate")
    # With the broker out of reach, what is loaded stays due and nobody is told.
    composed.manage("load_demonstration", RISPOSTA_DEMONSTRATION="1", REDIS_URL=NOWHERE)
    assert due_in(empty_database) > 0
    composed.start()

    assert composed.status("/readyz") == 200
    assert composed.status("/account/", PROXY) == 302, "asks to sign in"
    assert {name: composed.is_healthy(name) for name in ("web", "worker", "beat")} == {
        "web": True,
        "worker": True,
        "beat": True,
    }
    deadline = time.monotonic() + 20
    while due_in(empty_database) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert due_in(empty_database) == 0
    assert composed.sweeps() > 0


def test_what_does_not_run_is_not_healthy(composed: Stack) -> None:
    assert not any(composed.is_healthy(name) for name in ("web", "worker", "beat"))


def due_in(database_url: str) -> int:
    with psycopg.connect(database_url.replace("postgres://", "postgresql://")) as database:
        row = database.execute(
            "SELECT count(*) FROM scoring_recomputation WHERE revision <> computed_revision"
        ).fetchone()
    assert row is not None
    return int(row[0])
