"""The total improvement score: where no points must be given, then every band, bound and total."""

from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from scoring.criteria.core_set import Case, CoreSet, Ranges
from scoring.criteria.points import ROWS, Category, Measure, Population
from scoring.criteria.tis import category_of, change_percent, score
from tests.scoring.criteria.changes import STEADY, adult, changed, enzyme, enzyme_changed

SCALES = [Measure.PHYSICIAN_GLOBAL, Measure.PATIENT_GLOBAL, Measure.HAQ, Measure.EXTRAMUSCULAR]
# Typed from the table once more: points at, and just above, each cut.
BANDS = {
    Measure.PHYSICIAN_GLOBAL: ["0", "7.5", "15", "17.5", "20"],
    Measure.PATIENT_GLOBAL: ["0", "2.5", "5", "7.5", "10"],
    Measure.MMT: ["0", "10", "20", "27.5", "32.5"],
    Measure.HAQ: ["0", "5", "7.5", "7.5", "10"],
    Measure.ENZYME: ["0", "2.5", "5", "7.5", "7.5"],
    Measure.EXTRAMUSCULAR: ["0", "7.5", "12.5", "15", "20"],
}
CUTS = dict.fromkeys(Measure, (5, 15, 25, 40)) | {Measure.MMT: (2, 10, 20, 30)}
RANGES = {
    Measure.PHYSICIAN_GLOBAL: (10, 100),
    Measure.PATIENT_GLOBAL: (10, 100),
    Measure.MMT: (52, 80, 150, 260),
    Measure.HAQ: (3,),
    Measure.EXTRAMUSCULAR: (10,),
}
ENZYMES = {"ck": 15, "aldolase": 6, "ldh": 3, "ast": 3, "alt": 3}
EDGES = [
    (measure, full, place)
    for measure, scales in RANGES.items()
    for full in scales
    for place in range(4)
]
A_HAIR = Decimal("0.000001")


# --- No points ------------------------------------------------------------------------------


def test_no_change_earns_nothing() -> None:
    result = adult(STEADY, STEADY)
    assert (result.total, result.category, result.worsening) == (0, Category.NONE, ())


def test_worsening_earns_nothing_and_never_subtracts() -> None:
    worst = CoreSet(
        Decimal(10), Decimal(10), Decimal(0), Decimal(3), Decimal(10), {"ck": enzyme(9000, 200)}
    )
    result = adult(STEADY, worst)
    assert [measure.points for measure in result.outcomes] == [0] * 6
    assert (result.total, result.worsening) == (0, tuple(Measure))


@pytest.mark.parametrize("measure", SCALES)
def test_one_worse_measure_is_named_and_costs_the_others_nothing(measure: Measure) -> None:
    worse = STEADY._replace(**{measure.value: getattr(STEADY, measure.value) + 1})
    worse = worse._replace(mmt=Decimal(150))
    result = adult(STEADY, worse)
    assert (result.total, result.worsening) == (Decimal("32.5"), (measure,))


def test_weaker_muscles_are_a_worsening() -> None:
    assert adult(STEADY, STEADY._replace(mmt=Decimal(40))).worsening == (Measure.MMT,)


# --- Band edges -----------------------------------------------------------------------------


@pytest.mark.parametrize(("measure", "full", "place"), EDGES)
def test_a_cut_itself_belongs_to_the_lower_band(measure: Measure, full: int, place: int) -> None:
    change = Decimal(full) * CUTS[measure][place] / 100
    points = [Decimal(p) for p in BANDS[measure][place : place + 2]]
    start, sign = (0, 1) if measure is Measure.MMT else (full, -1)
    for step, earned in ((-A_HAIR, points[0]), (0, points[0]), (A_HAIR, points[1])):
        result = changed(measure, start, start + sign * (change + step), full)
        assert (result.points, result.lower, result.upper) == (earned, earned, earned)


@pytest.mark.parametrize(("name", "multiple"), ENZYMES.items())
@pytest.mark.parametrize("place", range(4))
def test_a_cut_of_an_enzyme_belongs_to_the_lower_band(name: str, multiple: int, place: int) -> None:
    change = Decimal(multiple) * CUTS[Measure.ENZYME][place] / 100  # in multiples of the limit
    points = [Decimal(p) for p in BANDS[Measure.ENZYME][place : place + 2]]
    for step, earned in ((-A_HAIR, points[0]), (0, points[0]), (A_HAIR, points[1])):
        after = (multiple - change - step) * 40
        result = enzyme_changed(name, (multiple * 40, 40), (after, 40))
        assert result.measures[Measure.ENZYME].points == earned


