"""Which enzyme is followed: refusals first, then the most abnormal one, ties and choices."""

from decimal import Decimal
from itertools import combinations

import pytest

from scoring.criteria.core_set import EnzymeChoice, EnzymeValue
from scoring.criteria.enzyme import Flag, followed_enzyme
from scoring.criteria.points import ENZYME_RANGES, Measure
from tests.scoring.criteria.changes import STEADY, adult, choice, enzyme, enzyme_changed

NO_CHOICE = EnzymeChoice()


def test_without_enzymes_none_is_followed() -> None:
    assert followed_enzyme({}, NO_CHOICE) == (None, ())


def test_an_enzyme_without_its_limit_is_never_followed_and_flagged() -> None:
    enzymes = {"ck": enzyme(90_000, None), "ldh": enzyme(250, 240)}
    assert followed_enzyme(enzymes, NO_CHOICE) == ("ldh", (Flag.ENZYME_WITHOUT_ULN,))
    assert followed_enzyme({"ck": enzyme(1, None)}, NO_CHOICE) == (None, (Flag.ENZYME_WITHOUT_ULN,))


def test_an_excluded_enzyme_is_not_followed_and_not_flagged() -> None:
    enzymes = {"ck": enzyme(300, 200), "alt": enzyme(450, 45), "ldh": enzyme(5, None)}
    assert followed_enzyme(enzymes, choice(None, "alt", "ldh")) == ("ck", ())
    assert followed_enzyme(enzymes, choice(None, "alt", "ldh", "ck")) == (None, ())


def test_a_chosen_enzyme_without_a_value_is_not_replaced() -> None:
    enzymes = {"ck": enzyme(3000, 200)}
    assert followed_enzyme(enzymes, choice("ldh")) == (None, (Flag.CHOSEN_ENZYME_UNUSABLE,))


def test_a_chosen_enzyme_without_a_limit_is_not_replaced() -> None:
    enzymes = {"ck": enzyme(3000, 200), "ldh": enzyme(300, None)}
    assert followed_enzyme(enzymes, choice("ldh")) == (
        None,
        (Flag.ENZYME_WITHOUT_ULN, Flag.CHOSEN_ENZYME_UNUSABLE),
    )


def test_the_highest_multiple_of_its_own_limit_is_followed() -> None:
    enzymes = {"ck": enzyme(999, 200), "aldolase": enzyme(38, "7.6"), "alt": enzyme(45, 45)}
    assert followed_enzyme(enzymes, NO_CHOICE) == ("aldolase", ())


def test_the_multiple_decides_not_the_share_of_the_enzymes_range() -> None:
    """LDH at 2 of 3 limits fills more of its range than CK at 5 of 15."""
    enzymes = {"ck": enzyme(1000, 200), "ldh": enzyme(480, 240)}
    assert followed_enzyme(enzymes, NO_CHOICE)[0] == "ck"


@pytest.mark.parametrize(("first", "second"), list(combinations(ENZYME_RANGES, 2)))
def test_ties_go_to_the_first_in_the_order(first: str, second: str) -> None:
    enzymes = {second: enzyme(100, 50), first: enzyme(14, 7)}
    assert followed_enzyme(enzymes, NO_CHOICE)[0] == first


def test_a_hair_decides_before_the_order_does() -> None:
    """A difference in the 29th digit, which Python's usual decimals would round away."""
    enzymes = {
        "ck": EnzymeValue(Decimal("0." + "3" * 28), Decimal(1)),
        "alt": EnzymeValue(Decimal("0." + "3" * 28 + "1"), Decimal(1)),
    }
    assert followed_enzyme(enzymes, NO_CHOICE)[0] == "alt"


def test_a_clinicians_choice_goes_before_the_most_abnormal() -> None:
    enzymes = {"ck": enzyme(3000, 200), "ldh": enzyme(300, 240)}
    assert followed_enzyme(enzymes, choice("ldh")) == ("ldh", ())


def test_no_other_enzyme_takes_the_place_of_the_one_followed() -> None:
    before = STEADY._replace(enzymes={"ck": enzyme(2000, 200), "ldh": enzyme(300, 240)})
    after = STEADY._replace(enzymes={"ldh": enzyme(100, 240)})
    result = adult(before, after)
    assert (result.enzyme, result.missing, result.total) == ("ck", (Measure.ENZYME,), None)
    assert (result.lower, result.upper) == (0, Decimal("7.5"))


def test_a_missing_enzyme_is_bounded_by_its_baseline() -> None:
    result = enzyme_changed("ck", (150, 200), None)  # 0.75 of 15 limits: 5 % at most
    assert (result.outcomes[4].upper, result.outcomes[4].attainable) == (0, 0)


def test_a_changed_limit_is_flagged_and_multiples_are_compared() -> None:
    result = enzyme_changed("ck", (2000, 200), (400, 320))
    measure = result.measures[Measure.ENZYME]
    assert result.flags == (Flag.ULN_CHANGED,)
    assert measure.improvement is not None
    assert measure.improvement / measure.full_scale == Decimal("8.75") / 15


def test_a_changed_limit_at_the_edge_of_a_band() -> None:
    """10 limits at baseline; 9.25 of a new limit of 300 is exactly 5 %."""
    assert enzyme_changed("ck", (2000, 200), (2775, 300)).outcomes[4].points == 0
    above = enzyme_changed("ck", (2000, 200), ("2774.999999999999", 300))
    assert above.outcomes[4].points == Decimal("2.5")


def test_a_worsening_hidden_by_a_new_limit_is_seen() -> None:
    assert enzyme_changed("ck", (400, 200), (390, 130)).worsening == (Measure.ENZYME,)


def test_a_changed_limit_is_flagged_beside_what_else_is() -> None:
    before = STEADY._replace(enzymes={"ck": enzyme(2000, 200), "ldh": enzyme(300, None)})
    after = STEADY._replace(enzymes={"ck": enzyme(400, 320)})
    assert adult(before, after).flags == (Flag.ENZYME_WITHOUT_ULN, Flag.ULN_CHANGED)


def test_the_same_limit_written_otherwise_is_no_change() -> None:
    assert enzyme_changed("ck", (2000, "200"), (400, "200.0")).flags == ()


def test_a_follow_up_without_a_limit_uses_the_baselines() -> None:
    with_limit = enzyme_changed("ck", (2000, 200), (400, 200))
    without = enzyme_changed("ck", (2000, 200), (400, None))
    assert without == with_limit
    assert without.flags == ()


def test_an_enzyme_that_was_normal_all_along_earns_nothing() -> None:
    assert enzyme_changed("ck", (160, 200), (100, 200)).outcomes[4].points == 0


def test_zero_is_a_value() -> None:
    result = enzyme_changed("ck", (0, 200), (0, 200))
    assert (result.enzyme, result.missing, result.outcomes[4].points) == ("ck", (), 0)


def test_the_codes_of_the_flags_stay_as_they_are() -> None:
    assert [flag.value for flag in Flag] == [
        "uln_changed",
        "enzyme_without_uln",
        "chosen_enzyme_unusable",
    ]
