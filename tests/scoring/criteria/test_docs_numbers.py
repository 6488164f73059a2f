"""docs/criteria.md: the limits, units and numbers in its sentences are those of the code."""

import re
from decimal import Decimal

import pytest

from scoring.criteria import (
    deterioration,
    episode,
    improvement,
    inclusion,
    limits,
    measured,
    quartiles,
    reading,
    relapse,
    schedule,
)
from scoring.criteria.haq_di import CATEGORIES_NEEDED, ITEMS, WITH_AID_AT_LEAST
from scoring.criteria.myoact import EXTRAMUSCULAR, WITH_MUSCLE
from scoring.criteria.points import ROWS, Measure
from scoring.criteria.units import ANALYTES
from tests.scoring.criteria.page import PAGE
from tests.scoring.criteria.test_docs import table_row
from tests.scoring.criteria.test_purity import MODULES

SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
# A form in which something is written, codes, or how they are read: no paper decides.
FORMS = {
    "A visit of a case",
    "Cases as a table",
    "Explanation as JSON",
    "Explanation of a measure",
    "Reading numbers",
    "Results as JSON",
    "Terms",
    "The scoring command",
    "Values on a scale",
}
SOURCE = (
    r"\b(19|20)\d\d;\d+|\(Aggarwal 2017, Rider 2017\)|IMACS form|ACR Convergence|UCUM|"
    r"The letter's|letter's cohort"
)


def has_source(section: str) -> bool:
    """Whether it names a paper, a form or a table, or says that it is this project's own."""
    return bool(re.search(SOURCE, section)) or "own design" in section.lower()


@pytest.mark.parametrize("heading", sorted(set(SECTIONS) - FORMS - {"For sign-off"}))
def test_every_rule_has_its_source_or_is_marked_as_own_design(heading: str) -> None:
    assert has_source(SECTIONS[heading])


def test_a_section_without_a_source_would_be_noticed() -> None:
    assert not has_source("A category is its worst item. **To confirm.**")
    assert set(SECTIONS) >= FORMS
    assert len(SECTIONS) > len(MODULES)


def test_the_list_for_sign_off_is_numbered_without_a_gap() -> None:
    numbers = re.findall(r"^(\d+)\. ", SECTIONS["For sign-off"], re.MULTILINE)
    assert [int(number) for number in numbers] == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 18


@pytest.mark.parametrize(
    ("name", "limit", "told"),
    [
        ("Global scales, cm", limits.GLOBAL_VAS, "{}, one decimal"),
        ("HAQ-DI; one of its items", limits.HAQ, "{}"),
        ("HAQ-DI; one of its items", limits.HAQ_ITEM, "{}"),
        ("Organ scales of the MDAAT, cm", limits.ORGAN_VAS, "{}, one decimal"),
        ("One muscle of the MMT", limits.MMT_GRADE, "{}, whole"),
        ("CRP, mg/L", limits.CRP, "{}"),
        ("Ferritin, ug/L", limits.FERRITIN, "{}"),
        ("Troponin, ng/L", limits.TROPONIN, "{}"),
        ("CK, U/L", limits.CK, "{}"),
        ("LDH, AST, ALT, U/L", limits.LDH, "{}"),
        ("LDH, AST, ALT, U/L", limits.TRANSAMINASE, "{}"),
        ("Aldolase, U/L", limits.ALDOLASE, "{}"),
        ("Prednisone equivalent, mg/day", limits.PREDNISONE_EQUIVALENT, "{}"),
        ("Anakinra, mg/day", limits.ANAKINRA, "{}"),
        ("Methotrexate, mg/week", limits.METHOTREXATE, "{}"),
    ],
)
def test_the_limits_on_the_page_are_those_of_the_code(
    name: str, limit: limits.Limit, told: str
) -> None:
    assert table_row(name) == [told.format(f"{limit.low}-{limit.high}")]
    assert limit.unit == "" or name.endswith(f", {limit.unit}")


def test_the_muscle_instruments_on_the_page_are_those_of_the_code() -> None:
    one, both, total, cmas = (
        f"{limit.low}-{limit.high}"
        for limit in (
            limits.MMT8_ONE_SIDE,
            limits.MMT8_BOTH_SIDES,
            limits.MMT_TOTAL,
            limits.CMAS,
        )
    )
    row = table_row("MMT8 one side, both sides; total MMT; CMAS")
    assert row == [f"{one}, {both}; {total}; {cmas}"]


@pytest.mark.parametrize(
    ("name", "analytes"),
    [
        ("CRP", ["crp"]),
        ("Troponin T, high sensitivity or conventional", ["troponin_t_hs", "troponin_t"]),
        ("Ferritin", ["ferritin"]),
        ("CK, LDH, AST, ALT, aldolase", ["ck", "ldh", "ast", "alt", "aldolase"]),
    ],
)
def test_the_units_on_the_page_are_those_of_the_code(name: str, analytes: list[str]) -> None:
    canonical, also = table_row(name)
    told = {canonical: Decimal(1)}
    for part in also.split("; "):
        units, factor = part.split(" x ")
        told |= dict.fromkeys(units.split(", "), Decimal(factor))
    for analyte in analytes:
        assert ANALYTES[analyte].unit == canonical
        assert ANALYTES[analyte].factors == told


def test_every_analyte_is_in_the_table() -> None:
    assert len(ANALYTES) == 1 + 2 + 1 + 5


