"""Verdicts with something missing: said only where the missing could not change them.

Section "Verdicts with something missing" of docs/criteria.md; this project's own design. A finding
is true, false, or None where it is not known; None never counts as false.
"""

from collections.abc import Iterable
from enum import StrEnum

Finding = bool | None


class Verdict(StrEnum):
    """Whether a definition is met; NOT_EVALUABLE where that turns on something missing."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_EVALUABLE = "not_evaluable"


_VERDICTS: dict[Finding, Verdict] = {
    True: Verdict.MET,
    False: Verdict.NOT_MET,
    None: Verdict.NOT_EVALUABLE,
}
_FINDINGS = {verdict: finding for finding, verdict in _VERDICTS.items()}


def verdict_of(finding: Finding) -> Verdict:
    """A finding as a verdict.

    >>> verdict_of(None)
    <Verdict.NOT_EVALUABLE: 'not_evaluable'>
    """
    return _VERDICTS[finding]


def finding_of(verdict: Verdict) -> Finding:
    """A verdict as a finding, to be combined further.

    >>> finding_of(Verdict.NOT_EVALUABLE) is None
    True
    """
    return _FINDINGS[verdict]


def at_least(needed: int, findings: Iterable[Finding]) -> Finding:
    """Whether so many hold: None where the ones not known decide it.

    >>> at_least(2, [True, True, None]), at_least(2, [True, None, False]), at_least(2, [None])
    (True, None, False)
    """
    findings = list(findings)
    holding = findings.count(True)
    if holding >= needed:
        return True
    return None if holding + findings.count(None) >= needed else False


def any_of(*findings: Finding) -> Finding:
    """Whether one of them holds.

    >>> any_of(True, None), any_of(False, None), any_of(False, False)
    (True, None, False)
    """
    return at_least(1, findings)


def all_of(*findings: Finding) -> Finding:
    """Whether all of them hold.

    >>> all_of(True, None), all_of(False, None), all_of(True, True)
    (None, False, True)
    """
    return at_least(len(findings), findings)


def opposite(finding: Finding) -> Finding:
    """Whether it does not hold; what is not known stays not known.

    >>> opposite(True), opposite(None)
    (False, None)
    """
    return None if finding is None else not finding
