"""A table of cases as CSV, a row a case and a line a row; results in a table of the same dialect.

Read as RFC 4180 and as a spreadsheet writes it where the comma is the decimal sign: a header
separated by semicolons means decimal commas in the whole file.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import IO, Any, NamedTuple

from scoring.case_files.answers import refused_line, with_line
from scoring.case_files.columns import (
    CASE_COLUMNS,
    CODES_OF_SCORE,
    LISTS_OF_SCORE,
    NEEDED_COLUMNS,
    NUMBERS_OF_SCORE,
    PARTS_OF_ERROR,
    PARTS_OF_MEASURE,
    RESULT_COLUMNS,
    TEXT_COLUMNS,
)
from scoring.case_files.lines import FileUnusable, lines_of
from scoring.case_files.spreadsheet import guarded
from scoring.criteria.cases import answer
from scoring.criteria.reading import Refused

COLUMN_OF = {place: column for column, place in CASE_COLUMNS.items()}


class Dialect(NamedTuple):
    """How cells are separated, and what stands before the decimals."""

    delimiter: str
    decimal_sign: str


RFC, SEMICOLONS = Dialect(",", "."), Dialect(";", ",")


def answers(stream: IO[bytes]) -> Iterator[tuple[str, bool]]:
    """The header, then each result as a line, and whether it is an error. Raises FileUnusable."""
    lines = lines_of(stream)
    dialect, columns = _header(next(lines, None))
    yield _written(RESULT_COLUMNS, dialect), False
    for number, line in lines:
        found = _answer(number, line, dialect, columns)
        if found is not None:
            yield _written(_result_cells(found, dialect), dialect), "error" in found


def _header(first: tuple[int, str | Refused] | None) -> tuple[Dialect, list[str]]:
    if first is None or isinstance(first[1], Refused):
        raise FileUnusable("has no header of columns that could be read.")
    dialect = SEMICOLONS if ";" in first[1] else RFC
    try:
        columns = [cell.strip() for cell in _cells(first[1], dialect)]
    except Refused as refusal:
        raise FileUnusable(f"has a header that could not be read: {refusal}.") from refusal
    for column in columns:
        if column not in CASE_COLUMNS:
            raise FileUnusable(f'has a column "{column[:40]}", which no case has.')
        if columns.count(column) > 1:
            raise FileUnusable(f'has the column "{column}" more than once. Leave one.')
    for column in NEEDED_COLUMNS:
        if column not in columns:
            raise FileUnusable(f'has no column "{column}".')
    return dialect, columns


def _answer(
    number: int, line: str | Refused, dialect: Dialect, columns: Sequence[str]
) -> dict[str, Any] | None:
    """None for a row of empty cells, as a spreadsheet leaves them behind."""
    try:
        row = _row(line, dialect, columns)
    except Refused as refusal:
        return refused_line(number, refusal)
    return with_line(number, _answer_to(row, dialect)) if row else None


def _row(line: str | Refused, dialect: Dialect, columns: Sequence[str]) -> dict[str, str]:
    """The cells that hold something, by their columns. Raises Refused."""
    if isinstance(line, Refused):
        raise line
    cells = [cell.strip() for cell in _cells(line, dialect)]
    if any(cells) and len(cells) != len(columns):
        message = f"the line has {len(cells)} cells, the header {len(columns)}"
        raise Refused("line", f"{len(columns)} cells", message)
    return {column: cell for column, cell in zip(columns, cells, strict=False) if cell}


def _answer_to(row: dict[str, str], dialect: Dialect) -> dict[str, Any]:
    try:
        found = answer(_case(row, dialect))
    except Refused as refusal:
        found = {"id": row.get("id"), "error": refusal.to_json()}
    if "error" in found:
        found["error"] = _by_column(found["error"])
    return found


def _cells(line: str, dialect: Dialect) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=dialect.delimiter, strict=True))
    except csv.Error as error:
        message = f"the line is no row: {error}; a row with its texts stands in one line"
        raise Refused("line", "a row of cells", message) from error


def _case(row: dict[str, str], dialect: Dialect) -> dict[str, Any]:
    """The case in the form that `scoring.criteria.cases` reads."""
    case: dict[str, Any] = {"baseline": {}, "followup": {}}
    for column, cell in row.items():
        *way, last = CASE_COLUMNS[column].split(".")
        inner = case
        for key in way:
            inner = inner.setdefault(key, {})
        if column == "enzyme_exclude":
            inner[last] = cell.split()
        else:
            inner[last] = cell if column in TEXT_COLUMNS else _number(column, cell, dialect)
    return case


def _number(column: str, cell: str, dialect: Dialect) -> str:
    """With a decimal point. One in a file of decimal commas may stand for thousands: refused."""
    if dialect.decimal_sign == ".":
        return cell
    if "." in cell:
        message = (
            f"{column} has a point; in a file separated by semicolons the decimal sign is a comma"
        )
        raise Refused(CASE_COLUMNS[column], "a number with a decimal comma", message)
    return cell.replace(",", ".")


def _by_column(error: dict[str, str]) -> dict[str, str]:
    """The error as the reader of a table knows it: by the name of the column."""
    place = error["field"]
    column = COLUMN_OF.get(place, place)
    return error | {"field": column, "message": error["message"].replace(place, column)}


def _result_cells(found: dict[str, Any], dialect: Dialect) -> list[str]:
    name = "" if found["id"] is None else guarded(str(found["id"]))
    error = found.get("error")
    if error is not None:
        empty = [""] * (len(RESULT_COLUMNS) - 2 - len(PARTS_OF_ERROR))
        texts = [guarded(error[part]) for part in PARTS_OF_ERROR]
        return [name, *empty, str(found["line"]), *texts]
    measures = found["measures"].values()
    numbers = [found[key] for key in NUMBERS_OF_SCORE]
    parts = [measure[part] for measure in measures for part in PARTS_OF_MEASURE]
    return [
        name,
        *(_written_number(number, dialect) for number in numbers),
        *(found[key] or "" for key in CODES_OF_SCORE),
        *(_written_number(number, dialect) for number in parts),
        *(" ".join(found[key]) for key in LISTS_OF_SCORE),
        *[""] * (1 + len(PARTS_OF_ERROR)),
    ]


def _written_number(number: str | None, dialect: Dialect) -> str:
    return "" if number is None else number.replace(".", dialect.decimal_sign)


def _written(cells: Sequence[str], dialect: Dialect) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=dialect.delimiter).writerow(cells)
    return line.getvalue()
