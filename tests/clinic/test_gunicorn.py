"""The sweep inside the web server, where there is no broker to do it."""

import fcntl
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from clinic import gunicorn
from clinic.registry.models import Patient
from scoring import services
from scoring.models import Recomputation
from tests.scoring.conftest import ada

__all__ = ["ada"]


class Worker:
    age = 2


def test_with_a_broker_no_web_server_sweeps(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:9/0"
    monkeypatch.setattr(gunicorn, "sweep_for_good", lambda: pytest.fail("swept"))
    gunicorn.post_worker_init(Worker())
    assert "sweep" not in {thread.name for thread in threading.enumerate()}


def test_a_failing_sweep_is_logged_and_ends_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> int:
        raise RuntimeError

    monkeypatch.setattr(services, "sweep", fail)
    gunicorn.sweep_once()
    assert "the sweep failed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_sweep_computes_what_is_due(ada: Patient) -> None:
    services.mark_due(ada.pk)
    thread = threading.Thread(target=gunicorn.sweep_once)
    thread.start()
    thread.join()
    assert not Recomputation.objects.get(patient=ada).is_pending


def test_one_worker_sweeps_and_another_takes_over_when_it_has_gone(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR, settings.SWEEP_SECONDS = tmp_path, 0.01
    swept = threading.Event()

    class Ended(Exception):
        pass

    def sweep_and_end() -> None:
        swept.set()
        raise Ended

    def sweep_until_the_end() -> None:
        with suppress(Ended):
            gunicorn.sweep_for_good()

    monkeypatch.setattr(gunicorn, "sweep_once", sweep_and_end)
    with (tmp_path / "sweep.lock").open("w") as the_other:
        fcntl.flock(the_other, fcntl.LOCK_EX)
        waiting = threading.Thread(target=sweep_until_the_end, daemon=True)
        waiting.start()
        assert not swept.wait(0.2)
    assert swept.wait(5)
    waiting.join(5)
