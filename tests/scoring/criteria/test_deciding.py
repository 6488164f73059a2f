"""What would decide an open response: first where nothing may be named."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

from scoring.criteria.core_set import Case, CoreSet, EnzymeChoice, EnzymeValue, Ranges
from scoring.criteria.deciding import Deciding, Decisive, deciding
from scoring.criteria.points import Category, Measure, Population
from scoring.criteria.tis import score
from tests.scoring.criteria.some_cases import random_case

BEFORE = CoreSet(
    physician_global=Decimal("7.4"),
    patient_global=Decimal("6.8"),
    mmt=Decimal(112),
    haq=Decimal("2.25"),
    extramuscular=Decimal("6.2"),
    enzymes={"ck": EnzymeValue(Decimal(2337), Decimal(190))},
)
NOW = CoreSet(
    physician_global=Decimal("3.6"),
    patient_global=Decimal("4.4"),
    mmt=Decimal(124),
    haq=None,
    extramuscular=Decimal("3.4"),
    enzymes={"ck": EnzymeValue(Decimal(627), Decimal(190))},
)
STEPS = {"mmt": Decimal(1), "haq": Decimal("0.125")}


def case_of(before: dict[str, Any] | None = None, **now: Any) -> Case:
    return Case(Population.ADULT, BEFORE._replace(**before or {}), NOW._replace(**now))


def asked(case: Case) -> Deciding:
    found = deciding(case, score(case))
    assert found is not None
    return found


def told(case: Case) -> list[tuple[str, str | None, str | None]]:
    return [
        (one.category.value, _text(one.at_least), _text(one.at_most))
        for one in asked(case).decisive
    ]


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(Fraction(value).limit_denominator(1000))


# --- Nothing to decide ----------------------------------------------------------------------


def test_a_response_that_is_named_asks_for_nothing() -> None:
    settled = case_of(haq=Decimal(1))
    assert deciding(settled, score(settled)) is None
    # HAQ-DI is missing, and the response major either way.
    either_way = case_of(physician_global=Decimal(0), mmt=Decimal(150))
    assert deciding(either_way, score(either_way)) is None


def test_a_value_that_the_baseline_lacks_cannot_be_measured_now() -> None:
    found = asked(case_of({"haq": None}, haq=Decimal(1)))
    assert found == Deciding((), (), (Measure.HAQ,), is_decidable=False)


def test_without_an_enzyme_at_the_baseline_none_decides_now() -> None:
    found = asked(case_of({"enzymes": {}}, haq=Decimal("1.875")))
    assert found == Deciding((), (), (Measure.ENZYME,), is_decidable=False)


def test_of_three_missing_measures_none_may_decide_alone() -> None:
    # 42.5 without them; each leaves the other two's 17.5 points or more open, across 60.
    found = asked(case_of(patient_global=None, enzymes={}))
    assert (found.decisive, found.not_now) == ((), ())
    assert found.several == (Measure.PATIENT_GLOBAL, Measure.HAQ, Measure.ENZYME)
    assert found.is_decidable


# --- One measure alone ----------------------------------------------------------------------


def test_the_values_of_each_response_are_told_from_the_worst() -> None:
    assert told(case_of()) == [("moderate", "17/8", None), ("major", None, "2")]


def test_strength_decides_upwards() -> None:
    found = told(case_of(haq=Decimal("2.25"), mmt=None))
    assert found == [("moderate", None, "127"), ("major", "128", None)]


def test_a_border_of_the_table_belongs_to_the_band_below_it() -> None:
    # From 2.2 cm, 0.7 is exactly 15 %: only 0.6 earns the points of the next band.
    case = case_of(
        {"physician_global": Decimal("2.2")},
        physician_global=None,
        haq=Decimal("1.5"),
        patient_global=Decimal("6.8"),
        mmt=Decimal(128),
    )
    assert [(low, high) for _, low, high in told(case)] == [("7/10", None), (None, "3/5")]


def test_millimetres_are_told_in_millimetres() -> None:
    in_mm = Ranges(physician_global=Decimal(100))
    case = case_of({"physician_global": Decimal(22)}, physician_global=None, haq=Decimal("1.5"))
    case = case._replace(ranges=in_mm)
    case = case._replace(
        followup=case.followup._replace(patient_global=Decimal("6.8"), mmt=Decimal(128))
    )
    assert [(low, high) for _, low, high in told(case)] == [("7", None), (None, "6")]


def test_a_band_between_two_steps_of_the_scale_is_left_out() -> None:
    # 1 of 52 is 1.9 %, 2 are 3.8 %: the first border of 2 % lies between.
    case = case_of({"mmt": Decimal(40)}, mmt=None, haq=Decimal("2.25"))
    case = case._replace(population=Population.JUVENILE, ranges=Ranges(mmt=Decimal(52)))
    for one in asked(case).decisive:
        assert {one.at_least, one.at_most} <= {None, *map(Decimal, range(53))}


def test_the_best_value_of_a_scale_is_told_as_that_value() -> None:
    # From 4.1 cm only 0 is more than 40 %, and 40 points are there.
    case = case_of(
        {"physician_global": Decimal("4.1")},
        physician_global=None,
        patient_global=Decimal("5.9"),
        haq=Decimal("1.5"),
        extramuscular=Decimal("3.9"),
    )
    best = asked(case).decisive[-1]
    assert (best.category, best.at_least, best.at_most) == (Category.MAJOR, 0, 0)


def test_full_strength_is_told_as_that_value() -> None:
    # From 104 of 150 only 150 is more than 30 %, and 30 points are there.
    case = case_of(
        {"mmt": Decimal(104)},
        mmt=None,
        physician_global=Decimal("5.4"),
        patient_global=Decimal("6.8"),
        haq=Decimal("1.5"),
        extramuscular=Decimal("6.2"),
    )
    best = asked(case).decisive[-1]
    assert (best.category, best.at_least, best.at_most) == (Category.MAJOR, 150, 150)


# --- An enzyme ------------------------------------------------------------------------------


def test_an_enzyme_is_told_by_its_open_border_at_the_baselines_limit() -> None:
    # 52.5 points are there, and the last 7.5 need more than 25 % of 15 x 190: 2337 - 712.5.
    border, uln = Decimal("1624.5"), Decimal(190)
    assert asked(case_of(haq=Decimal("1.875"), enzymes={})).decisive == (
        Decisive(Measure.ENZYME, Category.MODERATE, border, None, None, uln),
        Decisive(Measure.ENZYME, Category.MAJOR, None, None, border, uln),
    )


def test_the_chosen_enzyme_is_the_one_that_decides() -> None:
    enzymes = {**BEFORE.enzymes, "ldh": EnzymeValue(Decimal(700), Decimal(250))}
    case = case_of({"enzymes": enzymes}, haq=Decimal("1.875"), enzymes={})
    case = case._replace(enzyme_choice=EnzymeChoice(use="ldh", reason="CK raised by exercise"))
    # 700 - 25 % of 3 x 250.
    assert [one.below for one in asked(case).decisive] == [None, Decimal("512.5")]
    assert {one.uln for one in asked(case).decisive} == {Decimal(250)}


def test_an_enzyme_that_cannot_fall_further_is_told_without_a_border_below() -> None:
    # From 1.5 limits more than 5 % of 15 can be gained and not more than 15 %.
    low = {"enzymes": {"ck": EnzymeValue(Decimal(285), Decimal(190))}}
    case = case_of(low, haq=Decimal(1), enzymes={})
    assert [(one.at_least, one.below) for one in asked(case).decisive] == [
        (Decimal("142.5"), None),
        (None, Decimal("142.5")),
    ]


# --- Several --------------------------------------------------------------------------------


def test_one_of_two_may_settle_it_at_its_worst() -> None:
    # Without any gain of strength the rest cannot reach the next response.
    case = case_of(haq=None, mmt=None, physician_global=Decimal(5), extramuscular=Decimal("6.2"))
    found = asked(case)
    by_strength = [one for one in found.decisive if one.measure is Measure.MMT]
    assert by_strength
    assert Measure.HAQ in found.several


def test_missing_at_both_visits_a_poor_value_now_can_rule_an_improvement_out() -> None:
    # Nobody knows the baseline; from 10 cm at the worst, 9.5 now is 5 % and earns nothing.
    case = case_of({"physician_global": None}, physician_global=None, haq=Decimal("2.25"))
    (only,) = [one for one in asked(case).decisive if one.at_most is None]
    assert only.measure is Measure.PHYSICIAN_GLOBAL
    assert only.at_least is not None
    settled = case_of(
        {"physician_global": None}, physician_global=only.at_least, haq=Decimal("2.25")
    )
    assert score(settled).category is only.category


# --- Against the score itself ---------------------------------------------------------------


def undetermined_cases(count: int) -> Iterator[Case]:
    random = Random(20170301)
    while count:
        case = random_case(random)
        if score(case).category is Category.UNDETERMINED:
            count -= 1
            yield case


def measured(case: Case, measure: Measure, value: Decimal) -> Category:
    if measure is not Measure.ENZYME:
        return score(
            case._replace(followup=case.followup._replace(**{measure.value: value}))
        ).category
    followed = score(case).enzyme
    assert followed is not None
    enzymes = dict(case.followup.enzymes) | {followed: EnzymeValue(value)}
    return score(case._replace(followup=case.followup._replace(enzymes=enzymes))).category


def tried(case: Case, measure: Measure) -> list[tuple[Decimal, Category]]:
    full = getattr(case.ranges, measure)
    step = STEPS.get(measure, full / 100)
    values = [step * number for number in range(int(full / step) + 1)]
    return [(value, measured(case, measure, value)) for value in values]


def holds(one: Decisive, value: Decimal) -> bool:
    return (
        (one.at_least is None or one.at_least <= value)
        and (one.at_most is None or value <= one.at_most)
        and (one.below is None or value < one.below)
    )


def test_every_step_of_a_scale_gives_the_response_that_is_told() -> None:
    for case in undetermined_cases(120):
        found = asked(case)
        for measure in set(score(case).missing) - {Measure.ENZYME} - set(found.not_now):
            told_of_it = [one for one in found.decisive if one.measure is measure]
            for value, category in tried(case, measure):
                expected = [one.category for one in told_of_it if holds(one, value)]
                assert expected == ([] if category is Category.UNDETERMINED else [category])


def test_an_enzyme_decides_below_one_unit_too() -> None:
    small = {"enzymes": {"aldolase": EnzymeValue(Decimal("1.2"), Decimal("0.3"))}}
    open_case = case_of(small, enzymes={}, haq=Decimal("1.5"), mmt=Decimal(118))
    moderate, major = asked(open_case).decisive
    assert (moderate.category, moderate.at_least) == (Category.MODERATE, Decimal("0.93"))
    assert (major.category, major.below) == (Category.MAJOR, Decimal("0.93"))


def test_an_enzyme_never_decides_by_a_value_below_nothing() -> None:
    """At 25 % of its range the baseline value can improve by just that: to 0, and no further."""
    reaches_nothing = {"enzymes": {"ck": EnzymeValue(Decimal(750), Decimal(200))}}
    found = asked(
        case_of(
            reaches_nothing, enzymes={}, extramuscular=Decimal("6.0"), mmt=Decimal(118), haq=None
        )
    )
    assert {one.measure for one in found.decisive} == {Measure.HAQ}


def test_an_enzyme_decides_on_one_side_of_its_border_only() -> None:
    hair, seen = Decimal("0.0001"), 0
    for case in undetermined_cases(300):
        for one in asked(case).decisive:
            if one.measure is not Measure.ENZYME:
                continue
            seen += 1
            if one.at_least is not None:
                assert measured(case, Measure.ENZYME, one.at_least) is one.category
                assert measured(case, Measure.ENZYME, one.at_least - hair) is not one.category
            if one.below is not None:
                assert measured(case, Measure.ENZYME, one.below - hair) is one.category
                assert measured(case, Measure.ENZYME, one.below) is not one.category
    assert seen > 20


def test_every_missing_measure_is_spoken_of_once() -> None:
    for case in undetermined_cases(200):
        found = asked(case)
        alone = {one.measure for one in found.decisive}
        assert sorted([*alone, *found.several, *found.not_now]) == sorted(score(case).missing)
        assert found.is_decidable or not found.decisive


def test_what_is_told_of_one_measure_goes_from_the_worst_response_to_the_best() -> None:
    order = list(Category)
    for case in undetermined_cases(200):
        for before, after in pairwise(asked(case).decisive):
            if before.measure is after.measure:
                assert order.index(before.category) < order.index(after.category)
