"""PostgreSQL, Redis and the composed services outside of pytest: for benchmarks and proofs."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import django
from django.core.management import call_command

from tests.servers import PostgreSQL, Redis, throwaway_folder
from tests.stack import Stack


@dataclass(frozen=True)
class Production:
    """The servers, and this process connected to the same database."""

    postgresql: PostgreSQL
    redis: Redis
    stack: Stack


@contextmanager
def production(**environment: str) -> Iterator[Production]:
    """Everything but the services running; the database is migrated and empty.

    This process is set up for Django on that database and computes scores itself. Raises Missing
    where PostgreSQL or Redis is not to be had.
    """
    with throwaway_folder() as folder:
        for name in ("postgresql", "redis"):
            (folder / name).mkdir()
        postgresql, redis = PostgreSQL(folder / "postgresql"), Redis(folder / "redis")
        try:
            postgresql.start()
            redis.start()
            url = postgresql.create_database("risposta")
            key = secrets.token_urlsafe(50)
            _set_up_django(SECRET_KEY=key, DATABASE_URL=url, RISPOSTA_DATA=str(folder))
            stack = Stack(
                folder, url, redis.url, SECRET_KEY=key, RISPOSTA_HTTPS="false", **environment
            )
            try:
                yield Production(postgresql, redis, stack)
            finally:
                stack.stop()
        finally:
            redis.stop()
            postgresql.stop()


def _set_up_django(**environment: str) -> None:
    os.environ.pop("REDIS_URL", None)
    os.environ.update(environment, DJANGO_SETTINGS_MODULE="clinic.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
