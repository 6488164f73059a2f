"""`./run` as a newcomer meets it: it starts, tells how to come in, keeps its data, ends whole."""

import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from socket import create_connection
from urllib.request import urlopen

import pytest

from tests.servers import Program, free_port, throwaway_folder
from tests.stack import ROOT

# The script brings its own database: once is enough, beside the suite's SQLite.
pytestmark = pytest.mark.sqlite

RUN = ROOT / "run"
ROLES = {
    "clinician",
    "data_entry",
    "reviewer",
    "exporter",
    "centre_lead",
    "auditor",
    "administrator",
}


class Started(Program):
    """`./run` in a data folder of its own."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.data = folder / "data"
        self.port = environment.setdefault("PORT", str(free_port()))
        # Nothing of the caller's but what finds the programs.
        # With the last, a program that puts a title over its own memory (setproctitle) leaves
        # these where `processes` finds them.
        known = {"PATH": os.environ["PATH"], "RISPOSTA_DATA": str(self.data), "SPT_NOENV": "1"}
        env = known | environment
        super().__init__([RUN], folder / "run.log", env=env)

    def start_until_ready(self) -> None:
        self.start(lambda: "ready http" in self.log.read_text())

    @property
    def lines(self) -> list[str]:
        return self.log.read_text().splitlines()

    def processes(self) -> list[str]:
        """The command lines of everything that still belongs to it."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                environment = (entry / "environ").read_bytes()
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if f"RISPOSTA_DATA={self.data}".encode() in environment.split(b"\0"):
                found.append(command.replace(b"\0", b" ").decode())
        return found


@pytest.fixture
def folder() -> Iterator[Path]:
    if not (ROOT / ".venv" / "requirements.txt").exists():
        pytest.skip("./run has not installed its environment here")
    with throwaway_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def first() -> Iterator[Started]:
    """Started once for the tests that only look."""
    with throwaway_folder() as folder:
        first = Started(folder)
        first.start_until_ready()
        yield first
        first.kill()


@pytest.fixture
def started(first: Started, folder: Path) -> Iterator[Started]:
    """A second start, on a copy of the first one's data: for the tests that end it."""
    shutil.copytree(first.data, folder / "data")
    started = Started(folder)
    started.start_until_ready()
    yield started
    started.kill()


def test_it_says_where_it_answers_and_does(first: Started) -> None:
    assert first.lines[0] == f"ready http://127.0.0.1:{first.port}/"
    with urlopen(f"http://127.0.0.1:{first.port}/healthz") as answer:
        assert answer.status == 200


def test_connections_on_which_nothing_comes_keep_nobody_out(first: Started) -> None:
    with ExitStack() as open_ones:
        for _ in range(40):  # more than there are threads
            open_ones.enter_context(create_connection(("127.0.0.1", int(first.port))))
        with urlopen(f"http://127.0.0.1:{first.port}/healthz", timeout=25) as answer:
            assert answer.status == 200


def test_it_names_an_account_of_each_role(first: Started) -> None:
    accounts = [line.split() for line in first.lines if line.startswith("account ")]
    assert {role for _, _, _, role in accounts} == ROLES
    assert len({password for _, _, password, _ in accounts}) == len(accounts)


def test_what_it_keeps_is_its_owners_alone(first: Started) -> None:
    kept = [path for path in first.data.rglob("*") if path.is_file()]
    assert first.data / "secret-key" in kept
    assert first.data / "risposta.sqlite3" in kept
    assert {path for path in kept if stat.S_IMODE(path.stat().st_mode) & 0o077} == set()
    assert stat.S_IMODE(first.data.stat().st_mode) == 0o700


def test_a_port_in_use_is_named_and_nothing_is_announced(first: Started, folder: Path) -> None:
    shutil.copytree(first.data, folder / "data")
    second = Started(folder, PORT=first.port)
    second.start()
    assert second.process is not None
    assert second.process.wait(timeout=30) != 0
    assert second.log_end().endswith(
        f"127.0.0.1:{first.port}: Address already in use. Name another address with HOST or PORT.\n"
    )
    assert not any(line.startswith("ready") for line in second.lines)


def test_a_second_start_keeps_key_and_data(first: Started, started: Started) -> None:
    assert (started.data / "secret-key").read_text() == (first.data / "secret-key").read_text()
    assert count_visits(started.data) == count_visits(first.data) > 0
    assert started.lines[1:] == first.lines[1:], "the same accounts"


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_its_children(started: Started, ending: signal.Signals) -> None:
    assert len(started.processes()) >= 3, "one that leads and two that serve"
    os.kill(started.pid, ending)
    assert started.process is not None
    started.process.wait(timeout=30)
    assert started.processes() == []


def test_a_signal_before_it_serves_ends_it_too(folder: Path) -> None:
    started = Started(folder)
    started.start(lambda: any("migrate" in line for line in started.processes()))
    assert_terminated_whole(started)


