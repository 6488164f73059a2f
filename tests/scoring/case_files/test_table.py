"""Cases as CSV: headers and rows that cannot be used, spreadsheets' ways, then the same scores."""

import csv
import io
import json
from random import Random
from typing import Any

import pytest

from scoring.case_files.columns import CASE_COLUMNS, PARTS_OF_MEASURE, RESULT_COLUMNS
from scoring.case_files.lines import FileUnusable
from scoring.case_files.table import answers
from scoring.criteria.cases import answer
from scoring.criteria.results import to_json
from tests.scoring.case_files.table_rows import row_of, table
from tests.scoring.criteria.some_cases import random_case
from tests.scoring.criteria.worked_cases import FIRST, WORKED_CASES

NOTES = [column for column in RESULT_COLUMNS if column.startswith("error_")]


def answered(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    """The rows of results by their columns, cells that are empty left out."""
    pieces = list(answers(io.BytesIO(content)))
    rows = list(csv.DictReader(io.StringIO("".join(p for p, _ in pieces)), delimiter=delimiter))
    assert [bool(row["error_field"]) for row in rows] == [error for _, error in pieces[1:]]
    assert all(list(row) == list(RESULT_COLUMNS) for row in rows)
    return [{column: cell for column, cell in row.items() if cell} for row in rows]


def as_cells(result: dict[str, Any]) -> dict[str, str]:
    """A result of the JSON form as the table should print it."""
    cells = {
        f"{measure}_{part}": value
        for measure, parts in result["measures"].items()
        for part, value in parts.items()
        if part in PARTS_OF_MEASURE
    }
    single = ("id", "total", "lower", "upper", "attainable", "category", "enzyme")
    cells |= {key: result[key] for key in single}
    cells |= {key: " ".join(result[key]) for key in ("missing", "worsening", "flags")}
    return {column: str(cell) for column, cell in cells.items() if cell not in (None, "")}


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (b"", "no header"),
        (b"\n\n", "no header"),
        (b"caff\xe8\n", "no header"),
        (b'"id,population\n', "header that could not be read"),
        (b"id,population,baseline_HAQ\n", 'a column "baseline_HAQ", which no case has'),
        (b"id\tpopulation\n", 'a column "id\tpopulation"'),
        (b"id,population,\n", 'a column ""'),
        (b"id,population,id\n", 'the column "id" more than once'),
        (b"population\n", 'no column "id"'),
        (b"id\n", 'no column "population"'),
        (b"\xff\xfei\x00d\x00", "UTF-16"),
    ],
)
def test_a_file_whose_header_cannot_be_used_is_refused(header: bytes, says: str) -> None:
    with pytest.raises(FileUnusable) as refused:
        answered(header)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("line", "limit", "says"),
    [
        (b"bad,adult,1,2", "3 cells", "the line has 4 cells, the header 3"),
        (b"bad,adult", "3 cells", "the line has 2 cells, the header 3"),
        (b'bad,adult,"1', "a row of cells", "a row with its texts stands in one line"),
        (b'bad,"adult"x,1', "a row of cells", "the line is no row"),
        (b"b\xe8d,adult,1", "UTF-8", "not UTF-8"),
    ],
)
def test_a_bad_row_names_its_line_and_the_others_are_scored(
    line: bytes, limit: str, says: str
) -> None:
    content = b"\n".join([b"id,population,baseline_haq", b"a,adult,1", line, b"b,adult,1"])
    first, bad, last = answered(content)
    assert (first["id"], last["id"], last["upper"]) == ("a", "b", "97.5")
    assert "id" not in bad
    assert (bad["error_line"], bad["error_field"], bad["error_limit"]) == ("3", "line", limit)
    assert says in bad["error_message"]


