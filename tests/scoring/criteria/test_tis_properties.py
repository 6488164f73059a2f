"""What holds for every score, whatever the values."""

from decimal import Decimal
from fractions import Fraction
from random import Random

from scoring.criteria.core_set import Case, CoreSet, EnzymeValue
from scoring.criteria.points import Category, Measure
from scoring.criteria.tis import change_percent, score
from tests.scoring.criteria.some_cases import random_case

CASES = [random_case(random) for random in [Random(69)] for _ in range(1500)]


def completed(case: Case, random: Random) -> Case:
    """The case with some value in the place of every missing one, all on their scales."""
    enzyme = score(case).enzyme

    def complete(core_set: CoreSet) -> CoreSet:
        values = {
            name: case.ranges._asdict()[name] * random.randint(0, 100) / 100
            for name in case.ranges._fields
            if getattr(core_set, name) is None
        }
        enzymes = dict(core_set.enzymes)
        if enzyme and enzyme not in enzymes:
            enzymes[enzyme] = EnzymeValue(Decimal(random.randint(0, 3000)))
        return core_set._replace(**values, enzymes=enzymes)

    return case._replace(baseline=complete(case.baseline), followup=complete(case.followup))


def test_bounds_contain_every_completion() -> None:
    random = Random(17)
    for case in CASES:
        bounds = score(case)
        for _ in range(3):
            whole = score(completed(case, random))
            if whole.enzyme is None:  # nothing that could be completed
                continue
            assert whole.total is not None
            assert bounds.lower <= whole.total <= bounds.upper
            assert bounds.category in (whole.category, Category.UNDETERMINED)


def test_bounds_are_sharp() -> None:
    """The best completion of each known half reaches the upper bound, the worst the lower one."""
    reached = 0
    for case in CASES:
        bounds = score(case)
        best, worst = _best_completion(case), _worst_completion(case)
        if best is not None and worst is not None:
            assert score(best).total == bounds.upper
            assert score(worst).total == bounds.lower
            reached += bounds.lower < bounds.upper
    assert reached > 300


def _best_completion(case: Case) -> Case | None:
    enzyme = score(case).enzyme
    if enzyme is None:
        return None
    before, after = case.baseline._asdict(), case.followup._asdict()
    for name, full in case.ranges._asdict().items():
        worst, best = (Decimal(0), full) if name == "mmt" else (full, Decimal(0))
        before[name] = worst if before[name] is None else before[name]
        after[name] = best if after[name] is None else after[name]
    after["enzymes"] = {enzyme: EnzymeValue(Decimal(0))} | dict(after["enzymes"])
    return case._replace(baseline=CoreSet(**before), followup=CoreSet(**after))


def _worst_completion(case: Case) -> Case | None:
    """No measure that was missing gets better: at the follow-up it is as bad as can be."""
    enzyme = score(case).enzyme
    if enzyme is None:
        return None
    before, after = case.baseline._asdict(), case.followup._asdict()
    for name, full in case.ranges._asdict().items():
        worst, best = (Decimal(0), full) if name == "mmt" else (full, Decimal(0))
        before[name] = best if before[name] is None else before[name]
        after[name] = worst if after[name] is None else after[name]
    after["enzymes"] = {enzyme: EnzymeValue(Decimal(10**9))} | dict(after["enzymes"])
    return case._replace(baseline=CoreSet(**before), followup=CoreSet(**after))


def test_totals_are_steps_of_two_and_a_half_from_0_to_100() -> None:
    for case in CASES:
        result = score(case)
        for points in (result.lower, result.upper, result.attainable):
            assert 0 <= points <= 100
            assert points % Decimal("2.5") == 0


def test_a_better_follow_up_never_earns_less() -> None:
    random = Random(898)
    for case in CASES:
        name = random.choice(case.ranges._fields)
        value = getattr(case.followup, name)
        if value is None:
            continue
        full = getattr(case.ranges, name)
        nearer = value + (full - value) / 2 if name == "mmt" else value / 2
        better = score(case._replace(followup=case.followup._replace(**{name: nearer})))
        before = score(case)
        assert (better.lower, better.upper) >= (before.lower, before.upper)
        assert better.lower >= before.lower
        assert better.upper >= before.upper