def borders(measure: Measure) -> str:
    return ", ".join(map(str, ROWS[measure].cuts))


def ranges(name: str) -> list[Decimal]:
    return list(measured.ALLOWED_RANGES[name])


WINDOW = episode.BASELINE_WINDOW_DAYS
WEEK = schedule.FIRST_FOLLOWUP_DAYS // 7
*EARLIER, LAST = schedule.FOLLOWUP_MONTHS
MONTHS = f"{', '.join(map(str, EARLIER))} and {LAST}"
TAPER = relapse.TAPER_LIMIT_MG
IN_WORDS = {2: "two", 3: "three", 6: "six", 7: "seven", 8: "eight"}


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        (
            "Points and thresholds",
            f"({borders(Measure.HAQ)}; for strength {borders(Measure.MMT)})",
        ),
        (
            "Total improvement score",
            f"{100 - ROWS[Measure.MMT].maximum}, for example, for an adult whose strength was full",
        ),
        (
            "Core set measures",
            "global scales {} (cm) or {} (mm)".format(*ranges("physician_global")),
        ),
        (
            "Core set measures",
            "one side (right or left) {}, both sides {}, total MMT {}".format(*ranges("mmt")),
        ),
        (
            "Core set measures",
            f"HAQ and CHAQ {ranges('haq')[0]}, extramuscular global "
            f"{ranges('extramuscular')[0]}, CMAS {limits.CMAS.high}",
        ),
        (
            "The scoring command",
            "`mmt` {}, {} or {}, juvenile".format(*ranges("mmt")),
        ),
        ("Baseline, episode, course", f"at most {WINDOW} days earlier"),
        ("Baseline, episode, course", f"months are days / {episode.DAYS_PER_MONTH}"),
        ("Baseline, episode, course", f"the {episode.ADULT_FROM_YEARS}th birthday"),
        ("For sign-off", f"at most {WINDOW} days before the first day"),
        ("Reading numbers", f"at most {reading.MAX_DIGITS} digits"),
        (
            "MMT8 from eight muscles",
            f"whole grades from {limits.MMT_GRADE.low} to {limits.MMT_GRADE.high}",
        ),
        (
            "HAQ-DI from items",
            f"At least {CATEGORIES_NEEDED} of the {len(ITEMS)} categories",
        ),
        ("HAQ-DI from items", f"raises it to at least {WITH_AID_AT_LEAST}"),
        ("MYOACT", f"The sum of the {IN_WORDS[len(EXTRAMUSCULAR)]} extramuscular systems"),
        ("MYOACT", f"0 to {len(EXTRAMUSCULAR) * limits.ORGAN_VAS.high} cm"),
        ("MYOACT", f"with muscle it is of {len(WITH_MUSCLE) * limits.ORGAN_VAS.high} cm"),
        (
            "The letter's inclusion rule",
            f"at least {IN_WORDS[inclusion.MANIFESTATIONS_REQUIRED]} of arthritis",
        ),
        ("Relapse during taper", f"below {TAPER} mg, in the letter's words"),
        ("Relapse during taper", f"above 0 and below {TAPER} mg"),
        ("For sign-off", f"relapse during tapering below {TAPER} mg"),
        (
            "Definition of improvement of 2004",
            f"at least {improvement.IMPROVED_MEASURES} of the {len(Measure)} core set measures "
            f"improved by {improvement.IMPROVED_PERCENT} % or more, no more than "
            f"{improvement.WORSE_MEASURES_ALLOWED} are worse by {improvement.WORSE_PERCENT} %",
        ),
        (
            "Deterioration",
            f"worse by {deterioration.GLOBAL_WORSE_CM} cm or more "
            f"({deterioration.GLOBAL_WORSE_CM * 10} mm of 100) and muscle strength worse by "
            f"{deterioration.STRENGTH_WORSE_PERCENT} % or more",
        ),
        (
            "Deterioration",
            f"extramuscular activity worse by {deterioration.GLOBAL_WORSE_CM} cm or more",
        ),
        (
            "Deterioration",
            f"any {deterioration.MEASURES_WORSE} of the {len(Measure) - 1} measures other than "
            f"the enzyme worse by {deterioration.MEASURES_WORSE_PERCENT} % or more",
        ),
        ("Visit schedule", f"day 0, in week {WEEK}, in months {MONTHS}"),
        ("Visit schedule", f"then every {schedule.THEN_EVERY_MONTHS} months"),
        ("Visit schedule", f"from {schedule.SOON.days} days before its expected day"),
        ("Visit schedule", f"more than {schedule.OVERDUE_AFTER_DAYS} days after it"),
        ("For sign-off", f"{schedule.OVERDUE_AFTER_DAYS} days of grace"),
        ("Medians and quartiles", quartiles.RULE_NAME.split(",")[0].split()[-2]),
    ],
)
def test_a_number_in_a_sentence_is_the_one_of_the_code(heading: str, told: str) -> None:
    assert told in SECTIONS[heading]


def test_no_paper_is_cited_with_an_identifier_that_is_none() -> None:
    found = re.findall(r"doi:(\S+?)[,;.)]?(?:\s|$)", PAGE)
    assert len(found) >= 4
    assert all(re.fullmatch(r"10\.\d{4,5}/[a-z0-9.-]+", doi) for doi in found)
