"""One moment of the database for several queries."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg import IsolationLevel


@contextmanager
def one_moment() -> Iterator[None]:
    """Every query inside sees the same state, so that no visit meets the score of another time.

    SQLite's transactions do so by themselves; PostgreSQL's have to be asked.
    """
    connection.ensure_connection()
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    connection.connection.isolation_level = IsolationLevel.REPEATABLE_READ
    try:
        with transaction.atomic():
            yield
    finally:
        connection.connection.isolation_level = None