@pytest.mark.parametrize("measure", Measure)
def test_the_whole_range_earns_the_last_band(measure: Measure) -> None:
    if measure is Measure.ENZYME:
        assert enzyme_changed("ck", (9000, 200), (0, 200)).outcomes[4].points == Decimal("7.5")
        return
    full = Decimal(RANGES[measure][0])
    before, after = (Decimal(0), full) if measure is Measure.MMT else (full, Decimal(0))
    assert changed(measure, before, after, full).points == Decimal(BANDS[measure][-1])


def test_a_change_larger_than_the_range_needs_no_cap() -> None:
    fallen = enzyme_changed("ck", (60_000, 200), (100, 200)).measures[Measure.ENZYME]
    assert change_percent(fallen) == Fraction(5990, 3)  # 299.5 of 15 multiples
    assert fallen.points == Decimal("7.5")


def test_all_pairs_of_tenths_of_a_centimetre_fall_in_their_band() -> None:
    """All 10,201 pairs, compared with whole numbers: a tenth of a centimetre is 1 %."""
    points = [Decimal(p) for p in BANDS[Measure.PHYSICIAN_GLOBAL]]
    for before, after in product(range(101), repeat=2):
        change = before - after
        band = sum(change > cut for cut in (5, 15, 25, 40))
        first, second = (
            STEADY._replace(physician_global=Decimal(v).scaleb(-1)) for v in (before, after)
        )
        measure = adult(first, second).outcomes[0]
        assert (change_percent(measure), measure.points) == (change, points[band])


def test_binary_floats_would_have_put_26_of_them_elsewhere() -> None:
    def band(change: float) -> int:
        return sum(change > cut for cut in (5, 15, 25, 40))

    wrong = [
        (before, after)
        for before, after in product(range(101), repeat=2)
        if band((before / 10 - after / 10) / 10 * 100) != band(before - after)
    ]
    assert len(wrong) == 26
    assert (22, 7) in wrong


def test_the_maxima_of_the_rows_add_up_to_100() -> None:
    assert {m: ROWS[m].maximum for m in Measure} == {m: Decimal(BANDS[m][-1]) for m in Measure}
    assert sum(row.maximum for row in ROWS.values()) == 100


# --- Percent --------------------------------------------------------------------------------


def test_the_change_is_relative_to_the_range_never_to_the_baseline() -> None:
    assert change_percent(changed(Measure.PHYSICIAN_GLOBAL, 1, "0.5")) == 5


def test_millimetres_and_centimetres_give_the_same_score() -> None:
    for before, after in product(range(0, 101, 7), repeat=2):
        in_cm = changed(Measure.PATIENT_GLOBAL, Decimal(before) / 10, Decimal(after) / 10)
        in_mm = changed(Measure.PATIENT_GLOBAL, before, after, 100)
        assert change_percent(in_cm) == change_percent(in_mm)
        assert in_cm[2:] == in_mm[2:]


def test_units_and_microkatals_give_the_same_score() -> None:
    in_units = enzyme_changed("ck", (2052, "205.2"), ("1467.18", "205.2"))
    in_katals = enzyme_changed("ck", ("34.2", "3.42"), ("24.453", "3.42"))
    assert in_units.total == in_katals.total == 5


def test_the_percent_of_a_missing_measure_is_not_known() -> None:
    assert change_percent(changed(Measure.HAQ, 1, None)) is None


# --- Missing is never 0 ---------------------------------------------------------------------


@pytest.mark.parametrize("measure", [m for m in Measure if m is not Measure.ENZYME])
@pytest.mark.parametrize("side", ["before", "after", "both"])
def test_a_missing_measure_leaves_no_total(measure: Measure, side: str) -> None:
    without = STEADY._replace(**{measure.value: None})
    before = STEADY if side == "after" else without
    after = STEADY if side == "before" else without
    result = adult(before, after)
    assert (result.total, result.missing) == (None, (measure,))
    assert result.measures[measure].points is None


def test_missing_at_follow_up_is_not_a_fall_to_zero() -> None:
    zero = adult(STEADY, STEADY._replace(haq=Decimal(0)))
    absent = adult(STEADY, STEADY._replace(haq=None))
    assert zero.total == 10
    assert (absent.total, absent.lower, absent.upper) == (None, 0, 10)


