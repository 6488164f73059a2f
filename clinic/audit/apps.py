"""Keeps the triggers in place around migrations."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class AuditConfig(AppConfig):
    name = "clinic.audit"
    label = "audit"

    def ready(self) -> None:
        from clinic.audit import checks, connections  # noqa: F401, PLC0415  # they register

        pre_migrate.connect(_drop_triggers, sender=self)
        post_migrate.connect(_install_triggers, sender=self)


def _drop_triggers(using: str, plan: list[Any], **kwargs: Any) -> None:
    """Where SQLite is about to rebuild tables; elsewhere no write goes without them meanwhile."""
    from clinic.audit import triggers  # noqa: PLC0415  # models are not loaded before

    if plan and connections[using].vendor == "sqlite":
        triggers.drop(connections[using])


def _install_triggers(using: str, **kwargs: Any) -> None:
    from clinic.audit import triggers  # noqa: PLC0415  # models are not loaded before

    triggers.install(connections[using])
