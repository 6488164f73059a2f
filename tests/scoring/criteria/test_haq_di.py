"""HAQ-DI: no index from too few categories or off the scale; then aids, help, and a slow twin."""

from bisect import bisect_left
from collections.abc import Collection, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.criteria.exact import rounded
from scoring.criteria.haq_di import (
    AIDED,
    CATEGORIES_NEEDED,
    ITEMS,
    WITH_AID_AT_LEAST,
    Aid,
    Category,
    Item,
    haq_di,
)
from scoring.criteria.points import ROWS, Measure
from scoring.criteria.reading import Refused

ABLE: dict[Item, int | None] = dict.fromkeys(Item, 0)
ANSWERS = st.integers(min_value=0, max_value=3)
WHOLE = st.fixed_dictionaries(dict.fromkeys(Item, ANSWERS))
QUESTIONNAIRES = st.fixed_dictionaries({item: st.none() | ANSWERS for item in Item})
AIDS = st.frozensets(st.sampled_from(Aid))
HELP = st.frozensets(st.sampled_from(Category))

# Typed again from the scoring rules: how many items stand under a category, and its aids.
SHEET = [
    ("dressing", ["clothes", "hair"], ["dressing_device"]),
    ("arising", ["chair", "bed"], ["built_up_chair"]),
    ("eating", ["cutting", "drinking", "carton"], ["built_up_utensils"]),
    ("walking", ["level_ground", "steps"], ["cane", "walker", "crutches", "wheelchair"]),
    (
        "hygiene",
        ["washing", "bath", "toilet"],
        ["bathtub_bar", "bathroom_appliance", "raised_toilet_seat", "bathtub_seat"],
    ),
    ("reach", ["overhead", "bending"], ["reach_appliance"]),
    ("grip", ["car_door", "jar", "tap"], ["jar_opener"]),
    ("activities", ["errands", "car", "chores"], []),
]


def without(*categories: str) -> dict[Item, int | None]:
    """Everything answered with no difficulty, these categories not at all."""
    unanswered = {item for name in categories for item in ITEMS[Category(name)]}
    return {item: None if item in unanswered else 0 for item in Item}


def twin(
    items: Mapping[Item, int | None], aids: Collection[Aid], helped: Collection[Category]
) -> Fraction | None:
    """The sheet filled in by hand, one category after the other."""
    total, answered = Fraction(0), 0
    for category, names, devices in SHEET:
        worst = None
        for name in names:
            answer = items.get(Item(name))
            if answer is not None and (worst is None or answer > worst):
                worst = answer
        if worst is None:
            continue
        if (category in helped or any(device in aids for device in devices)) and worst < 2:
            worst = 2
        total += worst
        answered += 1
    return total / answered if answered >= 7 else None


# --- No index -------------------------------------------------------------------------------


def test_of_nothing_there_is_no_index() -> None:
    result = haq_di({})
    assert result == (None, None, dict.fromkeys(Category), tuple(Category))


def test_two_unanswered_categories_leave_no_index_and_are_named() -> None:
    result = haq_di(without("reach", "dressing"))
    assert (result.disability_index, result.exact) == (None, None)
    assert result.missing == (Category.DRESSING, Category.REACH)


def test_an_aid_or_help_answers_no_category() -> None:
    result = haq_di(without("walking", "grip"), [Aid.CANE, Aid.JAR_OPENER], [Category.WALKING])
    assert result.disability_index is None
    assert result.categories[Category.WALKING] is None
    assert result.missing == (Category.WALKING, Category.GRIP)


@pytest.mark.parametrize("needed", [0, -1, 9])
def test_a_need_outside_one_to_eight_categories_is_refused(needed: int) -> None:
    told = rf"^categories_needed is {needed}, outside 1-8$"
    with pytest.raises(ValueError, match=told):
        haq_di(ABLE, categories_needed=needed)


