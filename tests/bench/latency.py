"""How long after a saved visit its score is there: through the form, Redis and a worker."""

import time
from statistics import quantiles
from typing import Any

from clinic.accounts.models import User
from scoring.models import Recomputation
from tests.bench import web
from tests.stack import Stack
from tests.visitor import Visitor

SAVES = 200
PATIENCE_SECONDS = 30
GLANCE_SECONDS = 0.001


def measure(stack: Stack, by: User, skipped_patients: int) -> dict[str, Any]:
    """Milliseconds from the answer to a save until the patient's scores are current again.

    One save after the other, each of another patient; no sweep runs. `skipped_patients` are those
    whose free days other measurements have taken.
    """
    _wait_until(lambda: not Recomputation.objects.due().exists())
    visitor, visits = Visitor(stack.home, by), web.visits_to_save(skipped_patients)
    waited = []
    for _ in range(web.WARMING + SAVES):
        patient, fields = next(visits)
        answer = visitor.post(f"/patients/{patient.uuid}/visits/new/", fields)
        answered = time.monotonic()
        assert answer.status == 302
        due = Recomputation.objects.due().filter(patient=patient)
        _wait_until(lambda due=due: not due.exists())
        waited.append(1000 * (time.monotonic() - answered))
    percentiles = quantiles(waited[web.WARMING :], n=100)
    return {
        "saves": SAVES,
        "ms_p50": round(percentiles[49], 1),
        "ms_p95": round(percentiles[94], 1),
        "ms_max": round(max(waited[web.WARMING :]), 1),
    }


def _wait_until(happened: Any) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "a score did not come"
        time.sleep(GLANCE_SECONDS)
