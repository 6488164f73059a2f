"""Celery's way in. The row in the database is the job; a message only says that there is one."""

import logging
import time
from functools import cached_property
from typing import Any

from celery import current_app, shared_task
from django.conf import settings
from kombu.pools import producers

from scoring import services

logger = logging.getLogger(__name__)

# Whoever saves waits once and so long for a broker that does not answer; for as long as the
# second says, nobody of the same process asks it again. The sweep takes up what it is not told.
BROKER_SECONDS = 1.0
SILENCE_SECONDS = 15.0
PATIENCE = {"socket_connect_timeout": BROKER_SECONDS, "socket_timeout": BROKER_SECONDS}


@shared_task(name="scoring.tasks.recompute", bind=True)
def recompute(self: Any, patient_id: int) -> None:
    """A message that comes again belonged to a worker that died, perhaps of this patient."""
    comes_again = (self.request.delivery_info or {}).get("redelivered")
    if comes_again:
        services.take_up(patient_id)
    else:
        services.recompute_if_due(patient_id)


@shared_task(name="scoring.tasks.sweep")
def sweep() -> None:
    services.sweep()


class Hints:
    """Messages to the workers, by a broker that may be away, slow or deaf."""

    def __init__(self) -> None:
        self.silent_until = 0.0  # by the monotonic clock

    def send(self, patient_id: int) -> None:
        """Raises whatever kept the broker from taking the message."""
        if time.monotonic() < self.silent_until:
            return
        try:
            with self._producers.acquire(block=True) as producer:
                recompute.apply_async((patient_id,), producer=producer, retry=False)
        except Exception:
            self.silent_until = time.monotonic() + SILENCE_SECONDS
            raise

    @cached_property
    def _producers(self) -> Any:
        """Connections of this process's own, less patient than a worker's."""
        return producers[current_app.connection_for_write(transport_options=PATIENCE)]


hints = Hints()


def hand_over(patient_id: int) -> None:
    """Have the scores computed: by a worker where there is a broker, else here and now.

    Never raises: what cannot be handed over stays due, and the sweep takes it up.
    """
    try:
        if settings.CELERY_BROKER_URL:
            hints.send(patient_id)
        else:
            services.recompute_if_due(patient_id)
    except Exception:
        logger.exception("not handed over; the sweep will take it up")
