"""The data dictionary, printed from the columns: as a page and as a JSON schema."""

from collections.abc import Iterator
from typing import Any

from clinic.export.columns import COLUMNS, SECTIONS, Column, Kind

INTRODUCTION = """\
# Data dictionary of the study export

One row a visit with its score, for a study with its approval: `GET /api/v1/studies/SLUG/rows`
with `?format=json` or `?format=csv`. Rows hold patients whose consent is current on the day of
the export. They are pseudonymised personal data.

- No names, no identifiers, no dates, no text that somebody typed. Days count from the start of
  the index treatment.
- Rows are sorted by pseudonym, then by visit; the same data give the same bytes.
- An empty cell (CSV) or `null` (JSON) is missing. Decimals have a point. Yes and no are `true`
  and `false`. Lists are joined by `;`.
- Units are UCUM.

This page is printed from the program: `python manage.py data_dictionary`.
"""
JSON_TYPES = {
    Kind.TEXT: "string",
    Kind.INTEGER: "integer",
    Kind.DECIMAL: "number",
    Kind.BOOLEAN: "boolean",
}


def as_markdown() -> str:
    """docs/data-dictionary.md."""
    parts = [INTRODUCTION]
    for title, columns in SECTIONS.items():
        parts.append(f"## {title}\n")
        parts += ["\n".join(_entry(column)) for column in columns]
    return "\n".join(parts)


def row_schema() -> dict[str, Any]:
    """A row of the JSON format as JSON schema."""
    return {
        "type": "object",
        "properties": {column.name: _property(column) for column in COLUMNS},
        "required": [column.name for column in COLUMNS],
        "additionalProperties": False,
    }


def _entry(column: Column) -> Iterator[str]:
    yield f"### {column.name}\n"
    yield f"{column.label}.\n"
    yield f"- Type: {column.kind.value}{', list' if column.is_list else ''}"
    if column.unit:
        yield f"- Unit: `{column.unit}`"
    if column.codes:
        yield f"- Values: {', '.join(f'`{code}`' for code in column.codes)}"
    yield f"- Source: {column.source}"
    yield f"- Empty: {column.missing}\n"


def _property(column: Column) -> dict[str, Any]:
    described = [f"{column.label}."]
    if column.unit:
        described.append(f"Unit: {column.unit}.")
    if column.is_list:
        described.append(f"Joined by ';', of: {', '.join(column.codes)}.")
    described += [f"Source: {column.source}.", f"Null: {column.missing}."]
    null = ["null"] if column.may_be_missing else []
    schema: dict[str, Any] = {
        "type": [JSON_TYPES[column.kind], *null],
        "description": " ".join(described),
    }
    if column.codes and not column.is_list:
        schema["enum"] = [*column.codes, None] if null else list(column.codes)
    return schema
