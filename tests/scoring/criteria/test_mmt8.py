"""MMT8: no sum where a grade is missing or off the scale; then both sums, and a slow twin."""

from collections.abc import Mapping
from decimal import Decimal, localcontext
from itertools import chain
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.criteria.mmt8 import LIMB_MUSCLES, NECK, SITES, Mmt8, Muscle, Side, Site, mmt8
from scoring.criteria.reading import Refused

FORM = SITES[Side.BOTH]  # fifteen places: seven muscles on two sides, and the neck
FULL: dict[Site, int] = dict.fromkeys(FORM, 10)
GRADES = st.integers(min_value=0, max_value=10)
WHOLE_FORMS = st.fixed_dictionaries(dict.fromkeys(FORM, GRADES))
FORMS = st.fixed_dictionaries({site: st.none() | GRADES for site in FORM})
SIDES = st.sampled_from(Side)


def place(muscle: Muscle, side: str) -> Site:
    return Site(muscle, Side(side))


def twin(side: Side, grades: Mapping[Site, int | None]) -> int | None:
    """Line by line down the form: the neck in the middle, then each muscle of each side."""
    total = 0
    for muscle in Muscle:
        columns: list[Side | None]
        if muscle == "neck_flexors":
            columns = [None]
        elif side == "both":
            columns = [Side("right"), Side("left")]
        else:
            columns = [side]
        for column in columns:
            grade = grades.get(Site(muscle, column))
            if grade is None:
                return None
            total += grade
    return total


# --- No sum ---------------------------------------------------------------------------------


@pytest.mark.parametrize("side", Side)
def test_one_missing_muscle_leaves_no_sum_and_is_named(side: Side) -> None:
    for site in SITES[side]:
        result = mmt8(side, FULL | {site: None})
        assert result == Mmt8(side, None, Decimal(150 if side is Side.BOTH else 80), (site,))
        left_out = {key: grade for key, grade in FULL.items() if key != site}
        assert mmt8(side, left_out) == result


def test_what_is_missing_is_named_in_the_order_of_the_form() -> None:
    untold = mmt8(Side.LEFT, {place(Muscle.QUADRICEPS, "left"): 7})
    assert untold.total is None
    assert [str(site) for site in untold.missing] == [
        "neck_flexors",
        "deltoid_middle.left",
        "biceps_brachii.left",
        "gluteus_maximus.left",
        "gluteus_medius.left",
        "wrist_extensors.left",
        "ankle_dorsiflexors.left",
    ]


def test_the_other_side_does_not_fill_a_gap() -> None:
    right = dict.fromkeys(SITES[Side.RIGHT], 10)
    assert mmt8(Side.LEFT, right).total is None
    assert len(mmt8(Side.BOTH, right).missing) == 7


def test_a_grade_of_zero_is_a_grade() -> None:
    paralysed = dict.fromkeys(FORM, 0)
    assert [mmt8(side, paralysed).total for side in Side] == [0, 0, 0]
    assert mmt8(Side.BOTH, paralysed).missing == ()


@pytest.mark.parametrize(
    ("grade", "limit", "told"),
    [
        (11, "0-10", "is 11, outside 0-10"),
        (-1, "0-10", "is -1, outside 0-10"),
        (Decimal("10.5"), "0-10", "is 10.5, outside 0-10"),
        (Decimal("NaN"), "0-10", "is NaN, outside 0-10"),
        (Decimal("9.5"), "0-10, in steps of 1", "is 9.5; the scale is read in steps of 1"),
    ],
)
def test_a_grade_off_the_scale_is_refused(grade: Decimal | int, limit: str, told: str) -> None:
    wrist = place(Muscle.WRIST_EXTENSORS, "left")
    with pytest.raises(Refused) as refused:
        mmt8(Side.BOTH, FULL | {wrist: grade})
    assert refused.value.to_json() == {
        "field": "mmt8.wrist_extensors.left",
        "limit": limit,
        "message": f"mmt8.wrist_extensors.left {told}",
    }


def test_a_grade_off_the_scale_is_refused_on_the_side_that_is_not_summed_as_well() -> None:
    with pytest.raises(Refused, match=r"^mmt8\.quadriceps\.left is 12, outside 0-10$"):
        mmt8(Side.RIGHT, FULL | {place(Muscle.QUADRICEPS, "left"): 12})


