"""Logs without patient data: an exception's message and a page's values stay out of them."""

import copy
import logging
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any

WITHHELD = "(withheld)"
# What Celery puts into its messages beside the task's name.
CELERY_LOGGER = "celery.app.trace"
CELERY_VALUES = frozenset({"exc", "traceback", "args", "kwargs", "return_value"})


class PrivateFormatter(logging.Formatter):
    """One line, then for an exception its type and the places it passed, never its message.

    Database errors quote the values they refused, so messages of exceptions are withheld.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record = copy.copy(record)
        record.exc_text = None  # as another handler may have written it
        if isinstance(record.args, Mapping):
            hidden = CELERY_VALUES if record.name == CELERY_LOGGER else frozenset()
            record.args = {
                name: WITHHELD if name in hidden else _named(value)
                for name, value in record.args.items()
            }
        elif record.args:
            record.args = tuple(_named(value) for value in record.args)
        return super().format(record)

    def formatException(  # noqa: N802  # the name logging calls
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        places = [f"  {f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(trace)]
        return "\n".join([f"{kind.__name__ if kind else 'error'} (message withheld)", *places])


def _named(value: Any) -> Any:
    """An exception by its type; anything else as it is."""
    return type(value).__name__ if isinstance(value, BaseException) else value
