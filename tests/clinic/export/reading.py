"""Reads an export as its recipient would."""

import csv
import io
import json
from typing import Any

from clinic.accounts.models import User
from clinic.export.models import Format
from clinic.export.services import export_rows
from clinic.studies.models import Study
from tests.scoring.findings import day

TODAY = day(200)
Row = dict[str, str]


def body_of(study: Study, by: User, written: Format = Format.CSV, today: Any = TODAY) -> bytes:
    delivery = export_rows(study=study, by=by, format=written, today=today)
    with delivery.body:
        return delivery.body.read()


def csv_rows(study: Study, by: User, today: Any = TODAY) -> list[Row]:
    return list(csv.DictReader(io.StringIO(body_of(study, by, today=today).decode(), newline="")))


def json_rows(study: Study, by: User) -> list[dict[str, Any]]:
    content = json.loads(body_of(study, by, Format.JSON))
    rows: list[dict[str, Any]] = content["rows"]
    return rows
