"""Celery's way in. The row in the database is the job; a message only says that there is one."""

import logging

from celery import shared_task
from django.conf import settings

from scoring import services

logger = logging.getLogger(__name__)


@shared_task(name="scoring.tasks.recompute")
def recompute(patient_id: int) -> None:
    services.recompute_if_due(patient_id)


@shared_task(name="scoring.tasks.sweep")
def sweep() -> None:
    services.sweep()


def hand_over(patient_id: int) -> None:
    """Have the scores computed: by a worker where there is a broker, else here and now.

    Never raises: what cannot be handed over stays due, and the sweep takes it up.
    """
    try:
        if settings.CELERY_BROKER_URL:
            recompute.apply_async((patient_id,), retry=False)
        else:
            services.recompute_if_due(patient_id)
    except Exception:
        logger.exception("not handed over; the sweep will take it up")