@pytest.mark.parametrize(
    ("answer", "limit", "told"),
    [
        (4, "0-3", "is 4, outside 0-3"),
        (-1, "0-3", "is -1, outside 0-3"),
        (Decimal("1.5"), "0-3, in steps of 1", "is 1.5; the scale is read in steps of 1"),
    ],
)
def test_an_answer_off_the_scale_is_refused(answer: Decimal | int, limit: str, told: str) -> None:
    with pytest.raises(Refused) as refused:
        haq_di({**ABLE, Item.JAR: answer})
    assert refused.value.to_json() == {
        "field": "haq.jar",
        "limit": limit,
        "message": f"haq.jar {told}",
    }


# --- The sheet ------------------------------------------------------------------------------


def test_items_and_aids_stand_where_the_scoring_rules_put_them() -> None:
    assert [
        (category, list(items), [aid for aid in Aid if AIDED[aid] == category])
        for category, items in ITEMS.items()
    ] == SHEET
    assert [item for _, items, _ in SHEET for item in items] == list(Item)
    assert [category for category, _, _ in SHEET] == list(Category)
    assert set(AIDED) == set(Aid)


def test_the_two_numbers_of_the_rule() -> None:
    assert (CATEGORIES_NEEDED, WITH_AID_AT_LEAST) == (7, 2)


# --- How many categories --------------------------------------------------------------------


def test_with_seven_categories_the_mean_is_of_seven() -> None:
    result = haq_di(without("arising") | {Item.STEPS: 3, Item.TAP: 1})
    assert result.exact == Fraction(4, 7)
    assert str(result.disability_index) == "0.571"
    assert result.missing == (Category.ARISING,)


def test_the_need_may_be_six_or_all_eight() -> None:
    six = without("arising", "reach") | {Item.STEPS: 1}
    assert haq_di(six).disability_index is None
    assert haq_di(six, categories_needed=6).exact == Fraction(1, 6)
    assert haq_di(without("arising"), categories_needed=8).exact is None
    assert haq_di(ABLE, categories_needed=8).exact == 0


def test_a_need_of_one_category_is_the_least() -> None:
    only: dict[Item, int | None] = {Item.BATH: 3}
    assert haq_di(only, categories_needed=1).exact == 3
    assert haq_di(only, categories_needed=2).exact is None


def test_one_answered_item_answers_its_category() -> None:
    result = haq_di(without("eating") | {Item.DRINKING: 1})
    assert result.missing == ()
    assert result.categories[Category.EATING] == 1


# --- The value ------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "index"), [(0, "0.000"), (1, "1.000"), (3, "3.000")])
def test_the_same_answer_everywhere_is_the_index(answer: int, index: str) -> None:
    assert str(haq_di(dict.fromkeys(Item, answer)).disability_index) == index


def test_a_category_is_its_worst_item() -> None:
    result = haq_di(ABLE | {Item.WASHING: 1, Item.BATH: 3, Item.TOILET: 2})
    assert result.categories == dict.fromkeys(Category, 0) | {Category.HYGIENE: 3}
    assert (result.disability_index, result.exact) == (Decimal("0.375"), Fraction(3, 8))


@pytest.mark.parametrize(("category", "aids"), [(name, aids) for name, _, aids in SHEET])
def test_an_aid_raises_its_category_to_two_and_no_other(category: str, aids: list[str]) -> None:
    for aid in aids:
        assert haq_di(ABLE, [Aid(aid)]).categories == dict.fromkeys(Category, 0) | {category: 2}


@pytest.mark.parametrize("category", Category)
def test_help_raises_its_category_to_two_and_no_other(category: Category) -> None:
    helped = haq_di(ABLE, helped=[category])
    assert helped.categories == dict.fromkeys(Category, 0) | {category: 2}


@pytest.mark.parametrize(("worst", "raised"), [(0, 2), (1, 2), (2, 2), (3, 3)])
def test_a_category_that_is_worse_already_stays(worst: int, raised: int) -> None:
    items = ABLE | {Item.STEPS: worst}
    assert haq_di(items, [Aid.CANE]).categories[Category.WALKING] == raised
    assert haq_di(items, helped=[Category.WALKING]).categories[Category.WALKING] == raised


def test_two_aids_and_help_raise_a_category_no_further_than_one() -> None:
    both = haq_di(ABLE, [Aid.CANE, Aid.WALKER, Aid.WHEELCHAIR], [Category.WALKING])
    assert both == haq_di(ABLE, [Aid.CRUTCHES])


