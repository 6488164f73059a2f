"""What every test may ask for: the servers' ways, a centre, named people."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.test import TransactionTestCase, override_settings
from django.utils.translation import override
from hypothesis import settings as hypothesis_settings

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.audit import triggers
from tests.browser import chromium, page, sign_in
from tests.demonstration import demonstration, demonstration_day, open_demonstration
from tests.people import make_person

__all__ = [
    "chromium",
    "demonstration",
    "demonstration_day",
    "open_demonstration",
    "page",
    "sign_in",
]


# An example that is slow on a busy machine is not wrong; what must be quick is benched.
hypothesis_settings.register_profile("suite", deadline=None)
hypothesis_settings.load_profile("suite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what runs in the other round."""
    on_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    left_out = [item for item in items if not runs_here(item, on_sqlite)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def runs_here(item: pytest.Item, on_sqlite: bool) -> bool:
    """Whether a test belongs to this engine's round; what asks a database belongs to both.

    The others run once: a browser sees no engine, and what asks no database has none. Tests with
    a broker bring a PostgreSQL of their own.
    """
    marks = {mark.name for mark in item.iter_markers()}
    if marks & {"sqlite", "both_engines"}:
        return on_sqlite or "both_engines" in marks
    if marks & {"postgresql", "broker", "browser"}:
        return not on_sqlite
    asked = marks | set(getattr(item, "fixturenames", ()))
    return on_sqlite or bool(asked & {"django_db", "db", "transactional_db"})


@pytest.fixture(scope="session", autouse=True)
def fast_passwords(django_test_environment: None) -> Iterator[None]:
    """Argon2 is slow on purpose; tests sign in often."""
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher"
    with override_settings(PASSWORD_HASHERS=[hasher]):
        yield


@pytest.fixture(autouse=True)
def first_language() -> Iterator[None]:
    """A request leaves its language to whatever comes after it in the same thread."""
    with override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in use: in memory, the live server's threads would share one
    connection and with it one transaction."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database["TEST"]["NAME"] = str(file)
        # The file is gone after the tests: nothing has to survive a power cut.
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session", autouse=True)
def emptied_without_triggers() -> Iterator[None]:
    """Tests that commit empty all tables afterwards, which the append-only trail refuses."""
    teardown = TransactionTestCase._fixture_teardown

    def without_triggers(self: TransactionTestCase) -> None:
        for name in self._databases_names(include_mirrors=False):
            triggers.drop(connections[name])
        teardown(self)
        for name in self._databases_names(include_mirrors=False):
            triggers.install(connections[name])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_triggers)
        yield


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference data beside the checkout."""
    beside = settings.BASE_DIR.parent / "shared"
    folder = Path(os.environ.get("RISPOSTA_SHARED", beside))
    if not folder.is_dir():
        pytest.skip("the reference data are not here (RISPOSTA_SHARED)")
    return folder


@pytest.fixture
def milan(db: None) -> Centre:
    return Centre.objects.create(name="Milan")


@pytest.fixture
def rossi(milan: Centre) -> User:
    """Dr Rossi, clinician in Milan."""
    return make_person("rossi", Role.CLINICIAN, milan)
