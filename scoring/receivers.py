"""What makes scores due: a change below, with a hint after its commit, and a new program."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from clinic.registry.signals import patient_changed, patient_changing
from clinic.registry.vocabulary import Cause
from clinic.visits.signals import BaselineTaken, visit_typed
from scoring import services, takeover, tasks


@receiver(patient_changing)
def mark_scores_due(
    patient_id: int, cause: Cause, about: UUID | None = None, **kwargs: Any
) -> None:
    services.mark_due(patient_id, cause, about=about)


@receiver(patient_changed)
def hand_over(patient_id: int, **kwargs: Any) -> None:
    tasks.hand_over(patient_id)


@receiver(visit_typed)
def name_baselines_taken(**typed: Any) -> list[BaselineTaken]:
    asked = ("patient", "visited_on", "findings", "laboratory", "visit")
    return takeover.baselines_taken(**{name: typed[name] for name in asked})


def mark_scores_due_after_upgrade(**kwargs: Any) -> None:
    """Every upgrade migrates before it serves: no page meets a score of the criteria before."""
    services.mark_due_after_upgrade()


post_migrate.connect(mark_scores_due_after_upgrade, sender=apps.get_app_config("scoring"))