def test_a_lower_enzyme_at_the_follow_up_never_earns_less() -> None:
    for case in CASES:
        before = score(case)
        followed = case.followup.enzymes.get(before.enzyme or "")
        if before.enzyme is None or followed is None:
            continue
        halved = {before.enzyme: followed._replace(value=followed.value / 2)}
        enzymes = {**case.followup.enzymes, **halved}
        better = score(case._replace(followup=case.followup._replace(enzymes=enzymes)))
        assert better.lower >= before.lower
        assert better.upper >= before.upper


def test_the_worse_the_baseline_the_more_can_be_attained() -> None:
    random = Random(1058)
    for case in CASES:
        name = random.choice(case.ranges._fields)
        value, full = getattr(case.baseline, name), getattr(case.ranges, name)
        if value is not None:
            worse = value / 2 if name == "mmt" else value + (full - value) / 2
            other = case._replace(baseline=case.baseline._replace(**{name: worse}))
            assert score(other).attainable >= score(case).attainable


def test_there_and_back_is_the_same_change_with_the_other_sign() -> None:
    for case in CASES:
        back = score(case._replace(baseline=case.followup, followup=case.baseline))
        for name, there in score(case).measures.items():
            percent, returned = change_percent(there), change_percent(back.measures[name])
            if name is not Measure.ENZYME:  # another one may be followed
                assert percent == (None if returned is None else -returned)
                assert percent is None or 0 in (there.points, back.measures[name].points)


def test_the_attainable_maximum_depends_on_the_baseline_alone_and_holds() -> None:
    nothing_seen = CoreSet()
    for case in CASES:
        result = score(case)
        empty = score(case._replace(followup=nothing_seen))
        assert empty.attainable == result.attainable
        complete_baseline = all(
            getattr(case.baseline, name) is not None for name in case.ranges._fields
        )
        if complete_baseline and result.enzyme:
            assert result.upper <= result.attainable
            assert empty.upper == result.attainable


def test_a_complete_score_has_one_bound_and_the_sum_of_its_points() -> None:
    complete = [result for result in map(score, CASES) if not result.missing]
    assert len(complete) > 100
    for result in complete:
        assert result.total == result.lower == result.upper
        assert result.total == sum(measure.points or 0 for measure in result.outcomes)


def test_centimetres_and_millimetres_earn_the_same() -> None:
    scales = ("physician_global", "patient_global")

    def in_other_unit(core_set: CoreSet, factors: dict[str, Decimal]) -> CoreSet:
        values = {
            name: None if value is None else value * factors[name]
            for name in scales
            for value in [getattr(core_set, name)]
        }
        return core_set._replace(**values)

    for case in CASES:
        turned = {name: Decimal(1000) / getattr(case.ranges, name) for name in scales}
        factors = {name: full / getattr(case.ranges, name) for name, full in turned.items()}
        other = case._replace(
            baseline=in_other_unit(case.baseline, factors),
            followup=in_other_unit(case.followup, factors),
            ranges=case.ranges._replace(**turned),
        )
        ours, theirs = score(case), score(other)
        assert ours[1:] == theirs[1:]
        for one, two in zip(ours.outcomes, theirs.outcomes, strict=True):
            assert change_percent(one) == change_percent(two)
            assert one[2:] == two[2:]


def test_the_unit_of_an_enzyme_does_not_matter() -> None:
    def in_other_unit(core_set: CoreSet) -> CoreSet:
        return core_set._replace(
            enzymes={
                name: EnzymeValue(value * 60, None if uln is None else uln * 60)
                for name, (value, uln) in core_set.enzymes.items()
            }
        )

    for case in CASES:
        other = case._replace(
            baseline=in_other_unit(case.baseline), followup=in_other_unit(case.followup)
        )
        ours, theirs = score(case), score(other)
        assert ours[1:] == theirs[1:]
        assert change_percent(ours.outcomes[4]) == change_percent(theirs.outcomes[4])


def test_the_order_in_which_enzymes_are_written_does_not_matter() -> None:
    for case in CASES:
        turned = dict(reversed(case.baseline.enzymes.items()))
        assert score(case._replace(baseline=case.baseline._replace(enzymes=turned))) == score(case)


def test_percent_and_points_tell_the_same() -> None:
    for case in CASES:
        for measure in score(case).outcomes:
            percent = change_percent(measure)
            assert (percent is None) == (measure.points is None)
            if percent is not None and percent <= 2:
                assert measure.points == 0
            assert percent is None or isinstance(percent, Fraction)


def test_every_measure_has_its_place() -> None:
    result = score(CASES[0])
    assert list(result.measures) == list(Measure)
    assert tuple(result.measures.values()) == result.outcomes