@pytest.mark.parametrize(
    ("column", "cell", "limit", "says"),
    [
        ("baseline_haq", "3.2", "0-3", "baseline_haq is 3.2, outside 0-3"),
        ("baseline_haq", "1,5", "a number", "baseline_haq is not a number"),
        ("followup_ck_uln", "0", "above 0", "followup_ck_uln is 0; it must be above 0"),
        ("followup_range_mmt", "80", "150", "followup_range_mmt is 80, the baseline's is 150"),
        ("baseline_side", "left", "both", "baseline_side is left and the range of mmt is 150"),
        ("baseline_ck_unit", "U/l", "U/L or ukat/L", "baseline_ck_unit is not U/L or ukat/L"),
        ("followup_on", "01/02/2026", "a date, YYYY-MM-DD", "followup_on is not a day"),
        ("range_mmt", "52", "80 or 150 or 260", "range_mmt is 52, not 80 or 150 or 260"),
        ("population", "child", "adult or juvenile", "population is neither"),
        ("enzyme_use", "ldh", "a text", "a choice of enzyme needs its reason"),
    ],
)
def test_an_error_names_the_column(column: str, cell: str, limit: str, says: str) -> None:
    (bad,) = answered(table([row_of(FIRST) | {column: cell}]))
    field = "enzyme_reason" if column == "enzyme_use" else column
    assert (bad["id"], bad["error_line"], bad["error_field"]) == ("first", "2", field)
    assert bad["error_limit"] == limit
    assert bad["error_message"].startswith(says)


def test_a_row_without_an_id_is_refused() -> None:
    (bad,) = answered(table([row_of(FIRST) | {"id": " "}]))
    assert (bad["error_line"], bad["error_field"]) == ("2", "id")
    assert "id" not in bad


def test_a_point_in_a_file_of_decimal_commas_is_refused() -> None:
    """1.125 is a HAQ to one reader and more than a thousand to another."""
    (bad,) = answered(table([row_of(FIRST)], delimiter=";"), delimiter=";")
    assert (bad["id"], bad["error_field"]) == ("first", "baseline_physician_global")
    assert bad["error_message"].endswith("the decimal sign is a comma")


@pytest.mark.parametrize("name", ["=1+1", "+39", "-3", "@SUM(A1)"])
def test_an_id_that_a_spreadsheet_would_compute_is_quoted(name: str) -> None:
    for changes in ({}, {"baseline_haq": "4"}):
        (row,) = answered(table([row_of(FIRST) | {"id": name} | changes]))
        assert row["id"] == f"'{name}"


def test_negative_changes_stay_numbers() -> None:
    (row,) = answered(table([row_of(FIRST) | {"followup_patient_global": "5.1"}]))
    assert row["patient_global_change_percent"] == "-1"


def test_empty_rows_of_a_spreadsheet_are_left_out() -> None:
    empty = b"," * (len(CASE_COLUMNS) - 1) + b"\r\n"
    rows = answered(table([row_of(FIRST)]) + empty + b" , \r\n" + empty + b"\r\n")
    assert [row["id"] for row in rows] == ["first"]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_mark_and_the_end_of_lines_do_not_matter(mark: bytes, end: str) -> None:
    content = mark + table([row_of(FIRST)], end=end)
    assert answered(content) == [as_cells(answer(FIRST))]


def test_every_worked_case_gives_what_it_gives_as_json() -> None:
    given = [raw | {"id": f"case {number}"} for number, (raw, _) in enumerate(WORKED_CASES)]
    assert answered(table(map(row_of, given))) == [as_cells(answer(raw)) for raw in given]


def test_decimal_commas_in_a_file_of_semicolons_are_answered_in_kind() -> None:
    random = Random(11)
    cases = [{"id": f"{number}", **to_json(random_case(random))} for number in range(200)]
    with_points = answered(table(map(row_of, cases)))
    rows = [{column: cell.replace(".", ",") for column, cell in row_of(c).items()} for c in cases]
    with_commas = answered(table(rows, delimiter=";"), delimiter=";")
    assert [
        {column: cell.replace(",", ".") for column, cell in row.items() if column not in NOTES}
        for row in with_commas
    ] == [
        {column: cell for column, cell in row.items() if column not in NOTES} for row in with_points
    ]
    assert any("," in row.get("lower", "") for row in with_commas)


def test_random_cases_give_what_they_give_as_json() -> None:
    random = Random(7)
    for number in range(200):
        case = json.loads(json.dumps({"id": f"{number}", **to_json(random_case(random))}))
        expected = answer(case)
        (row,) = answered(table([row_of(case)]))
        if "error" in expected:  # a choice that names the enzyme it leaves out
            assert row["error_message"] == expected["error"]["message"]
        else:
            assert row == as_cells(expected)
