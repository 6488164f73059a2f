"""Pure scoring, against a plain twin written with fractions that scores each case once."""

import time
from collections.abc import Callable, Sequence
from random import Random
from statistics import median
from typing import Any

from scoring.criteria.core_set import Case
from scoring.criteria.tis import score
from tests.scoring.criteria.some_cases import random_case
from tests.scoring.criteria.twin import twin_score

CASES = 2000
ROUNDS = 7


def measure() -> dict[str, Any]:
    """Cases per second of both, taken in turns in one run, and how often faster ours is."""
    random = Random(1)
    cases = [random_case(random) for _ in range(CASES)]
    seconds: dict[str, list[float]] = {"ours": [], "twin": []}
    for _ in range(ROUNDS):
        seconds["twin"].append(cpu_seconds(twin_score, cases))
        seconds["ours"].append(cpu_seconds(score, cases))
    per_second = {name: round(CASES / median(times)) for name, times in seconds.items()}
    return {
        "cases_per_second": per_second["ours"],
        "twin_cases_per_second": per_second["twin"],
        "times_faster": round(per_second["ours"] / per_second["twin"], 1),
    }


def cpu_seconds(scores: Callable[[Case], Any], cases: Sequence[Case]) -> float:
    started = time.process_time()
    for case in cases:
        scores(case)
    return time.process_time() - started