def test_a_signal_before_a_step_has_its_own_group_ends_it_too(folder: Path) -> None:
    slow = folder / "setsid"
    slow.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n")
    slow.chmod(0o755)
    started = Started(folder, PATH=f"{folder}:{os.environ['PATH']}")
    started.start(lambda: any("migrate" in line for line in started.processes()))
    assert_terminated_whole(started)


def assert_terminated_whole(started: Started) -> None:
    os.kill(started.pid, signal.SIGTERM)
    assert started.process is not None
    assert started.process.wait(timeout=30) == 143
    deadline = time.monotonic() + 20
    while started.processes() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert started.processes() == []
    assert not any(line.startswith("ready") for line in started.lines)


def test_what_was_left_due_is_swept_up_without_a_broker(first: Started, folder: Path) -> None:
    shutil.copytree(first.data, folder / "data")
    again = Started(folder, RISPOSTA_SWEEP_SECONDS="1")
    due = "SELECT count(*) FROM scoring_recomputation WHERE revision <> computed_revision"
    with closing(sqlite3.connect(again.data / "risposta.sqlite3")) as database:
        database.execute("UPDATE scoring_recomputation SET revision = revision + 1")
        database.commit()
    assert ask(again.data, due) > 0
    again.start_until_ready()
    deadline = time.monotonic() + 30
    while ask(again.data, due) and time.monotonic() < deadline:
        time.sleep(0.1)
    again.kill()
    assert ask(again.data, due) == 0


def test_without_a_demonstration_there_are_no_accounts(folder: Path) -> None:
    started = Started(folder, RISPOSTA_DEMONSTRATION="0")
    started.start_until_ready()
    started.kill()
    assert not any(line.startswith("account ") for line in started.lines)
    assert count_visits(started.data) == 0


def test_a_data_folder_is_meant_from_where_it_is_called(folder: Path) -> None:
    asked = subprocess.run(
        [
            RUN,
            "manage",
            "shell",
            "-c",
            "from django.conf import settings; print(settings.DATA_DIR)",
        ],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "RISPOSTA_DATA": "mine"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(folder / "mine") in asked.stdout


@pytest.mark.parametrize(
    ("python", "told"),
    [
        ("#!/bin/sh\nexit 1\n", "Python 3.11 or newer is needed"),
        # Debian's python3 without python3-venv: it runs, and has no venv.
        ('#!/bin/sh\n[ "$1" = -c ] && echo "$0"\n', "apt install python3-venv"),
    ],
)
def test_what_a_machine_lacks_is_named_with_the_remedy(
    tmp_path: Path, python: str, told: str
) -> None:
    bare = bare_machine(tmp_path / "bin", python)
    shutil.copy(RUN, tmp_path)
    shutil.copy(ROOT / "requirements.txt", tmp_path)
    refused = subprocess.run(
        [tmp_path / "run"], env={"PATH": str(bare)}, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert refused.stderr.count(told) == 1
    assert refused.stderr.endswith(").\n"), "nothing after the remedy"


def bare_machine(folder: Path, python: str) -> Path:
    """A PATH with the programs every Debian has, and this python3."""
    folder.mkdir()
    for name in ("sh", "dirname", "cmp", "cp", "cat", "setsid"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    (folder / "python3").write_text(python)
    (folder / "python3").chmod(0o755)
    return folder


def test_a_data_folder_that_cannot_be_made_is_named(folder: Path) -> None:
    (folder / "file").write_text("")
    data = folder / "file"
    refused = subprocess.run(
        [RUN],
        env={**os.environ, "RISPOSTA_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode == 1
    assert refused.stderr == f"{data} cannot be written: name another folder with RISPOSTA_DATA.\n"


def test_an_unknown_command_is_refused_with_the_list() -> None:
    refused = subprocess.run([RUN, "fly"], capture_output=True, text=True, check=False)
    assert refused.returncode == 2
    assert refused.stdout == ""
    for command in ("test", "check", "bench", "prove NAME", "lock", "help"):
        assert f"./run {command}" in refused.stderr


def test_the_test_lock_holds_the_whole_runtime_lock() -> None:
    assert pins(ROOT / "requirements.txt") <= pins(ROOT / "requirements-dev.txt")


def test_every_pin_has_a_hash_and_no_lock_names_a_host() -> None:
    for lock in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / lock).read_text()
        assert all(" \\" in line for line in text.splitlines() if "==" in line)
        assert "http" not in text
        assert "file:" not in text


def pins(lock: Path) -> set[str]:
    return {line.split(" \\")[0] for line in lock.read_text().splitlines() if "==" in line}


def count_visits(data: Path) -> int:
    return ask(data, "SELECT count(*) FROM visits_visit")


def ask(data: Path, query: str) -> int:
    with closing(sqlite3.connect(data / "risposta.sqlite3")) as database:
        return int(database.execute(query).fetchone()[0])
