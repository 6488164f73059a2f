"""How many queries a page asks beside those that say who looks."""

from collections.abc import Callable

from django.db import connection
from django.test.utils import CaptureQueriesContext

WHO_LOOKS = ("django_session", "accounts_user", "accounts_membership", "mfa_authenticator")


def queries_of(ask: Callable[[], object]) -> list[str]:
    """The statements, without session, user and roles, savepoints and health checks."""
    with CaptureQueriesContext(connection) as captured:
        ask()
    return [
        query["sql"]
        for query in captured.captured_queries
        if "SAVEPOINT" not in query["sql"]
        and not any(f'FROM "{table}"' in query["sql"] for table in WHO_LOOKS)
        and query["sql"] != "SELECT 1"
    ]
