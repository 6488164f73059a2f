"""The definition of 2004: where it is not met, where it cannot be said; then its borders.

The slow twin is written from the definition: it counts, and for what is not known it tries every
outcome there is.
"""

from decimal import Decimal
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest

from scoring.criteria.core_set import Case, EnzymeValue
from scoring.criteria.enzyme import followed_enzyme
from scoring.criteria.improvement import evaluate
from scoring.criteria.points import Measure, Population
from scoring.criteria.verdict import Verdict
from tests.scoring.criteria.changes import STEADY
from tests.scoring.criteria.some_cases import random_case

CASES = [random_case(random) for random in [Random(2004)] for _ in range(600)]
OTHERS = [Measure.PHYSICIAN_GLOBAL, Measure.PATIENT_GLOBAL, Measure.HAQ, Measure.EXTRAMUSCULAR]
HUNDRED = Decimal(100)


def after(**percents: Any) -> Case:
    """From 100 in every measure, each changed by so many percent, positive when better."""
    values: dict[str, Any] = {}
    for name in STEADY._fields[:-1]:
        change = percents.get(name, 0)
        if change is None:
            values[name] = None
        else:
            signed = Decimal(str(change)) * (1 if name == "mmt" else -1)
            values[name] = HUNDRED + signed
    enzymes = {}
    if (change := percents.get("enzyme", 0)) is not None:
        enzymes["ck"] = EnzymeValue(HUNDRED - Decimal(str(change)), HUNDRED)
    first = STEADY._replace(
        **dict.fromkeys(values, HUNDRED), enzymes={"ck": EnzymeValue(HUNDRED, HUNDRED)}
    )
    return Case(Population.ADULT, first, first._replace(**values, enzymes=enzymes))


def verdict(**percents: Any) -> Verdict:
    return evaluate(after(**percents), "ck").verdict


def all_changed(percent: Any) -> dict[str, Any]:
    return {measure.value: percent for measure in Measure}


# --- Not met --------------------------------------------------------------------------------


def test_without_any_change_it_is_not_met() -> None:
    assert verdict() is Verdict.NOT_MET


def test_two_improved_measures_are_not_enough() -> None:
    assert verdict(haq=100, enzyme=100) is Verdict.NOT_MET
    assert verdict(haq=100, enzyme=100, mmt="19.9") is Verdict.NOT_MET


def test_worse_strength_forbids_it() -> None:
    assert verdict(**all_changed(100) | {"mmt": -25}) is Verdict.NOT_MET
    assert verdict(**all_changed(100) | {"mmt": "-24.9"}) is Verdict.MET


def test_three_worse_measures_forbid_it() -> None:
    three = {"physician_global": -25, "patient_global": -25, "haq": -25}
    assert verdict(mmt=20, enzyme=20, extramuscular=20, **three) is Verdict.NOT_MET
    three["haq"] = Decimal("-24.9")
    assert verdict(mmt=20, enzyme=20, extramuscular=20, **three) is Verdict.MET


# --- Not evaluable --------------------------------------------------------------------------


def test_without_strength_it_is_never_met() -> None:
    assert verdict(**all_changed(100) | {"mmt": None}) is Verdict.NOT_EVALUABLE


def test_a_missing_third_measure_leaves_it_open() -> None:
    assert verdict(mmt=20, haq=20, enzyme=None) is Verdict.NOT_EVALUABLE
    assert verdict(mmt=20, haq="19.9", enzyme=None) is Verdict.NOT_MET


def test_a_missing_third_worse_measure_leaves_it_open() -> None:
    improved = {"mmt": 20, "haq": 20, "enzyme": 20}
    assert (
        verdict(**improved, physician_global=-25, patient_global=-25, extramuscular=None)
        is Verdict.NOT_EVALUABLE
    )
    assert (
        verdict(**improved, physician_global=-25, patient_global="-24", extramuscular=None)
        is Verdict.MET
    )


def test_a_baseline_of_0_leaves_its_measure_open() -> None:
    case = after(mmt=20, haq=20)
    before = case.baseline._replace(extramuscular=Decimal(0))
    for now in (Decimal(0), Decimal(5)):
        changed = case._replace(baseline=before, followup=case.followup._replace(extramuscular=now))
        found = evaluate(changed, "ck")
        assert found.verdict is Verdict.NOT_EVALUABLE
        assert found.unknown == (Measure.EXTRAMUSCULAR,)


# --- Met ------------------------------------------------------------------------------------


