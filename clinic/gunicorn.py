"""gunicorn's settings: `gunicorn clinic.wsgi --config clinic/gunicorn.py`.

Threads, so that a connection on which nothing comes keeps nobody else out (docs/adr/0004).
Without a broker one worker also sweeps up recomputations that a stopped process left due.
"""

import fcntl
import os
import socket
import sys
import threading
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

HOST = os.environ.get("HOST", "127.0.0.1")
PORT = os.environ.get("PORT", "8000")

bind = f"[{HOST}]:{PORT}" if ":" in HOST else f"{HOST}:{PORT}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class, threads = "gthread", 8
timeout = 60
control_socket_disable = True
loglevel = "warning"


def on_starting(arbiter: Any) -> None:
    """Say at once, and once, that the address is not to be had."""
    with socket.socket(socket.AF_INET6 if ":" in HOST else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(PORT)))
        except OSError as error:
            sys.exit(f"{bind}: {error.strerror}. Name another address with HOST or PORT.")


def post_worker_init(worker: Any) -> None:
    """Called in each worker once it has loaded the application."""
    from django.conf import settings  # noqa: PLC0415  # settings are not there any earlier

    if not settings.CELERY_BROKER_URL:
        threading.Thread(target=sweep_for_good, name="sweep", daemon=True).start()
    if worker.age == 1 and "RISPOSTA_ANNOUNCE" in os.environ:
        address = worker.sockets[0].sock.getsockname()
        threading.Thread(target=announce, args=(address,), name="announce", daemon=True).start()


def sweep_for_good() -> None:
    """Sweep in one of the workers; the others wait at the lock until that one has gone."""
    from django.conf import settings  # noqa: PLC0415

    with (settings.DATA_DIR / "sweep.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        while True:
            time.sleep(settings.SWEEP_SECONDS)
            sweep_once()


def sweep_once() -> None:
    """One sweep; its failure is logged and never ends the worker."""
    import logging  # noqa: PLC0415

    from django.db import connections  # noqa: PLC0415

    from scoring.services import sweep  # noqa: PLC0415

    try:
        sweep()
    except Exception:
        logging.getLogger(__name__).exception("the sweep failed; the next one tries again")
    finally:
        connections.close_all()


def announce(address: tuple[Any, ...]) -> None:
    """Print `ready ADDRESS` and the demonstration's accounts once the application answers."""
    while not answers(address):
        time.sleep(0.1)
    host = f"[{HOST}]" if ":" in HOST else HOST
    accounts = Path(os.environ["RISPOSTA_ANNOUNCE"]).read_text()
    print(f"ready http://{host}:{address[1]}/\n{accounts}", end="", flush=True)


def answers(address: tuple[Any, ...]) -> bool:
    from django.conf import settings  # noqa: PLC0415

    allowed = settings.ALLOWED_HOSTS[0].lstrip(".").replace("*", "localhost")
    connection = HTTPConnection(address[0], address[1], timeout=5)
    try:
        connection.request("GET", "/readyz", headers={"Host": allowed})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()
