"""How rows are written: spreadsheets, points, quotes."""

import csv
import io
import json
from decimal import Decimal

import pytest

from clinic.accounts.models import User
from clinic.export.columns import COLUMNS
from clinic.export.formats import _csv_cell, _csv_line, _json_cell
from clinic.export.models import Format
from clinic.registry.models import Patient, TreatmentCourse
from clinic.studies.models import Consent
from tests.clinic.export.reading import body_of
from tests.scoring.findings import active_disease, see


def test_negative_numbers_stay_numbers(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    see(ada, rossi, -7, active_disease())
    written = body_of(given.study, romano).decode()
    (row,) = csv.DictReader(io.StringIO(written, newline=""))
    assert row["study_day"] == "-7"


def test_lines_are_those_of_rfc_4180() -> None:
    assert _csv_line(["a", 'say "b"', "c,d", "e\nf"]) == 'a,"say ""b""","c,d","e\nf"\r\n'


@pytest.mark.parametrize(
    ("cell", "in_csv", "in_json"),
    [
        (None, "", "null"),
        (True, "true", "true"),
        (False, "false", "false"),
        (0, "0", "0"),
        (-4, "-4", "-4"),
        (Decimal("67.50"), "67.5", "67.5"),
        (Decimal("1E+3"), "1000", "1000"),
        (Decimal("0.000"), "0", "0"),
        (Decimal("-0.0"), "0", "0"),
        (Decimal("0.125"), "0.125", "0.125"),
        ("é<", "é<", '"é<"'),
    ],
)
def test_cells_are_written_alike_whatever_their_scale(
    cell: object, in_csv: str, in_json: str
) -> None:
    assert _csv_cell(cell) == in_csv
    assert _json_cell(cell) == in_json


def test_an_export_without_rows_still_has_its_header_and_is_valid_json(
    given: Consent, romano: User
) -> None:
    header = body_of(given.study, romano).decode()
    assert header == ",".join(column.name for column in COLUMNS) + "\r\n"
    content = json.loads(body_of(given.study, romano, Format.JSON))
    assert content["rows"] == []
    assert content["study"]["approval_number"] == "AB12/C-3"


def test_both_formats_say_the_same(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    see(ada, rossi, 0, active_disease())
    (in_csv,) = csv.DictReader(io.StringIO(body_of(given.study, romano).decode(), newline=""))
    content = json.loads(body_of(given.study, romano, Format.JSON), parse_float=Decimal)
    (in_json,) = content["rows"]
    assert list(in_csv) == list(in_json)
    for name, value in in_json.items():
        written = (
            "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        )
        assert in_csv[name] == written
