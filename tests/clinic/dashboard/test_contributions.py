"""What each measure contributes, as rows: first where nothing may be printed as a number."""

from decimal import Decimal

import pytest
from django.utils import translation

from clinic.dashboard.contributions import Contribution, contributions_to
from scoring.criteria.core_set import Case, CoreSet, EnzymeChoice, EnzymeValue, Ranges
from scoring.criteria.points import Measure, Population
from scoring.criteria.tis import score


def core_set(**changes: object) -> CoreSet:
    usual = CoreSet(
        physician_global=Decimal("7.4"),
        patient_global=Decimal("6.8"),
        mmt=Decimal(112),
        haq=Decimal("1.875"),
        extramuscular=Decimal("6.2"),
        enzymes={"ck": EnzymeValue(Decimal(2340), Decimal(190))},
    )
    return usual._replace(**changes)


def rows_of(before: CoreSet, after: CoreSet, **case: object) -> dict[str, Contribution]:
    worked = Case(Population.ADULT, before, after, **case)
    return {row.measure.value: row for row in contributions_to(worked, score(worked))}


def test_a_measure_not_assessed_at_this_visit_shows_no_number_but_its_bounds() -> None:
    row = rows_of(core_set(), core_set(haq=None))["haq"]

    assert (row.now, row.change, row.band) == (None, None, None)
    assert (row.points, row.maximum, row.is_known) == ("0–10", "10", False)
    assert row.missing_at == "not assessed at this visit"
    assert (row.bar_from, row.bar_length) == ("0", "100")


def test_a_measure_not_assessed_at_baseline_says_so() -> None:
    row = rows_of(core_set(extramuscular=None), core_set(extramuscular=Decimal(3)))["extramuscular"]

    assert (row.before, row.now, row.missing_at) == (None, "3", "not assessed at baseline")


def test_an_enzyme_without_its_limit_is_named_as_missing() -> None:
    without = core_set(enzymes={"ck": EnzymeValue(Decimal(2340), None)})
    row = rows_of(without, core_set())["enzyme"]

    assert (row.label, row.scale, row.before) == ("Muscle enzyme", "", None)
    assert row.missing_at == "no enzyme can be followed from the baseline"


def test_a_followup_without_the_followed_enzyme_keeps_the_baseline_multiple() -> None:
    row = rows_of(core_set(), core_set(enzymes={}))["enzyme"]

    assert (row.label, row.before, row.now) == ("CK", "12.32", None)
    assert row.missing_at == "not assessed at this visit"


def test_a_worse_measure_is_marked_and_earns_nothing() -> None:
    row = rows_of(
        core_set(mmt=Decimal(80)), core_set(mmt=Decimal(78)), ranges=Ranges(mmt=Decimal(80))
    )["mmt"]

    assert (row.label, row.change, row.points, row.is_worse) == ("MMT8", "−2.5", "0", True)
    assert row.band == "≤ 2"


def test_no_change_is_not_worse_and_has_no_sign() -> None:
    row = rows_of(core_set(), core_set())["physician_global"]

    assert (row.change, row.is_worse, row.points) == ("0", False, "0")


def test_each_row_prints_before_now_scale_percent_band_and_points() -> None:
    after = core_set(
        physician_global=Decimal("3.6"),
        haq=Decimal("1"),
        enzymes={"ck": EnzymeValue(Decimal(620), Decimal(190))},
    )
    rows = rows_of(core_set(), after)

    physician = rows["physician_global"]
    assert (physician.before, physician.now, physician.scale) == ("7.4", "3.6", "10 cm")
    assert (physician.change, physician.band) == ("38", "> 25–40")
    assert (physician.points, physician.maximum, physician.bar_length) == ("17.5", "20", "87.5")
    enzyme = rows["enzyme"]
    assert (enzyme.before, enzyme.now, enzyme.scale) == ("12.32", "3.26", "15 × limit")
    assert (enzyme.change, enzyme.band, enzyme.points) == ("60.4", "> 40", "7.5")


@pytest.mark.parametrize(
    ("now", "change", "band", "points"),
    [("0.7", "15", "> 5–15", "7.5"), ("0.6", "16", "> 15–25", "15")],
)
def test_the_upper_end_of_a_band_belongs_to_it(
    now: str, change: str, band: str, points: str
) -> None:
    before = core_set(physician_global=Decimal("2.2"))
    row = rows_of(before, core_set(physician_global=Decimal(now)))["physician_global"]

    assert (row.change, row.band, row.points) == (change, band, points)


def test_a_value_just_above_an_edge_is_not_printed_as_the_edge() -> None:
    before = core_set(haq=Decimal("1.000"))
    row = rows_of(before, core_set(haq=Decimal("0.549")))["haq"]

    assert (row.change, row.band) == ("15.0333", "> 15–25")


def test_a_percentage_rounded_onto_an_edge_keeps_the_band_of_its_points() -> None:
    before = core_set(enzymes={"ck": EnzymeValue(Decimal("1000"), Decimal("199.999999"))})
    after = core_set(enzymes={"ck": EnzymeValue(Decimal("850"), Decimal("199.999999"))})
    row = rows_of(before, after)["enzyme"]

    assert (row.change, row.points, row.band) == ("5", "2.5", "> 5–15")


def test_a_chosen_enzyme_is_the_one_printed() -> None:
    enzymes = {
        "ck": EnzymeValue(Decimal(2340), Decimal(190)),
        "ldh": EnzymeValue(Decimal(500), Decimal(250)),
    }
    choice = EnzymeChoice(use="ldh", reason="CK raised by a statin")
    row = rows_of(core_set(enzymes=enzymes), core_set(enzymes=enzymes), enzyme_choice=choice)[
        "enzyme"
    ]

    assert (row.label, row.before, row.scale) == ("LDH", "2", "3 × limit")


def test_other_muscle_instruments_are_named_by_their_range() -> None:
    total = rows_of(core_set(), core_set(), ranges=Ranges(mmt=Decimal(260)))["mmt"]
    cmas = rows_of(
        core_set(mmt=Decimal(40)), core_set(mmt=Decimal(41)), ranges=Ranges(mmt=Decimal(52))
    )["mmt"]

    assert (total.label, cmas.label) == ("Total MMT", "CMAS")


def test_italian_numbers_have_a_decimal_comma() -> None:
    with translation.override("it"):
        row = rows_of(core_set(), core_set(physician_global=Decimal("3.6")))["physician_global"]

    assert (row.before, row.points, row.bar_length) == ("7,4", "17,5", "87.5")


def test_the_rows_stand_in_the_order_of_the_criteria() -> None:
    assert list(rows_of(core_set(), core_set())) == [measure.value for measure in Measure]