def test_missing_at_baseline_is_not_the_worst_value() -> None:
    result = adult(STEADY._replace(physician_global=None), STEADY)
    assert (result.lower, result.upper) == (0, 20)
    low = adult(
        STEADY._replace(physician_global=None), STEADY._replace(physician_global=Decimal("9.5"))
    )
    assert low.upper == 0  # at most 5 %


def test_missing_strength_is_bounded_from_its_own_end() -> None:
    strong = changed(Measure.MMT, 147, None)
    assert (strong.upper, strong.attainable) == (0, 0)  # 3 of 150 to gain: 2 %
    weak = changed(Measure.MMT, None, 3)
    assert weak.upper == 0  # from 0 at worst: 2 %
    assert changed(Measure.MMT, None, 4).upper == 10


def test_nothing_known_is_undetermined_between_0_and_100() -> None:
    result = adult(CoreSet(), CoreSet())
    assert (result.lower, result.upper, result.attainable) == (0, 100, 100)
    assert (result.total, result.enzyme, result.missing) == (None, None, tuple(Measure))
    assert result.category is Category.UNDETERMINED


def test_a_category_is_named_when_both_bounds_agree() -> None:
    better = STEADY._replace(physician_global=Decimal(0), extramuscular=Decimal(0))
    result = adult(STEADY, better._replace(haq=None))
    assert (result.lower, result.upper, result.category) == (40, 50, Category.MODERATE)


def test_a_category_is_not_named_when_the_bounds_differ() -> None:
    better = STEADY._replace(physician_global=Decimal(0))
    result = adult(STEADY, better._replace(mmt=None))
    assert (result.lower, result.upper) == (20, Decimal("52.5"))
    assert result.category is Category.UNDETERMINED


# --- Attainable -----------------------------------------------------------------------------


def test_full_strength_at_baseline_caps_an_adult_at_67_5() -> None:
    worst = CoreSet(
        Decimal(10), Decimal(10), Decimal(150), Decimal(3), Decimal(10), {"ck": enzyme(9000, 200)}
    )
    assert adult(worst, worst).attainable == Decimal("67.5")


def test_no_follow_up_earns_more_than_is_attainable() -> None:
    best = CoreSet(
        Decimal(0), Decimal(0), Decimal(150), Decimal(0), Decimal(0), {"ck": enzyme(0, 200)}
    )
    result = adult(STEADY, best)
    assert result.total == result.attainable == 100


# --- Categories -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("population", "points", "category"),
    [
        (Population.ADULT, "17.5", Category.NONE),
        (Population.ADULT, "20", Category.MINIMAL),
        (Population.ADULT, "37.5", Category.MINIMAL),
        (Population.ADULT, "40", Category.MODERATE),
        (Population.ADULT, "57.5", Category.MODERATE),
        (Population.ADULT, "60", Category.MAJOR),
        (Population.ADULT, "100", Category.MAJOR),
        (Population.JUVENILE, "27.5", Category.NONE),
        (Population.JUVENILE, "30", Category.MINIMAL),
        (Population.JUVENILE, "42.5", Category.MINIMAL),
        (Population.JUVENILE, "45", Category.MODERATE),
        (Population.JUVENILE, "67.5", Category.MODERATE),
        (Population.JUVENILE, "70", Category.MAJOR),
    ],
)
def test_a_threshold_belongs_to_the_better_category(
    population: Population, points: str, category: Category
) -> None:
    assert category_of(population, Decimal(points)) is category


def test_children_earn_the_same_points_and_need_more_of_them() -> None:
    better = STEADY._replace(physician_global=Decimal(0))
    grown, child = (score(Case(population, STEADY, better)) for population in Population)
    assert grown.outcomes == child.outcomes
    assert (grown.category, child.category) == (Category.MINIMAL, Category.NONE)


def test_mmt_on_cmas_uses_its_own_range() -> None:
    ranges = Ranges(mmt=Decimal(52))
    case = Case(
        Population.JUVENILE,
        STEADY._replace(mmt=Decimal(30)),
        STEADY._replace(mmt=Decimal(40)),
        ranges,
    )
    measure = score(case).measures[Measure.MMT]
    assert (measure.points, change_percent(measure)) == (20, Fraction(250, 13))
