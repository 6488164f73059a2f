"""The letter's inclusion rule for one patient, in words."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.registry.vocabulary import Antibody, Manifestation
from scoring.criteria import terms
from scoring.criteria.inclusion import (
    MANIFESTATIONS_REQUIRED,
    AntibodyFinding,
    AntibodyTest,
    Verdict,
    evaluate_inclusion,
)

_VERDICTS: Mapping[Verdict, str | Promise] = {
    Verdict.INCLUDED: gettext_lazy("Meets the rule"),
    Verdict.NOT_INCLUDED: gettext_lazy("Does not meet the rule"),
    Verdict.NOT_EVALUABLE: gettext_lazy("Cannot be evaluated yet"),
}
_ANTIBODY_TEXTS: Mapping[AntibodyFinding, str | Promise] = {
    AntibodyFinding.BY_ELISA: gettext_lazy("Positive by ELISA"),
    AntibodyFinding.METHOD_NOT_RECORDED: gettext_lazy("Positive, method not recorded"),
    AntibodyFinding.OTHER_METHOD_ONLY: gettext_lazy("Positive, but not by ELISA"),
    AntibodyFinding.NONE_POSITIVE: gettext_lazy("No antibody is positive"),
    AntibodyFinding.NOT_TESTED: gettext_lazy("No antibody has been tested"),
}


@dataclass(frozen=True)
class InclusionWords:
    """The verdict and both halves of the rule, as a page prints them."""

    verdict: Verdict
    title: str | Promise
    antibody_text: str | Promise
    antibodies: list[str]
    manifestations: list[str] | None  # those that count; None where none is reported
    required: int = MANIFESTATIONS_REQUIRED


def inclusion_words(tests: Iterable[Mapping[str, Any]], kinds: Collection[str]) -> InclusionWords:
    """`tests` hold the field names of AntibodyResult. No manifestation at all: not reported."""
    result = evaluate_inclusion(
        [
            AntibodyTest(terms.Antibody(test["antibody"]), test["is_positive"], test["method"])
            for test in tests
        ],
        {terms.Manifestation(kind) for kind in kinds} or None,
    )
    counted = result.manifestations
    return InclusionWords(
        verdict=result.verdict,
        title=_VERDICTS[result.verdict],
        antibody_text=_ANTIBODY_TEXTS[result.antibody_finding],
        antibodies=[Antibody(antibody).label for antibody in result.antibodies],
        manifestations=None
        if counted is None
        else [str(Manifestation(kind).label) for kind in counted] or [_("none of the six")],
    )
