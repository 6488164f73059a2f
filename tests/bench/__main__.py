"""`./run bench`: what is measured, each against its bar; printed, and kept in docs/reports/."""

import sys
import time
from typing import Any

from tests import report
from tests.bench import rescoring, scoring
from tests.bench.machine import calibration_ms, stamp
from tests.production import Production, production

PATIENTS, VISITS_EACH = 1000, 10
# What is measured, its number, the bar, and whether the number may lie above it.
BARS = (
    ("Pure scoring, times faster than the twin", "scoring", "times_faster", 10, True),
    ("A visit save, CPU ms", "save", "cpu_ms_median", 25, False),
    ("The dashboard, CPU ms", "dashboard", "cpu_ms_median", 30, False),
    ("Rescore, times longer for twice the patients", "rescoring", "times_longer", 2.2, False),
)


def main() -> int:
    numbers: dict[str, Any] = stamp() | {"patients": PATIENTS, "visits": PATIENTS * VISITS_EACH}
    numbers["scoring"] = calibrated(scoring.measure)
    numbers["rescoring"] = calibrated(rescoring.measure)
    with production(WEB_CONCURRENCY="1") as servers:
        measure_web(servers, numbers)
    page = written(numbers)
    print(page)
    report.write("bench", page, numbers)
    return 0 if all(reached(numbers, *bar[1:]) for bar in BARS) else 1


def measure_web(servers: Production, numbers: dict[str, Any]) -> None:
    from clinic.accounts.models import Centre  # Django is set up by now
    from clinic.accounts.roles import Role
    from tests.bench import latency, web
    from tests.large_cohort import add_cohort
    from tests.people import make_person

    started = time.monotonic()
    centre = Centre.objects.create(name="Milan")
    rossi = make_person("rossi", Role.CLINICIAN, centre)
    add_cohort(centre, PATIENTS, VISITS_EACH)
    numbers["making_the_cohort_seconds"] = round(time.monotonic() - started, 1)
    servers.stack.start_web()
    stack = servers.stack
    dashboard = web.views(stack, rossi, "/")
    numbers["dashboard"] = calibrated(lambda: web.measure(stack, dashboard, 200))
    numbers["save"] = calibrated(lambda: web.measure(stack, web.saves(stack, rossi), 302))
    stack.start_worker()
    taken = web.REQUESTS + web.WARMING
    numbers["latency"] = calibrated(lambda: latency.measure(stack, rossi, taken))


def calibrated(measure: Any) -> dict[str, Any]:
    """A measurement beside what the machine was worth at that moment."""
    loop = calibration_ms()
    measured: dict[str, Any] = measure()
    return measured | {"calibration_ms": loop}


def reached(numbers: dict[str, Any], part: str, key: str, bar: float, more_is_better: bool) -> bool:
    value = numbers[part][key]
    return bool(value >= bar if more_is_better else value <= bar)


def written(numbers: dict[str, Any]) -> str:
    rows = [
        (
            what,
            numbers[part][key],
            f"{'at least' if more else 'at most'} {bar}",
            "reached" if reached(numbers, part, key, bar, more) else "MISSED",
            numbers[part]["calibration_ms"],
        )
        for what, part, key, bar, more in BARS
    ]
    return f"""# Speed

{numbers["date"]}, commit {numbers["commit"]}. Made by `./run bench`.

{report.table(("what", "measured", "bar", "", "calibration loop, ms"), rows)}

{_in_words(numbers)}
- CPU is that of the one gunicorn worker that serves, over one request, from the scheduler's
  count in /proc/PID/task/*/schedstat. PostgreSQL and Redis are real, in processes of their own.
- The calibration loop is a fixed piece of plain Python: it compares machines and days.

## Scoring everybody again

{_rescored(numbers["rescoring"]["sizes"])}

`manage.py rescore` from its start to its end, by a worker of two processes, {VISITS_EACH} visits a
patient. Writing: the first run, which adds every score to the ledger. Finding: the second, which
computes every score and finds it there. Memory is the most that the command and the larger of the
two processes held.

## From a save to its score

{_waited(numbers["latency"])}

Milliseconds from the answer to a save until the patient's scores are current, through Redis and a
worker: {numbers["latency"]["saves"]} full visits of as many patients, one after the other.
"""


def _in_words(numbers: dict[str, Any]) -> str:
    scores, save, dashboard = numbers["scoring"], numbers["save"], numbers["dashboard"]
    return f"""- Scoring: {scores["cases_per_second"]} cases a second, the twin written with
  fractions {scores["twin_cases_per_second"]}; the same random cases, in turns, CPU time.
- Save: median of {save["requests"]} full visits through the form, with audit and message to the
  broker; 95th percentile {save["cpu_ms_p95"]} ms; PostgreSQL itself
  {save["database_cpu_ms_median"]} ms beside that.
- Dashboard: median of {dashboard["requests"]} requests with {numbers["patients"]} patients and
  {numbers["visits"]} visits; 95th percentile {dashboard["cpu_ms_p95"]} ms; PostgreSQL itself
  {dashboard["database_cpu_ms_median"]} ms beside that."""


def _rescored(sizes: list[dict[str, Any]]) -> str:
    heads = {
        "patients": "patients",
        "scores": "scores",
        "writing_seconds": "writing, s",
        "writing_scores_per_second": "scores a second",
        "finding_seconds": "finding, s",
        "finding_scores_per_second": "scores a second",
        "command_peak_mb": "command, MB",
        "worker_peak_mb": "worker, MB",
        "calibration_ms": "calibration loop, ms",
    }
    return report.table(list(heads.values()), [[size[key] for key in heads] for size in sizes])


def _waited(latency: dict[str, Any]) -> str:
    keys = ("ms_p50", "ms_p95", "ms_max", "calibration_ms")
    heads = ("median", "95th percentile", "longest", "calibration loop, ms")
    return report.table(heads, [[latency[key] for key in keys]])


if __name__ == "__main__":
    sys.exit(main())
