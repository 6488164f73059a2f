"""How rows are written. The same rows give the same bytes: no clock, no host, no random order."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from clinic.export.columns import COLUMNS, Cell, Kind
from clinic.export.models import Format
from clinic.export.rows import VisitRow
from clinic.studies.models import Study
from scoring.case_files.spreadsheet import guarded
from scoring.criteria.exact import plain

NOTICE = "Pseudonymised personal data of patients who consented to this study."


class Writer(NamedTuple):
    content_type: str
    pieces: Callable[[Study, Iterable[VisitRow]], Iterator[str]]


def cells(row: VisitRow) -> list[Cell]:
    return [column.value(row) for column in COLUMNS]


def csv_pieces(study: Study, rows: Iterable[VisitRow]) -> Iterator[str]:
    """RFC 4180 with a header; an empty cell is a missing value, a decimal has a point."""
    yield _csv_line([column.name for column in COLUMNS])
    for row in rows:
        yield _csv_line(
            [
                guarded(written) if column.kind is Kind.TEXT else written
                for column, written in zip(COLUMNS, map(_csv_cell, cells(row)), strict=True)
            ]
        )


def json_pieces(study: Study, rows: Iterable[VisitRow]) -> Iterator[str]:
    """One object: the study, a notice, the rows as objects, one a line."""
    about = {
        "slug": study.slug,
        "title": study.title,
        "approval_number": study.approval_number,
        "committee": study.committee,
    }
    yield f'{{"study": {_json(about)},\n"notice": {_json(NOTICE)},\n"rows": ['
    separator = "\n"
    for row in rows:
        pairs = (
            f"{_json(column.name)}: {_json_cell(cell)}"
            for column, cell in zip(COLUMNS, cells(row), strict=True)
        )
        yield f"{separator}{{{', '.join(pairs)}}}"
        separator = ",\n"
    yield "\n]}\n"


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return _plain(cell) if isinstance(cell, Decimal) else str(cell)


def _json_cell(cell: Cell) -> str:
    """Decimals digit by digit, so that no float comes between."""
    return _plain(cell) if isinstance(cell, Decimal) else _json(cell)


def _plain(number: Decimal) -> str:
    written = plain(number)
    assert written is not None  # a number was given
    return written


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _csv_line(values: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue()


WRITERS: dict[Format, Writer] = {
    Format.JSON: Writer("application/json", json_pieces),
    Format.CSV: Writer("text/csv; charset=utf-8", csv_pieces),
}
