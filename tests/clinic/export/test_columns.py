"""The data dictionary: complete, consistent, and the same on paper."""

import re

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.export.columns import COLUMNS, SECTIONS, Column, Kind
from clinic.export.dictionary import as_markdown, row_schema
from clinic.registry.models import Patient, TreatmentCourse
from clinic.studies.models import Consent
from scoring.services import recompute_if_due
from tests.clinic.export.reading import csv_rows
from tests.people import let_in, make_person
from tests.scoring.findings import active_disease, remission, see

PAGE = settings.BASE_DIR / "docs" / "data-dictionary.md"
# Checked as valid UCUM.
UCUM = {None, "1", "a", "d", "cm", "mg/d", "{score}", "U/L", "mg/L", "ug/L", "ng/L"}


def _named(column: Column) -> str:
    return column.name


def test_names_are_unique() -> None:
    names = [column.name for column in COLUMNS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("column", COLUMNS, ids=_named)
def test_every_column_says_what_it_is(column: Column) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", column.name)
    assert column.label
    assert column.source
    assert column.missing
    assert column.unit in UCUM
    assert column.kind is Kind.TEXT or not column.codes
    assert column.kind is Kind.TEXT or not column.is_list


@pytest.mark.parametrize("column", COLUMNS, ids=_named)
def test_every_measured_column_has_a_unit(column: Column) -> None:
    if column.kind in (Kind.DECIMAL, Kind.INTEGER):
        assert column.unit


def test_every_column_has_its_heading_on_the_page() -> None:
    headings = re.findall(r"^### (\S+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == [column.name for column in COLUMNS]


def test_the_page_is_the_one_the_program_prints(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("data_dictionary")
    assert capsys.readouterr().out == PAGE.read_text(encoding="utf-8") == as_markdown()


def test_text_leaves_as_one_of_the_columns_own_codes(
    ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User, romano: User
) -> None:
    """Only the pseudonym, the age band and the version are texts without a list of codes."""
    see(ada, rossi, -1, active_disease())
    see(ada, rossi, 30, remission(haq=None))
    see(ada, rossi, 60, remission())
    recompute_if_due(ada.pk)
    free = {column.name for column in COLUMNS if column.kind is Kind.TEXT and not column.codes}
    assert free == {"pseudonym", "age_band", "criteria_version"}
    rows = csv_rows(given.study, romano)
    assert len(rows) == 3
    for row in rows:
        for column in COLUMNS:
            if column.codes and row[column.name]:
                assert set(row[column.name].split(";")) <= set(column.codes)
            if not column.may_be_missing:
                assert row[column.name]


def test_a_column_that_is_never_empty_is_not_null_in_the_schema() -> None:
    properties = row_schema()["properties"]
    assert properties["pseudonym"]["type"] == ["string"]
    assert properties["crp_mg_l"]["type"] == ["number", "null"]
    assert properties["sex"]["type"] == ["string"]
    assert properties["sex"]["enum"] == ["female", "male", "other"]
    assert None in properties["response_category"]["enum"]


def test_the_page_in_the_browser_lists_every_column(client: Client, romano: User) -> None:
    let_in(client, romano)
    text = client.get("/api/columns/").content.decode()
    for column in COLUMNS:
        assert f'id="{column.name}"' in text
    assert len(SECTIONS) == text.count("<table>")


def test_the_page_in_the_browser_is_for_people_of_a_study(client: Client, milan: Centre) -> None:
    let_in(client, make_person("somebody", Role.DATA_ENTRY, milan))
    assert client.get("/api/columns/").status_code == 403
