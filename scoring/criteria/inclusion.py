"""The letter's inclusion rule, local to its cohort: who has antisynthetase syndrome.

Campochiaro C, et al., letter on anakinra in antisynthetase syndrome (docs/criteria.md, "The
letter's inclusion rule"): at least one anti-aminoacyl-tRNA-synthetase antibody, detected with an
ELISA, and at least two of six manifestations. What counts as not known is this project's design.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum
from typing import NamedTuple

from scoring.criteria.terms import Antibody, Manifestation

MANIFESTATIONS_REQUIRED = 2
ELISA = "elisa"

# Each manifestation that counts, and as which of the six. Fever and rash are recorded only.
COUNTS_AS: dict[Manifestation, Manifestation] = {
    Manifestation.ARTHRITIS: Manifestation.ARTHRITIS,
    Manifestation.ILD: Manifestation.ILD,
    Manifestation.MECHANICS_HANDS: Manifestation.MECHANICS_HANDS,
    Manifestation.MYOCARDITIS: Manifestation.MYOCARDITIS,
    Manifestation.MYOPERICARDITIS: Manifestation.MYOCARDITIS,
    Manifestation.MYOSITIS: Manifestation.MYOSITIS,
    Manifestation.RAYNAUD: Manifestation.RAYNAUD,
}


class AntibodyTest(NamedTuple):
    """One result; `method` is a code, or None where it is not recorded."""

    antibody: Antibody
    is_positive: bool
    method: str | None = None


class Verdict(StrEnum):
    """Whether the rule is met; not evaluable is not the same as no."""

    INCLUDED = "included"
    NOT_INCLUDED = "not_included"
    NOT_EVALUABLE = "not_evaluable"


class AntibodyFinding(StrEnum):
    """What the results say about the first half of the rule."""

    BY_ELISA = "by_elisa"  # met
    METHOD_NOT_RECORDED = "method_not_recorded"  # met, with this reservation
    OTHER_METHOD_ONLY = "other_method_only"  # not known: no ELISA for it is recorded
    NONE_POSITIVE = "none_positive"  # not met
    NOT_TESTED = "not_tested"  # not known


class InclusionResult(NamedTuple):
    """The verdict and what it rests on.

    `antibodies`: those that carry the first half of the rule, in the order of the eight.
    `manifestations`: those that count, as which of the six; None where none was reported.
    """

    verdict: Verdict
    antibody_finding: AntibodyFinding
    antibodies: tuple[Antibody, ...]
    manifestations: tuple[Manifestation, ...] | None


def evaluate_inclusion(
    tests: Iterable[AntibodyTest], manifestations: Collection[Manifestation] | None
) -> InclusionResult:
    """Whether a patient meets the rule; not evaluable where a fact that decides is not known.

    `manifestations`: all that the patient has had; None where it is not known which.

    >>> positive = AntibodyTest(Antibody.PL12, True, "elisa")
    >>> evaluate_inclusion([positive], {Manifestation.FEVER, Manifestation.ILD}).verdict
    <Verdict.NOT_INCLUDED: 'not_included'>
    >>> evaluate_inclusion([positive], None).verdict
    <Verdict.NOT_EVALUABLE: 'not_evaluable'>
    """
    finding, antibodies = _antibody_finding(list(tests))
    counted = None if manifestations is None else _counted(manifestations)
    halves = (_antibody_half(finding), _manifestation_half(counted))
    if False in halves:
        verdict = Verdict.NOT_INCLUDED
    elif None in halves:
        verdict = Verdict.NOT_EVALUABLE
    else:
        verdict = Verdict.INCLUDED
    return InclusionResult(verdict, finding, antibodies, counted)


def _antibody_finding(
    tests: list[AntibodyTest],
) -> tuple[AntibodyFinding, tuple[Antibody, ...]]:
    positive = [test for test in tests if test.is_positive]
    by_elisa = {test.antibody for test in positive if test.method == ELISA}
    if by_elisa:
        return AntibodyFinding.BY_ELISA, _in_order(by_elisa)
    if unrecorded := {test.antibody for test in positive if test.method is None}:
        return AntibodyFinding.METHOD_NOT_RECORDED, _in_order(unrecorded)
    refuted = {test.antibody for test in tests if test.method == ELISA}  # none of them positive
    if otherwise := {test.antibody for test in positive} - refuted:
        return AntibodyFinding.OTHER_METHOD_ONLY, _in_order(otherwise)
    return (AntibodyFinding.NONE_POSITIVE if tests else AntibodyFinding.NOT_TESTED), ()


def _antibody_half(finding: AntibodyFinding) -> bool | None:
    if finding in (AntibodyFinding.BY_ELISA, AntibodyFinding.METHOD_NOT_RECORDED):
        return True
    return False if finding is AntibodyFinding.NONE_POSITIVE else None


def _manifestation_half(counted: tuple[Manifestation, ...] | None) -> bool | None:
    return None if counted is None else len(counted) >= MANIFESTATIONS_REQUIRED


def _counted(manifestations: Collection[Manifestation]) -> tuple[Manifestation, ...]:
    counted = {COUNTS_AS[kind] for kind in manifestations if kind in COUNTS_AS}
    return tuple(kind for kind in Manifestation if kind in counted)


def _in_order(antibodies: Collection[Antibody]) -> tuple[Antibody, ...]:
    return tuple(antibody for antibody in Antibody if antibody in antibodies)
