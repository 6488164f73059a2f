"""Web server, worker and beat as docker-compose.yml starts them, as processes of this machine."""

import http.client
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests import compose
from tests.servers import Program, free_port

ROOT = Path(__file__).resolve().parent.parent
# What compose asks of the person who starts it.
VALUES = {
    "SECRET_KEY": "a-key-for-the-tests-" * 3,
    "ALLOWED_HOSTS": "127.0.0.1",
    "POSTGRES_PASSWORD": "unused",
}


class Stack:
    """The services of the compose file that are ours, against the given database and broker.

    What differs from the file: addresses, ports, the folder for temporary files, and whatever
    `environment` says.
    """

    def __init__(
        self, folder: Path, database_url: str, redis_url: str, code: Path = ROOT, **environment: str
    ) -> None:
        self.folder, self.code, self.port = folder, code, free_port()
        self.home = f"http://127.0.0.1:{self.port}"
        self.addresses = {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "HOSTNAME": "worker-under-test",
            "RISPOSTA_DATA": str(folder),
        }
        self.environment = environment
        self.web = self._program("web")
        self.worker = self._program("worker", "--hostname", "celery@worker-under-test")
        self.beat = self._program("beat")

    def start(self) -> None:
        self.start_web()
        self.start_worker()
        self.start_beat()

    def start_web(self) -> None:
        self.web.start(lambda: self.status("/healthz") == 200)

    def start_worker(self) -> None:
        before = self._lines_of_readiness()
        self.worker.start(lambda: self._lines_of_readiness() > before)

    def start_beat(self) -> None:
        self.beat.start()

    def stop(self) -> None:
        for program in (self.beat, self.worker, self.web):
            program.kill()

    def manage(self, *arguments: str, **environment: str) -> None:
        """Django's command line with the environment of the web server."""
        env = self._env(compose.service("web", VALUES)) | environment
        subprocess.run(["python", "manage.py", *arguments], cwd=self.code, env=env, check=True)

    def command(self, *arguments: str) -> Program:
        """The same as a process that can be killed; what it prints is its log."""
        env = self._env(compose.service("web", VALUES))
        log = self.folder / f"{arguments[0]}.log"
        return Program(["python", "manage.py", *arguments], log, env=env, cwd=self.code)

    def status(self, path: str, headers: Mapping[str, str] | None = None) -> int | None:
        """The HTTP status of a GET, None where nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def sweeps(self) -> int:
        """How many sweeps the worker has taken in hand so far."""
        return self.worker.log_end().count("scoring.tasks.sweep") - 1  # once as a known task

    def run(self, name: str) -> None:
        """A service that does one thing and ends."""
        service = compose.service(name, VALUES)
        subprocess.run(
            self._local(service.command), cwd=self.code, env=self._env(service), check=True
        )

    def is_healthy(self, name: str) -> bool:
        """What the service's own health check says."""
        service = compose.service(name, VALUES)
        kind, *test = self._local(service.healthcheck)
        command = ["sh", "-c", *test] if kind == "CMD-SHELL" else test
        checked = subprocess.run(
            command, cwd=self.code, env=self._env(service), capture_output=True, check=False
        )
        return checked.returncode == 0

    def _program(self, name: str, *more: str) -> Program:
        service = compose.service(name, VALUES)
        return Program(
            self._local([*service.command, *more]),
            self.folder / f"{name}.log",
            env=self._env(service),
            cwd=self.code,
        )

    def _env(self, service: compose.Service) -> dict[str, str]:
        path = f"{Path(sys.prefix) / 'bin'}{os.pathsep}{os.environ['PATH']}"
        ours = {"PATH": path, "HOME": str(self.folder), "PYTHONUNBUFFERED": "1"}
        return ours | service.environment | self.addresses | self.environment

    def _local(self, parts: list[str]) -> list[str]:
        """A container has a /tmp and a port 8000 of its own."""
        port = f"localhost:{self.port}"
        return [p.replace("/tmp", str(self.folder)).replace("localhost:8000", port) for p in parts]

    def _lines_of_readiness(self) -> int:
        log = self.worker.log
        return log.read_text(errors="replace").count(" ready.") if log.exists() else 0
