"""Cases as rows of a table, as a spreadsheet or a program would write them."""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from scoring.case_files.columns import CASE_COLUMNS


def row_of(case: Mapping[str, Any]) -> dict[str, str]:
    """Column -> cell of a case in the JSON form; what it does not hold is empty."""
    return {column: _cell(case, place) for column, place in CASE_COLUMNS.items()}


def _cell(case: Mapping[str, Any], place: str) -> str:
    inner: Any = case
    for key in place.split("."):
        inner = inner.get(key) if isinstance(inner, Mapping) else None
    if isinstance(inner, list):
        return " ".join(inner)
    return "" if inner is None else str(inner)


def table(rows: Iterable[Mapping[str, str]], delimiter: str = ",", end: str = "\r\n") -> bytes:
    written = io.StringIO()
    writer = csv.DictWriter(
        written, list(CASE_COLUMNS), delimiter=delimiter, lineterminator=end, restval=""
    )
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()
