"""Logs without patient data: an exception's message and a page's values stay out of them."""

import logging
import traceback
from types import TracebackType


class PrivateFormatter(logging.Formatter):
    """One line, then for an exception its type and the places it passed, never its message.

    Database errors quote the values they refused, so messages of exceptions are withheld.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(  # noqa: N802  # the name logging calls
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        places = [f"  {f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(trace)]
        return "\n".join([f"{kind.__name__ if kind else 'error'} (message withheld)", *places])