@pytest.mark.parametrize("third", [*OTHERS, Measure.ENZYME])
def test_three_improved_by_20_percent_meet_it(third: Measure) -> None:
    others = [measure for measure in Measure if measure not in (third, Measure.MMT)]
    improved = {"mmt": 20, others[0].value: 20}
    assert verdict(**improved, **{third.value: 20}) is Verdict.MET
    assert verdict(**improved, **{third.value: "19.9"}) is Verdict.NOT_MET


def test_two_others_may_be_worse_however_much() -> None:
    assert verdict(mmt=20, haq=20, enzyme=20, physician_global=-900, patient_global=-900) is (
        Verdict.MET
    )


def test_it_tells_what_improved_what_worsened_and_what_is_not_known() -> None:
    found = evaluate(after(mmt=20, haq="19.9", enzyme=-25, patient_global="-24.9"), "ck")
    assert (found.improved, found.worse, found.unknown) == ((Measure.MMT,), (Measure.ENZYME,), ())
    assert found.changes[Measure.HAQ] == Fraction("19.9")
    assert found.changes[Measure.PATIENT_GLOBAL] == Fraction("-24.9")
    open_one = evaluate(after(haq=None), "ck")
    assert (open_one.improved, open_one.worse, open_one.unknown) == ((), (), (Measure.HAQ,))


def test_another_enzyme_decides_otherwise() -> None:
    case = after(mmt=20, haq=20, enzyme=20)
    assert evaluate(case, "ck").verdict is Verdict.MET
    assert evaluate(case, "ldh").verdict is Verdict.NOT_EVALUABLE


# --- Against the definition ------------------------------------------------------------------


def twin(case: Case, enzyme: str | None) -> Verdict:
    outcomes = []
    for name in Measure:
        change = twin_change(case, name, enzyme)
        if change is None:
            outcomes.append(["improved", "neither", "worse"])
        elif change >= Fraction(20, 100):
            outcomes.append(["improved"])
        else:
            outcomes.append(["worse"] if change <= Fraction(-25, 100) else ["neither"])
    strength = list(Measure).index(Measure.MMT)
    verdicts = {
        way.count("improved") >= 3 and way.count("worse") <= 2 and way[strength] != "worse"
        for way in product(*outcomes)
    }
    if verdicts == {True}:
        return Verdict.MET
    return Verdict.NOT_MET if verdicts == {False} else Verdict.NOT_EVALUABLE


def twin_change(case: Case, name: Measure, enzyme: str | None) -> Fraction | None:
    before: Any
    after: Any
    if name is Measure.ENZYME:
        first, second = (
            case.baseline.enzymes.get(enzyme or ""),
            case.followup.enzymes.get(enzyme or ""),
        )
        if first is None or first.uln is None or second is None:
            return None
        before = Fraction(first.value) / Fraction(first.uln)
        after = Fraction(second.value) / Fraction(second.uln or first.uln)
    else:
        before, after = getattr(case.baseline, name), getattr(case.followup, name)
    if before is None or after is None or before == 0:
        return None
    change = (Fraction(after) - Fraction(before)) / Fraction(before)
    return change if name is Measure.MMT else -change


def test_random_cases_agree_with_the_slow_twin() -> None:
    seen = set()
    for case in CASES:
        enzyme, _ = followed_enzyme(case.baseline.enzymes, case.enzyme_choice)
        found = evaluate(case, enzyme)
        assert found.verdict is twin(case, enzyme)
        seen.add(found.verdict)
        for name, change in found.changes.items():
            expected = twin_change(case, name, enzyme)
            assert change == (None if expected is None else expected * 100)
    assert seen == set(Verdict)


def test_no_completion_contradicts_a_verdict() -> None:
    random = Random(25)
    for case in CASES:
        enzyme, _ = followed_enzyme(case.baseline.enzymes, case.enzyme_choice)
        found = evaluate(case, enzyme).verdict
        for _ in range(4):
            whole = evaluate(completed(case, random), enzyme).verdict
            assert found in (whole, Verdict.NOT_EVALUABLE)


def completed(case: Case, random: Random) -> Case:
    """The case with some value in the place of every missing one, all on their scales."""
    sides = []
    for side in (case.baseline, case.followup):
        values = {
            name: case.ranges._asdict()[name] * random.randint(0, 100) / 100
            for name in case.ranges._fields
            if getattr(side, name) is None
        }
        enzymes = {
            name: EnzymeValue(Decimal(random.randint(0, 3000)), Decimal(200))
            for name in ("ck", "aldolase", "ldh", "ast", "alt")
        }
        sides.append(side._replace(**values, enzymes=enzymes | dict(side.enzymes)))
    return case._replace(baseline=sides[0], followup=sides[1])
