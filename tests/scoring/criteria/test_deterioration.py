"""Deterioration: where it is not met, where it cannot be said; its borders, its confirmation.

The slow twin is written from the definition: it tries every outcome of what is not known.
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import permutations, product
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.criteria.core_set import Case, CoreSet, Ranges
from scoring.criteria.deterioration import (
    Deterioration,
    confirmations,
    confirmed,
    evaluate,
)
from scoring.criteria.points import Measure, Population
from scoring.criteria.verdict import Verdict
from tests.scoring.criteria.changes import STEADY
from tests.scoring.criteria.some_cases import random_case
from tests.scoring.criteria.test_improvement import completed, twin_change

MET, NOT_MET, NOT_EVALUABLE = Verdict.MET, Verdict.NOT_MET, Verdict.NOT_EVALUABLE
CASES = [random_case(random) for random in [Random(2023)] for _ in range(800)]
FIVE = tuple(measure for measure in Measure if measure is not Measure.ENZYME)
BEFORE = CoreSet(Decimal(5), Decimal(5), Decimal(100), Decimal("1.5"), Decimal(5))
UNCHANGED = Case(Population.ADULT, BEFORE, BEFORE)


def to(**now: Any) -> Deterioration:
    """From 5, 5, 100, 1.5, 5 to these values."""
    values = {name: None if value is None else Decimal(value) for name, value in now.items()}
    return evaluate(UNCHANGED._replace(followup=BEFORE._replace(**values)))


# --- Not met --------------------------------------------------------------------------------


def test_without_any_change_it_is_not_met() -> None:
    found = to()
    assert found.verdict is NOT_MET
    assert found[1:4] == (False, False, False)


def test_the_physicians_global_alone_is_not_enough() -> None:
    assert to(physician_global="10").verdict is NOT_MET
    assert to(physician_global="10", mmt="80.1").verdict is NOT_MET


def test_strength_alone_is_not_enough() -> None:
    assert to(mmt="0").verdict is NOT_MET
    assert to(mmt="0", physician_global="6.9").verdict is NOT_MET


def test_two_measures_worse_by_30_percent_are_not_enough() -> None:
    assert to(haq="3", patient_global="10").verdict is NOT_MET


def test_improvement_is_no_deterioration() -> None:
    assert to(physician_global="0", patient_global="0", mmt="150", haq="0").verdict is NOT_MET


def test_the_enzyme_does_not_count() -> None:
    risen = {"ck": STEADY.enzymes["ck"]._replace(value=Decimal(9000))}
    case = UNCHANGED._replace(
        baseline=BEFORE._replace(enzymes=STEADY.enzymes),
        followup=BEFORE._replace(enzymes=risen, haq=Decimal(3), patient_global=Decimal(10)),
    )
    found = evaluate(case)
    assert found.verdict is NOT_MET
    assert tuple(found.changes) == FIVE


# --- Met, at each border ---------------------------------------------------------------------


def test_two_centimetres_and_a_fifth_of_the_strength() -> None:
    found = to(physician_global="7", mmt="80")
    assert (found.verdict, found.global_and_strength) == (MET, True)
    assert found.physician_global_cm == 2
    assert found.changes[Measure.MMT] == -20
    assert to(physician_global="6.9", mmt="80").global_and_strength is False
    assert to(physician_global="7", mmt="80.1").global_and_strength is False


def test_two_centimetres_of_extramuscular_activity() -> None:
    found = to(extramuscular="7")
    assert (found.verdict, found.extramuscular) == (MET, True)
    assert found.extramuscular_cm == 2
    assert to(extramuscular="6.9")[:3] == (NOT_MET, False, False)
    assert to(extramuscular="3").extramuscular_cm == -2


@pytest.mark.parametrize("third", FIVE)
def test_any_three_of_the_five_worse_by_30_percent(third: Measure) -> None:
    edge = {"physician_global": "6.5", "patient_global": "6.5", "mmt": "70"}
    edge |= {"haq": "1.95", "extramuscular": "6.5"}
    beside = {"physician_global": "6.4", "patient_global": "6.4", "mmt": "71"}
    beside |= {"haq": "1.9", "extramuscular": "6.4"}
    two = dict([item for item in edge.items() if item[0] != third][:2])
    found = to(**two, **{third.value: edge[third.value]})
    assert (found.verdict, found[1:4]) == (MET, (False, False, True))
    assert set(found.worse) == {*two, third}
    missed = to(**two, **{third.value: beside[third.value]})
    assert missed.verdict is NOT_MET
    assert set(missed.worse) == set(two)


def test_millimetres_and_centimetres_say_the_same() -> None:
    for millimetres, far in (("70", True), ("69", False)):
        case = UNCHANGED._replace(
            baseline=BEFORE._replace(physician_global=Decimal(50)),
            followup=BEFORE._replace(physician_global=Decimal(millimetres), mmt=Decimal(80)),
            ranges=Ranges(physician_global=Decimal(100)),
        )
        found = evaluate(case)
        assert found.global_and_strength is far
        assert found.physician_global_cm == (Fraction(millimetres) - 50) / 10


# --- Not evaluable ---------------------------------------------------------------------------


def test_nothing_known_cannot_be_evaluated() -> None:
    found = evaluate(UNCHANGED._replace(followup=CoreSet()))
    assert found.verdict is NOT_EVALUABLE
    assert found[1:4] == (None, None, None)
    assert (found.physician_global_cm, found.extramuscular_cm, found.worse) == (None, None, ())


def test_a_missing_extramuscular_activity_leaves_it_open() -> None:
    assert to(extramuscular=None).verdict is NOT_EVALUABLE


def test_what_is_missing_is_not_asked_where_the_rest_decides() -> None:
    assert to(extramuscular="7", physician_global=None, mmt=None, haq=None).verdict is MET
    assert to(haq=None).verdict is NOT_MET
    assert to(mmt=None).verdict is NOT_MET
    assert to(mmt=None, physician_global="7").verdict is NOT_EVALUABLE


def test_a_baseline_of_0_has_no_percentage_and_still_its_centimetres() -> None:
    nothing = BEFORE._replace(extramuscular=Decimal(0), physician_global=Decimal(0))
    now = nothing._replace(extramuscular=Decimal(2), physician_global=Decimal("1.9"))
    found = evaluate(UNCHANGED._replace(baseline=nothing, followup=now))
    assert (found.verdict, found.extramuscular, found.extramuscular_cm) == (MET, True, 2)
    assert found.changes[Measure.EXTRAMUSCULAR] is None
    assert found.physician_global_cm == Fraction("1.9")


def test_a_value_missing_at_the_baseline_is_not_known_either() -> None:
    case = UNCHANGED._replace(baseline=BEFORE._replace(extramuscular=None))
    assert evaluate(case).extramuscular is None


# --- Against the definition ------------------------------------------------------------------


def twin(case: Case) -> Verdict:
    """What is not known is tried as steady and as worse by everything."""
    first, second = case.baseline, case.followup

    def centimetres(before: Any, after: Any, full: Any) -> list[bool]:
        if before is None or after is None:
            return [True, False]
        return [(Fraction(after) - Fraction(before)) / Fraction(full) >= Fraction(2, 10)]

    changes = [twin_change(case, name, None) for name in FIVE]
    physician = centimetres(
        first.physician_global, second.physician_global, case.ranges.physician_global
    )
    extramuscular = centimetres(
        first.extramuscular, second.extramuscular, case.ranges.extramuscular
    )
    strength = changes[FIVE.index(Measure.MMT)]
    weak = [True, False] if strength is None else [strength <= Fraction(-1, 5)]
    worse = [
        [True, False] if change is None else [change <= Fraction(-3, 10)] for change in changes
    ]
    verdicts = {
        (one and two) or three or sum(way) >= 3
        for one, two, three, *way in product(physician, weak, extramuscular, *worse)
    }
    if len(verdicts) == 2:
        return NOT_EVALUABLE
    return MET if verdicts == {True} else NOT_MET


def test_random_cases_agree_with_the_slow_twin() -> None:
    found = [evaluate(case).verdict for case in CASES]
    assert found == [twin(case) for case in CASES]
    assert set(found) == set(Verdict)


def test_no_completion_contradicts_a_verdict() -> None:
    random = Random(30)
    for case in CASES:
        found = evaluate(case).verdict
        for _ in range(4):
            assert found in (evaluate(completed(case, random)).verdict, NOT_EVALUABLE)


# --- Confirmation ----------------------------------------------------------------------------

START = date(2026, 1, 1)


def visits(*verdicts: Verdict) -> list[tuple[date, Verdict]]:
    return [(START + timedelta(days=30 * n), verdict) for n, verdict in enumerate(verdicts)]


@pytest.mark.parametrize("present", Verdict)
def test_the_first_follow_up_confirms_nothing(present: Verdict) -> None:
    assert confirmed(None, present) is NOT_MET


@pytest.mark.parametrize(
    ("previous", "present", "expected"),
    [
        (MET, MET, MET),
        (MET, NOT_MET, NOT_MET),
        (NOT_MET, MET, NOT_MET),
        (NOT_MET, NOT_MET, NOT_MET),
        (NOT_EVALUABLE, NOT_MET, NOT_MET),
        (NOT_MET, NOT_EVALUABLE, NOT_MET),
        (MET, NOT_EVALUABLE, NOT_EVALUABLE),
        (NOT_EVALUABLE, MET, NOT_EVALUABLE),
        (NOT_EVALUABLE, NOT_EVALUABLE, NOT_EVALUABLE),
    ],
)
def test_two_consecutive_visits_confirm(
    previous: Verdict, present: Verdict, expected: Verdict
) -> None:
    assert confirmed(previous, present) is expected


def test_without_visits_nothing_is_confirmed() -> None:
    assert confirmations([]) == {}


def test_a_good_visit_between_two_bad_ones_breaks_the_row() -> None:
    assert list(confirmations(visits(MET, NOT_MET, MET, MET)).values()) == [
        NOT_MET,
        NOT_MET,
        NOT_MET,
        MET,
    ]


def test_a_visit_that_cannot_be_evaluated_stands_between_all_the_same() -> None:
    assert list(confirmations(visits(MET, NOT_EVALUABLE, MET)).values()) == [
        NOT_MET,
        NOT_EVALUABLE,
        NOT_EVALUABLE,
    ]


def test_a_second_visit_on_the_same_day_confirms_nothing_and_takes_the_place_of_the_first() -> None:
    same_day = [(START, MET), (START, MET)]
    assert confirmations(same_day) == {START: NOT_MET}
    later = START + timedelta(days=1)
    assert confirmations([(START, NOT_MET), (START, MET), (later, MET)])[later] is MET
    assert confirmations([(START, MET), (START, NOT_MET), (later, MET)])[later] is NOT_MET


@given(st.lists(st.sampled_from(Verdict), max_size=5).map(lambda found: visits(*found)))
def test_the_order_in_which_visits_are_given_does_not_matter(
    found: list[tuple[date, Verdict]],
) -> None:
    expected = confirmations(found)
    assert list(expected) == sorted(expected)
    for turned in permutations(found):
        assert confirmations(turned) == expected