@pytest.mark.parametrize(
    ("site", "name"),
    [
        (Site(Muscle.NECK_FLEXORS, Side.RIGHT), "neck_flexors.right"),
        (Site(Muscle.QUADRICEPS), "quadriceps"),
        (Site(Muscle.QUADRICEPS, Side.BOTH), "quadriceps.both"),
    ],
)
def test_a_place_that_the_form_does_not_have_is_refused(site: Site, name: str) -> None:
    with pytest.raises(Refused) as refused:
        mmt8(Side.BOTH, {**FULL, site: 10})
    assert refused.value.to_json() == {
        "field": f"mmt8.{name}",
        "limit": "a site of the form",
        "message": f"mmt8.{name} is not tested in the MMT8",
    }


# --- The sums -------------------------------------------------------------------------------


def test_the_eight_muscles_are_those_of_the_form() -> None:
    assert [muscle.value for muscle in Muscle] == [
        "neck_flexors",
        "deltoid_middle",
        "biceps_brachii",
        "gluteus_maximus",
        "gluteus_medius",
        "quadriceps",
        "wrist_extensors",
        "ankle_dorsiflexors",
    ]
    assert [side.value for side in Side] == ["right", "left", "both"]
    assert len(LIMB_MUSCLES) == 7
    assert NECK == (Muscle.NECK_FLEXORS, None)


@pytest.mark.parametrize(("side", "full"), [("right", 80), ("left", 80), ("both", 150)])
def test_full_strength_is_the_end_of_the_scale(side: str, full: int) -> None:
    result = mmt8(Side(side), FULL)
    assert result == (Side(side), full, full, ())


def test_every_place_counts_once_with_its_own_grade() -> None:
    nothing = dict.fromkeys(FORM, 0)
    for site in FORM:
        graded = nothing | {site: 7}
        counted = [mmt8(side, graded).total for side in (Side.RIGHT, Side.LEFT, Side.BOTH)]
        expected = {None: [7, 7, 7], "right": [7, 0, 7], "left": [0, 7, 7]}[site.side]
        assert counted == expected


def test_grades_may_be_decimals_and_the_sum_is_one_whatever_the_callers_precision() -> None:
    with localcontext(prec=1):
        total = mmt8(Side.BOTH, {site: Decimal("7.0") for site in FORM}).total
    assert str(total) == "105"


@given(grades=WHOLE_FORMS)
def test_both_sides_are_the_two_sides_with_the_neck_once(grades: dict[Site, int]) -> None:
    right, left, both = (mmt8(side, grades).total for side in Side)
    assert right is not None
    assert left is not None
    assert both == right + left - grades[NECK]


@given(side=SIDES, grades=FORMS, seed=st.integers())
def test_the_order_in_which_grades_are_written_does_not_matter(
    side: Side, grades: dict[Site, int | None], seed: int
) -> None:
    written = list(grades.items())
    Random(seed).shuffle(written)
    assert mmt8(side, dict(written)) == mmt8(side, grades)


@given(side=SIDES, grades=WHOLE_FORMS, site=st.sampled_from(FORM), grade=GRADES)
def test_a_stronger_muscle_never_lowers_the_sum_and_no_sum_leaves_its_scale(
    side: Side, grades: dict[Site, int], site: Site, grade: int
) -> None:
    before, after = mmt8(side, grades), mmt8(side, grades | {site: grade})
    assert before.total is not None
    assert after.total is not None
    gained = grade - grades[site] if site in SITES[side] else 0
    assert after.total - before.total == gained
    assert 0 <= after.total <= after.full_scale


@given(side=SIDES, grades=FORMS)
def test_the_sum_is_that_of_the_slow_twin(side: Side, grades: dict[Site, int | None]) -> None:
    assert mmt8(side, grades).total == twin(side, grades)


def test_each_sum_has_its_own_places() -> None:
    assert [len(SITES[side]) for side in Side] == [8, 8, 15]
    assert set(chain(SITES[Side.RIGHT], SITES[Side.LEFT])) == set(FORM)
