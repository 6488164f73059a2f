"""Verdicts: not known is not false; then counting what holds."""

from itertools import product

import pytest

from scoring.criteria.verdict import (
    Finding,
    Verdict,
    all_of,
    any_of,
    at_least,
    finding_of,
    opposite,
    verdict_of,
)

FINDINGS: tuple[Finding, ...] = (True, False, None)


def completions(findings: tuple[Finding, ...]) -> list[tuple[bool, ...]]:
    """Every way in which what is not known could turn out."""
    return list(product(*[(True, False) if f is None else (f,) for f in findings]))


def agreed(verdicts: set[bool]) -> Finding:
    return verdicts.pop() if len(verdicts) == 1 else None


def test_what_is_not_known_is_neither_met_nor_not_met() -> None:
    assert verdict_of(None) is Verdict.NOT_EVALUABLE
    assert verdict_of(False) is Verdict.NOT_MET
    assert verdict_of(True) is Verdict.MET


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_and_its_finding_say_the_same(verdict: Verdict) -> None:
    assert verdict_of(finding_of(verdict)) is verdict


@pytest.mark.parametrize("needed", range(5))
@pytest.mark.parametrize("size", range(4))
def test_so_many_hold_where_every_completion_agrees(needed: int, size: int) -> None:
    for findings in product(FINDINGS, repeat=size):
        ways = {sum(way) >= needed for way in completions(findings)}
        assert at_least(needed, iter(findings)) is agreed(ways)


@pytest.mark.parametrize("findings", list(product(FINDINGS, repeat=3)))
def test_any_and_all_are_those_of_every_completion(findings: tuple[Finding, ...]) -> None:
    assert any_of(*findings) is agreed({any(way) for way in completions(findings)})
    assert all_of(*findings) is agreed({all(way) for way in completions(findings)})


def test_the_opposite_of_what_is_not_known_is_not_known() -> None:
    assert [opposite(finding) for finding in FINDINGS] == [False, True, None]


def test_verdicts_are_told_as_pages_and_programs_know_them() -> None:
    assert [verdict.value for verdict in Verdict] == ["met", "not_met", "not_evaluable"]
