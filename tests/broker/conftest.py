"""Redis, web server, worker and beat on the database of the tests themselves."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from clinic.accounts.models import User
from clinic.registry.models import Patient
from tests.facilities import Missing, unavailable
from tests.scoring.conftest import ada
from tests.scoring.findings import active_disease, see, start_anakinra
from tests.servers import Redis, throwaway_folder
from tests.stack import Stack

__all__ = ["ada"]


@pytest.fixture
def folder() -> Iterator[Path]:
    with throwaway_folder() as folder:
        yield folder


@pytest.fixture
def redis_server(folder: Path) -> Iterator[Redis]:
    (folder / "redis").mkdir()
    try:
        server = Redis(folder / "redis")
        server.start()
    except Missing as reason:
        unavailable(str(reason))
    yield server
    server.stop()


@pytest.fixture
def stack(transactional_db: None, folder: Path, redis_server: Redis) -> Iterator[Stack]:
    """Nothing of it runs yet: each test starts what its story needs. Beat sweeps every second."""
    stack = Stack(
        folder,
        database_url_of_the_tests(),
        redis_server.url,
        RISPOSTA_SWEEP_SECONDS="1",
        RISPOSTA_HTTPS="false",
        SECRET_KEY=settings.SECRET_KEY,  # sessions are made by the tests
    )
    yield stack
    stack.stop()


@pytest.fixture
def ada_at_baseline(stack: Stack, ada: Patient, rossi: User) -> Patient:
    """Ada Bianchi on the day she starts anakinra."""
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    return ada


def database_url_of_the_tests() -> str:
    facts = connection.settings_dict
    host = quote(facts["HOST"], safe="")
    return f"postgres://{facts['USER']}:{facts['PASSWORD']}@{host}:{facts['PORT']}/{facts['NAME']}"
