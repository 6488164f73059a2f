"""CPU time, and what the machine is worth on the day of a measurement."""

import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tests.stack import ROOT


def cpu_ns(pid: int) -> int:
    """CPU time of all threads of a process, by the scheduler's own nanosecond count."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks)


def children(pid: int) -> list[int]:
    return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def calibration_ms() -> float:
    """CPU of a fixed loop of plain Python: compares machines and days, nothing else."""
    times = []
    for _ in range(5):
        started = time.process_time_ns()
        total = 0
        for number in range(1_000_000):
            total += number % 7
        times.append((time.process_time_ns() - started) / 1e6)
    return round(median(times), 1)


def stamp() -> dict[str, str]:
    """Date and commit of a report."""
    commit = _git("rev-parse", "--short", "HEAD")
    changed = " with uncommitted changes" if _git("status", "--porcelain", "-uno") else ""
    return {"date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), "commit": commit + changed}


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