def test_answers_may_be_decimals_and_no_callers_precision_rounds_them() -> None:
    items = {item: Decimal("1.0") for item in Item} | {Item.CHAIR: Decimal(2)}
    with localcontext(prec=1):
        assert str(haq_di(items).disability_index) == "1.125"


@given(items=QUESTIONNAIRES, aids=AIDS, helped=HELP)
def test_the_index_is_that_of_the_slow_twin(
    items: dict[Item, int | None], aids: frozenset[Aid], helped: frozenset[Category]
) -> None:
    result = haq_di(items, aids, helped)
    assert result.exact == twin(items, aids, helped)
    assert (result.disability_index is None) == (result.exact is None)


@given(items=WHOLE, aids=AIDS, helped=HELP)
def test_a_whole_questionnaire_gives_eighths_from_0_to_3(
    items: dict[Item, int | None], aids: frozenset[Aid], helped: frozenset[Category]
) -> None:
    result = haq_di(items, aids, helped)
    assert result.disability_index is not None
    assert result.exact is not None
    assert result.disability_index * 8 == result.exact * 8 == int(result.exact * 8)
    assert 0 <= result.disability_index <= 3


@given(items=QUESTIONNAIRES, aids=AIDS, helped=HELP)
def test_aids_and_help_never_lower_the_index(
    items: dict[Item, int | None], aids: frozenset[Aid], helped: frozenset[Category]
) -> None:
    plain, raised = haq_di(items).exact, haq_di(items, aids, helped).exact
    assert (plain is None) == (raised is None)
    assert plain is None or (raised is not None and plain <= raised <= 3)


@given(items=WHOLE, aids=AIDS, item=st.sampled_from(Item), answer=ANSWERS)
def test_more_difficulty_never_lowers_the_index(
    items: dict[Item, int], aids: frozenset[Aid], item: Item, answer: int
) -> None:
    first, second = sorted((items[item], answer))
    better, worse = (haq_di(items | {item: value}, aids).exact for value in (first, second))
    assert better is not None
    assert worse is not None
    assert better <= worse


@given(items=QUESTIONNAIRES, aids=AIDS, seed=st.integers())
def test_the_order_of_answers_and_aids_does_not_matter(
    items: dict[Item, int | None], aids: frozenset[Aid], seed: int
) -> None:
    written, ticked = list(items.items()), list(aids)
    random = Random(seed)
    random.shuffle(written)
    random.shuffle(ticked)
    assert haq_di(dict(written), ticked) == haq_di(items, aids)


@given(items=WHOLE, category=st.sampled_from(Category), seed=st.integers())
def test_the_answers_of_a_category_may_change_places(
    items: dict[Item, int], category: Category, seed: int
) -> None:
    names = list(ITEMS[category])
    Random(seed).shuffle(names)
    moved = items | dict(zip(names, [items[item] for item in ITEMS[category]], strict=True))
    assert haq_di(moved) == haq_di(items)


@pytest.mark.parametrize("answered", [6, 7, 8])
def test_the_stored_index_is_the_nearest_thousandth_and_never_a_tie(answered: int) -> None:
    for total in range(answered * 3 + 1):
        exact = Fraction(total, answered)
        left_out = list(Category)[answered:]
        items = without(*left_out)
        rest = total
        for category in list(Category)[:answered]:
            items[ITEMS[category][0]] = min(rest, 3)
            rest -= min(rest, 3)
        result = haq_di(items, categories_needed=6)
        assert result.exact == exact
        assert result.disability_index is not None
        assert abs(Fraction(result.disability_index) - exact) < Fraction(1, 2000)
        assert result.disability_index.as_tuple().exponent == -3


def test_rounding_moves_no_change_into_another_band_of_the_response_criteria() -> None:
    cuts = [cut * 3 / 100 for cut in ROWS[Measure.HAQ].cuts]
    indexes = {Fraction(total, n) for n in (6, 7, 8) for total in range(3 * n + 1)}
    for before, after in product(indexes, repeat=2):
        stored = rounded(before, 3) - rounded(after, 3)
        assert bisect_left(cuts, stored) == bisect_left(list(map(Fraction, cuts)), before - after)
