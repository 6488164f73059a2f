"""The score agrees with a slow twin that was written from the published table."""

from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.criteria.core_set import Case, CoreSet, EnzymeChoice, EnzymeValue, Ranges
from scoring.criteria.points import ENZYME_RANGES, Population
from scoring.criteria.tis import change_percent, score
from tests.scoring.criteria import twin
from tests.scoring.criteria.some_cases import random_case
from tests.scoring.criteria.twin import twin_score


def assert_agree(case: Case) -> None:
    ours, theirs = score(case), twin_score(case)
    assert {
        name.value: (change_percent(measure), measure.points, measure.upper, measure.attainable)
        for name, measure in ours.measures.items()
    } == {name: tuple(measure) for name, measure in theirs.measures.items()}
    assert (ours.enzyme, list(ours.missing)) == (theirs.enzyme, theirs.missing)
    assert (ours.total, ours.lower, ours.upper, ours.attainable, ours.category) == theirs[3:]


def test_ten_thousand_random_cases_agree() -> None:
    random = Random(2016)
    for _ in range(10_000):
        assert_agree(random_case(random))


def decimals(high: int, places: int) -> st.SearchStrategy[Decimal | None]:
    return st.none() | st.decimals(0, high, places=places)


def core_sets(ranges: Ranges) -> st.SearchStrategy[CoreSet]:
    return st.builds(
        CoreSet,
        physician_global=decimals(int(ranges.physician_global), 3),
        patient_global=decimals(int(ranges.patient_global), 1),
        mmt=decimals(int(ranges.mmt), 0),
        haq=decimals(3, 3),
        extramuscular=decimals(10, 1),
        enzymes=st.dictionaries(
            st.sampled_from(list(ENZYME_RANGES)),
            st.builds(
                EnzymeValue,
                st.decimals(0, 9999, places=2),
                st.none() | st.decimals("0.01", 500, places=2),
            ),
        ),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    population = draw(st.sampled_from(Population))
    ranges = Ranges(
        physician_global=draw(st.sampled_from([Decimal(10), Decimal(100)])),
        mmt=draw(st.sampled_from([Decimal(80), Decimal(150), Decimal(260), Decimal(52)])),
    )
    enzymes = st.sampled_from(list(ENZYME_RANGES))
    choice = EnzymeChoice(draw(st.none() | enzymes), draw(st.frozensets(enzymes)), "a reason")
    return Case(population, draw(core_sets(ranges)), draw(core_sets(ranges)), ranges, choice)


@given(cases())
@settings(max_examples=300, deadline=None)
def test_any_case_agrees(case: Case) -> None:
    assert_agree(case)


def test_the_twin_knows_a_band_edge_when_it_sees_one() -> None:
    assert twin.points("haq", Fraction(5)) == 0
    assert twin.points("haq", Fraction(5) + Fraction(1, 10**9)) == 5
