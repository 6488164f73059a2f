"""The letter's inclusion rule: not evaluable is not no, fever and rash do not count."""

from itertools import product

import pytest

from scoring.criteria.inclusion import (
    AntibodyFinding,
    AntibodyTest,
    Verdict,
    evaluate_inclusion,
)
from scoring.criteria.terms import Antibody, Manifestation

JO1 = AntibodyTest(Antibody.JO1, True, "elisa")
ENOUGH = {Manifestation.MYOSITIS, Manifestation.ILD}


def verdict(*tests: AntibodyTest, had: set[Manifestation] | None) -> Verdict:
    return evaluate_inclusion(tests, had).verdict


def test_unknown_manifestations_are_not_evaluable() -> None:
    result = evaluate_inclusion([JO1], None)
    assert (result.verdict, result.manifestations) == (Verdict.NOT_EVALUABLE, None)


def test_an_untested_patient_is_not_evaluable() -> None:
    result = evaluate_inclusion([], ENOUGH)
    assert (result.verdict, result.antibody_finding, result.antibodies) == (
        Verdict.NOT_EVALUABLE,
        AntibodyFinding.NOT_TESTED,
        (),
    )


@pytest.mark.parametrize("method", ["immunoblot", "immunoprecipitation", "other"])
def test_an_antibody_found_otherwise_waits_for_its_elisa(method: str) -> None:
    found = AntibodyTest(Antibody.PL12, True, method)
    result = evaluate_inclusion([found], ENOUGH)
    assert (result.verdict, result.antibody_finding, result.antibodies) == (
        Verdict.NOT_EVALUABLE,
        AntibodyFinding.OTHER_METHOD_ONLY,
        (Antibody.PL12,),
    )


def test_an_elisa_that_does_not_confirm_it_decides() -> None:
    found = AntibodyTest(Antibody.PL12, True, "immunoblot")
    refuted = AntibodyTest(Antibody.PL12, False, "elisa")
    another = AntibodyTest(Antibody.EJ, False, "elisa")
    assert verdict(found, refuted, had=ENOUGH) is Verdict.NOT_INCLUDED
    assert verdict(found, another, had=ENOUGH) is Verdict.NOT_EVALUABLE


def test_negative_results_alone_are_a_no() -> None:
    result = evaluate_inclusion([AntibodyTest(Antibody.JO1, False, "elisa")], ENOUGH)
    assert (result.verdict, result.antibody_finding) == (
        Verdict.NOT_INCLUDED,
        AntibodyFinding.NONE_POSITIVE,
    )


def test_one_half_that_fails_decides_whatever_the_other_is() -> None:
    negative = AntibodyTest(Antibody.JO1, False, "elisa")
    assert verdict(negative, had=None) is Verdict.NOT_INCLUDED
    assert verdict(had={Manifestation.ILD}) is Verdict.NOT_INCLUDED


@pytest.mark.parametrize(
    "had",
    [
        set(),
        {Manifestation.FEVER, Manifestation.RASH},
        {Manifestation.FEVER, Manifestation.RASH, Manifestation.ARTHRITIS},
        {Manifestation.MYOCARDITIS, Manifestation.MYOPERICARDITIS},  # one of the six
    ],
)
def test_fewer_than_two_that_count_are_a_no(had: set[Manifestation]) -> None:
    assert verdict(JO1, had=had) is Verdict.NOT_INCLUDED


def test_any_two_of_the_six_and_any_antibody_are_enough() -> None:
    six = [
        Manifestation.ARTHRITIS,
        Manifestation.ILD,
        Manifestation.MECHANICS_HANDS,
        Manifestation.MYOPERICARDITIS,
        Manifestation.MYOSITIS,
        Manifestation.RAYNAUD,
    ]
    for antibody, one, other in product(Antibody, six, six):
        if one != other:
            test = AntibodyTest(antibody, True, "elisa")
            assert verdict(test, had={one, other}) is Verdict.INCLUDED


def test_a_method_not_recorded_is_taken_as_it_stands_and_said() -> None:
    result = evaluate_inclusion([AntibodyTest(Antibody.JO1, True)], ENOUGH)
    assert (result.verdict, result.antibody_finding) == (
        Verdict.INCLUDED,
        AntibodyFinding.METHOD_NOT_RECORDED,
    )


def test_an_elisa_goes_before_every_other_result() -> None:
    tests = [
        AntibodyTest(Antibody.HA, True, "immunoblot"),
        AntibodyTest(Antibody.EJ, True),
        AntibodyTest(Antibody.PL7, False, "elisa"),
        JO1,
    ]
    result = evaluate_inclusion(tests, ENOUGH)
    assert (result.antibody_finding, result.antibodies) == (
        AntibodyFinding.BY_ELISA,
        (Antibody.JO1,),
    )


def test_what_counts_is_named_once_and_in_order() -> None:
    result = evaluate_inclusion(
        [JO1],
        [
            Manifestation.RAYNAUD,
            Manifestation.MYOPERICARDITIS,
            Manifestation.FEVER,
            Manifestation.MYOCARDITIS,
        ],
    )
    assert result.manifestations == (Manifestation.MYOCARDITIS, Manifestation.RAYNAUD)


# The letter's Table, typed again.
TABLE = {
    "Patient 1": ({"arthritis", "fever", "ild", "myopericarditis"}, "pl12"),
    "Patient 2": ({"fever", "ild", "myocarditis", "rash", "raynaud"}, "pl12"),
    "Patient 3": ({"fever", "myocarditis", "myositis", "rash"}, "jo1"),
    "Furlan": ({"arthritis", "fever", "ild", "myositis", "rash"}, "jo1"),
    "Zong": (None, "jo1"),
    "Meudec": ({"arthritis", "ild", "myopericarditis", "myositis"}, "jo1"),
    "Ahmad": ({"arthritis", "fever", "ild", "rash"}, "jo1"),
}


@pytest.mark.parametrize("label", TABLE)
def test_every_row_of_the_letters_table_is_included_but_the_unreported_one(label: str) -> None:
    had, antibody = TABLE[label]
    manifestations = None if had is None else {Manifestation(kind) for kind in had}
    tests = [AntibodyTest(Antibody(antibody), True, "elisa")]
    expected = Verdict.NOT_EVALUABLE if label == "Zong" else Verdict.INCLUDED
    assert evaluate_inclusion(tests, manifestations).verdict is expected


def test_the_codes_of_a_verdict_and_of_what_it_rests_on_stay_as_they_are() -> None:
    assert [verdict.value for verdict in Verdict] == ["included", "not_included", "not_evaluable"]
    assert [finding.value for finding in AntibodyFinding] == [
        "by_elisa",
        "method_not_recorded",
        "other_method_only",
        "none_positive",
        "not_tested",
    ]
