"""Several people at the same moment."""

import multiprocessing
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections


def together(*jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs at the same time; what they return. Raises what any of them raised."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=10)
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        futures = [pool.submit(run, job) for job in jobs]
        return [future.result(timeout=60) for future in futures]


def processes_together(*jobs: Callable[[], Any], seconds: float = 120) -> list[Any]:
    """As `together`, each job in a process of its own, as gunicorn's and Celery's are.

    On a server: the processes share nothing but the database. What a job returns is pickled.
    """
    connections.close_all()  # a connection cannot be shared; each process opens its own
    fork = multiprocessing.get_context("fork")
    start, answers = fork.Barrier(len(jobs)), fork.SimpleQueue()
    running = [
        fork.Process(target=_run_in_process, args=(number, job, start, answers), daemon=True)
        for number, job in enumerate(jobs)
    ]
    for process in running:
        process.start()
    for process in running:
        process.join(timeout=seconds)
    late = [process for process in running if process.is_alive()]
    for process in late:
        process.kill()
    assert not late, "they wait for each other"
    told = dict(answers.get() for _ in running)
    failures = [trouble for _, trouble in told.values() if trouble]
    assert not failures, "\n".join(failures)
    return [told[number][0] for number in range(len(jobs))]


def _run_in_process(number: int, job: Callable[[], Any], start: Any, answers: Any) -> None:
    answer, trouble = None, None
    try:
        start.wait(timeout=30)
        answer = job()
    except BaseException:
        trouble = traceback.format_exc()
    finally:
        connections.close_all()
        answers.put((number, (answer, trouble)))
