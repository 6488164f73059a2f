"""The whole suite, on each engine side by side: `./run test [ARG...]`, where ARG goes to pytest.

Closes with the counts of each round and with what could not be run. Exit status 1 where a test
failed, or where something was missing under CI=true.
"""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree as ET

from tests.facilities import Missing, chromium_path
from tests.servers import PostgreSQL, Program, throwaway_folder

RESULTS = "results.xml"
NO_TESTS = 5  # pytest's exit status where the arguments selected none
OURS = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "ALLOWED_HOSTS", "HOST", "PORT")


@dataclass
class Round:
    """What one run of pytest brought."""

    engine: str
    seconds: float
    status: int
    counts: Counter[str] = field(default_factory=Counter)
    skipped_because: set[str] = field(default_factory=set)

    @property
    def is_good(self) -> bool:
        return self.status in (0, NO_TESTS)

    def __str__(self) -> str:
        counted = ", ".join(f"{self.counts[c]} {c}" for c in ("passed", "failed", "skipped"))
        return f"{self.engine}: {counted}"


def main(arguments: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, _end)
    started = time.monotonic()
    missing: list[str] = []
    with throwaway_folder() as folder, ExitStack() as stack:
        install_chromium()
        running = [begin("SQLite", arguments, folder, stack, {})]
        try:
            url = new_database(folder / "server", stack)
            running.append(begin("PostgreSQL", arguments, folder, stack, {"DATABASE_URL": url}))
        except Missing as reason:
            missing.append(f"the PostgreSQL round: {reason}")
        rounds = [follow(engine, pytest, started) for engine, pytest in running]
    return report(rounds, missing, time.monotonic() - started)


def new_database(folder: Path, stack: ExitStack) -> str:
    """The URL of an empty database on a PostgreSQL of its own. Raises Missing."""
    folder.mkdir()
    server = PostgreSQL(folder)
    stack.callback(server.stop)
    server.start()
    return server.create_database("risposta")


def begin(
    engine: str, arguments: Sequence[str], folder: Path, stack: ExitStack, env: Mapping[str, str]
) -> tuple[str, Program]:
    """Start a round. The rounds run side by side: one alone leaves a core idle."""
    home = folder / engine
    home.mkdir()
    options = [f"--junit-xml={home / RESULTS}", *(["--color=yes"] if sys.stdout.isatty() else [])]
    pytest = Program(
        [sys.executable, "-m", "pytest", *options, *arguments],
        home / "log",
        env={**clean_environment(home), **env},
        cwd=Path.cwd(),
    )
    stack.callback(pytest.kill)
    pytest.start()
    return engine, pytest


def follow(engine: str, pytest: Program, started: float) -> Round:
    """Print what a round says until it is over; what it brought."""
    print(f"\n==== {engine} ====", flush=True)
    with pytest.log.open(errors="replace") as log:
        status = None
        while status is None:
            status = pytest.status
            print(log.read(), end="", flush=True)
            time.sleep(0.2)
    done = Round(engine, time.monotonic() - started, status)
    results = pytest.log.with_name(RESULTS)
    if results.exists():
        count(done, results)
    return done


def clean_environment(folder: Path) -> dict[str, str]:
    """The caller's environment without what would point the tests at somebody's real data."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in OURS and (name == "RISPOSTA_SHARED" or not name.startswith("RISPOSTA_"))
    }
    shared = kept.get("RISPOSTA_SHARED")
    if shared:
        kept["RISPOSTA_SHARED"] = str(Path(shared).resolve())
    return kept | {"SECRET_KEY": secrets.token_urlsafe(50), "RISPOSTA_DATA": str(folder)}


def count(done: Round, results: Path) -> None:
    for case in ET.parse(results).iter("testcase"):
        outcomes = {child.tag: child for child in case}
        if "failure" in outcomes or "error" in outcomes:
            done.counts["failed"] += 1
        elif "skipped" in outcomes:
            done.counts["skipped"] += 1
            done.skipped_because.add(outcomes["skipped"].get("message", "no reason given"))
        else:
            done.counts["passed"] += 1


def install_chromium() -> None:
    """Where there is none and we may: from Debian's packages."""
    if chromium_path() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("installing Chromium from Debian's packages ...", flush=True)
    quiet = {"DEBIAN_FRONTEND": "noninteractive", **os.environ}
    install = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"]
    for command in (["apt-get", "update", "--quiet"], install):
        done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
        if done.returncode:
            print(done.stderr[-500:], flush=True)


def report(rounds: Sequence[Round], missing: list[str], seconds: float) -> int:
    print()
    for done in rounds:
        missing += [f"{done.engine}: {reason}" for reason in sorted(done.skipped_because)]
    for reason in missing:
        print(f"not run: {reason}")
    for done in rounds:
        print(f"{done.engine} took {done.seconds:.0f} s, exit status {done.status}")
    print(f"{seconds:.0f} s in all")
    for done in rounds:
        print(done)
    ran_any = any(done.counts.total() for done in rounds)
    lacking = len(rounds) < 2 and os.environ.get("CI") == "true"
    return 0 if ran_any and not lacking and all(done.is_good for done in rounds) else 1


def _end(*_: object) -> NoReturn:
    """SIGTERM as an exception, so that the servers are stopped on the way out."""
    raise SystemExit(143)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
