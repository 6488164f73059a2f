"""Whether the process lives and can do its work: for supervisors, without a login."""

import logging
from functools import cache
from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.accounts.access import public
from clinic.audit import triggers
from scoring.models import Recomputation

logger = logging.getLogger(__name__)

BROKER_SECONDS = 1  # how long a broker may take to answer


@public
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers; says nothing of what it depends on."""
    return JsonResponse({"alive": True, "version": settings.PROGRAM_VERSION})


@public
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when requests can be served: the database answers, with every migration and with the
    triggers without which a write would leave no audit trail.

    The broker is reported only: without it visits are saved and their scores wait.
    """
    try:
        facts = _facts_of_database()
    except DatabaseError as error:
        logger.warning("the database does not answer: %s", type(error).__name__)
        facts = {"database": "does not answer"}
    ready = facts["database"] == "answers" and not (
        facts["unapplied_migrations"] or facts["missing_triggers"]
    )
    return JsonResponse(
        {"ready": ready, **facts, "broker": _broker()}, status=200 if ready else 503
    )


def _facts_of_database() -> dict[str, Any]:
    applied = MigrationRecorder(connection).applied_migrations()
    unapplied = len(_known_migrations() - set(applied))
    facts = {
        "database": "answers",
        "unapplied_migrations": unapplied,
        "missing_triggers": len(triggers.missing(connection)),
    }
    if not unapplied:
        facts["oldest_due_seconds"] = _oldest_due_seconds()
    return facts


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Those in the code: they do not change while the process runs."""
    return frozenset(MigrationLoader(None).disk_migrations)


def _oldest_due_seconds() -> int | None:
    """How long the longest waiting recomputation has been due."""
    oldest = Recomputation.objects.due().aggregate(oldest=Min("requested_at"))["oldest"]
    return int((timezone.now() - oldest).total_seconds()) if oldest else None


def _broker() -> str:
    if not settings.REDIS_URL:
        return "not configured"
    client = redis.Redis.from_url(
        settings.REDIS_URL, socket_connect_timeout=BROKER_SECONDS, socket_timeout=BROKER_SECONDS
    )
    try:
        client.ping()
    except redis.RedisError:
        return "does not answer"
    finally:
        client.close()
    return "answers"
