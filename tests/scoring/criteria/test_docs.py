"""docs/criteria.md: no rule without its heading, no number there that the code does not have."""

import re
from decimal import Decimal

import pytest

from scoring.criteria.enzyme import Flag
from scoring.criteria.glucocorticoid import FACTORS
from scoring.criteria.haq_di import AIDED, ITEMS
from scoring.criteria.mmt8 import SCALES, Side
from scoring.criteria.points import ENZYME_RANGES, ROWS, THRESHOLDS, Measure, Population
from tests.scoring.criteria.page import PAGE
from tests.scoring.criteria.test_purity import FOLDER, MODULES

HEADINGS = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
RULES = re.findall(r"^## .+\n\n`(scoring/criteria/\w+\.py)`\n", PAGE, re.MULTILINE)


def table_row(name: str) -> list[str]:
    """The cells beside a name in the first table that has it."""
    row = next(line for line in PAGE.splitlines() if line.startswith(f"| {name} |"))
    return [cell.strip() for cell in row.strip("|").split("|")[1:]]


def test_every_rule_has_its_heading_and_every_heading_its_rule() -> None:
    assert sorted(RULES) == [f"scoring/criteria/{module}.py" for module in MODULES]


def test_sections_that_the_code_points_at_are_there() -> None:
    named: set[str] = set()
    for file in FOLDER.parent.rglob("*.py"):
        text = re.sub(r"\s+", " ", file.read_text())
        named |= set(re.findall(r'docs/criteria\.md, (?:section )?"([^"]+)"', text))
    assert len(named) > 4
    assert named <= set(HEADINGS)


@pytest.mark.parametrize(
    ("measure", "name"),
    [
        (Measure.PHYSICIAN_GLOBAL, "Physician global activity"),
        (Measure.PATIENT_GLOBAL, "Patient (child: parent) global activity"),
        (Measure.MMT, "Muscle strength"),
        (Measure.HAQ, "HAQ (child: CHAQ)"),
        (Measure.ENZYME, "Muscle enzyme"),
        (Measure.EXTRAMUSCULAR, "Extramuscular activity"),
    ],
)
def test_the_points_on_the_page_are_those_of_the_code(measure: Measure, name: str) -> None:
    assert [Decimal(cell) for cell in table_row(name)] == list(ROWS[measure].points)


def test_the_thresholds_on_the_page_are_those_of_the_code() -> None:
    rows = [table_row(name) for name in ("Minimal", "Moderate", "Major")]
    for column, population in enumerate((Population.ADULT, Population.JUVENILE)):
        assert [Decimal(row[column]) for row in rows] == list(THRESHOLDS[population])


def test_the_ranges_of_the_enzymes_are_named_twice_and_the_same() -> None:
    printed = ", ".join(
        f"{name if name == 'aldolase' else name.upper()} {multiple}"
        for name, multiple in ENZYME_RANGES.items()
    )
    assert PAGE.count(printed) == 2


def test_the_factors_on_the_page_are_those_of_the_code() -> None:
    for names, factor in (
        ("Prednisone, prednisolone", "1"),
        ("Methylprednisolone, triamcinolone", "5/4"),
        ("Dexamethasone", "20/3"),
        ("Betamethasone", "25/3"),
        ("Hydrocortisone", "1/4"),
        ("Cortisone", "1/5"),
        ("Deflazacort", "5/6"),
    ):
        assert table_row(names) == [factor]
        for name in names.lower().split(", "):
            assert str(FACTORS[name]) == factor


def test_every_flag_is_described() -> None:
    assert all(f"`{flag}`" in PAGE for flag in Flag)


def test_the_items_of_the_haq_on_the_page_are_those_of_the_code() -> None:
    for category, items in ITEMS.items():
        count, aids = table_row(category.capitalize())
        assert int(count) == len(items)
        told = [] if aids == "none" else aids.split(", ")
        assert len(told) == sum(raised is category for raised in AIDED.values())


def test_the_sums_of_the_mmt8_on_the_page_are_those_of_the_code() -> None:
    for side, name in (
        (Side.RIGHT, "Right side (the form's rule)"),
        (Side.LEFT, "Left side (where the right cannot be tested)"),
        (Side.BOTH, "Both sides"),
    ):
        assert table_row(name)[0] == str(SCALES[side])
