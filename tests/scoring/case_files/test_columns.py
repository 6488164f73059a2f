"""docs/criteria.md, "Cases as a table": the columns there are those that are read and printed."""

import re

from django.conf import settings

from scoring.case_files.columns import (
    CASE_COLUMNS,
    NEEDED_COLUMNS,
    RESULT_COLUMNS,
    TEXT_COLUMNS,
)

PAGE = (settings.BASE_DIR / "docs" / "criteria.md").read_text(encoding="utf-8")
SECTION = PAGE.split("## Cases as a table\n", 1)[1].split("\n## ", 1)[0]
TABLES = [part for part in SECTION.split("\n\n") if part.startswith("|")]


def named(table: str, *, cells: int) -> list[str]:
    """What stands in backticks in the first cells of each row, row by row."""
    rows = [line.strip("|").split("|")[:cells] for line in table.splitlines()[2:]]
    return [name for row in rows for cell in row for name in re.findall(r"`([^`]+)`", cell)]


def test_the_columns_of_a_case_are_described_and_no_others() -> None:
    visits, case = TABLES[0], TABLES[1]
    described = named(visits, cells=2) + named(case, cells=1)
    assert sorted(described) == sorted(CASE_COLUMNS)


def test_the_two_visits_stand_side_by_side() -> None:
    names = named(TABLES[0], cells=2)
    for before, after in zip(names[::2], names[1::2], strict=True):
        assert before.removeprefix("baseline_") == after.removeprefix("followup_")


def test_the_columns_of_a_result_are_described_in_their_order() -> None:
    assert named(TABLES[2], cells=1) == list(RESULT_COLUMNS)


def test_every_column_stands_for_one_place_of_a_case() -> None:
    assert len(set(CASE_COLUMNS.values())) == len(CASE_COLUMNS)
    assert set(CASE_COLUMNS) >= {*TEXT_COLUMNS, *NEEDED_COLUMNS}
