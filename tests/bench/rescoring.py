"""`manage.py rescore` of a large cohort, on PostgreSQL, by two worker processes.

Also a program, because each size of the cohort begins with an empty ledger:
`python -m tests.bench.rescoring PATIENTS VISITS`.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.bench.machine import calibration_ms, children
from tests.production import Production, production
from tests.stack import ROOT, Stack

SIZES = (1000, 2000)
VISITS_EACH = 10


def measure() -> dict[str, Any]:
    """A row for each size, and how many times longer the double took, writing or finding."""
    single, double = (_measured_apart(size) for size in SIZES)
    longer = [double[key] / single[key] for key in ("writing_seconds", "finding_seconds")]
    return {"sizes": [single, double], "times_longer": round(max(longer), 2)}


def _measured_apart(patients: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.rescoring", str(patients), str(VISITS_EACH)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def main(patients: int, visits: int) -> None:
    with production() as servers:
        print(json.dumps(measured(servers, patients, visits)))


def measured(servers: Production, patients: int, visits: int) -> dict[str, Any]:
    """Seconds of a run that writes every score, and of one that finds them all as they are."""
    from clinic.accounts.models import Centre  # Django is set up by now
    from scoring.models import Score
    from tests.large_cohort import add_cohort

    add_cohort(Centre.objects.create(name="Milan"), patients, visits, is_computed=False)
    stack = servers.stack
    stack.start_worker()
    loop = calibration_ms()
    writing, peak_mb = rescored(stack)
    scores = Score.objects.count()
    assert scores == Score.objects.up_to_date().count() == patients * (visits - 1)
    finding, _ = rescored(stack)
    assert Score.objects.count() == scores, "the same inputs add no row"
    return {
        "patients": patients,
        "scores": scores,
        "writing_seconds": round(writing, 1),
        "writing_scores_per_second": round(scores / writing),
        "finding_seconds": round(finding, 1),
        "finding_scores_per_second": round(scores / finding),
        "command_peak_mb": peak_mb,
        "worker_peak_mb": max(peak_mb_of(worker) for worker in children(stack.worker.pid)),
        "workers": len(children(stack.worker.pid)),
        "calibration_ms": loop,
    }


def rescored(stack: Stack) -> tuple[float, int]:
    """Seconds that the command took with its start, and the most memory it held, in MB."""
    started = time.monotonic()
    command = stack.command("rescore")
    command.start()
    _, status, used = os.wait4(command.pid, 0)
    seconds = time.monotonic() - started
    assert os.waitstatus_to_exitcode(status) == 0, "rescore left something due"
    return seconds, round(used.ru_maxrss / 1024)


def peak_mb_of(pid: int) -> int:
    """The most memory that a process has held so far."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
    return round(int(kilobytes) / 1024)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
