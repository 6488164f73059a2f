"""A change below makes scores due: the row with the change, the hint after the commit."""

from typing import Any

from django.dispatch import receiver

from clinic.registry.signals import patient_changed, patient_changing
from scoring import services, tasks


@receiver(patient_changing)
def mark_scores_due(patient_id: int, **kwargs: Any) -> None:
    services.mark_due(patient_id)


@receiver(patient_changed)
def hand_over(patient_id: int, **kwargs: Any) -> None:
    tasks.hand_over(patient_id)
