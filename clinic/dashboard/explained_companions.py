"""What stands beside a score: the definition of 2004, deterioration, both populations. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from clinic.dashboard.numerals import printed, signed
from scoring.criteria.deterioration import Deterioration
from scoring.criteria.exact import rounded
from scoring.criteria.explanation import Explanation
from scoring.criteria.improvement import Improvement
from scoring.criteria.points import Measure, Population
from scoring.criteria.verdict import Finding, Verdict
from scoring.vocabulary import Category

Labels = Mapping[Measure, str | Promise]


@dataclass(frozen=True)
class Companions:
    """Verdicts with what they rest on."""

    improvement: str
    improvement_why: Sequence[str]
    deterioration: str
    deterioration_why: Sequence[str]
    changes: Sequence[tuple[str | Promise, str | None]]  # relative to the baseline, in percent
    as_adult: str | None  # past the 18th birthday: the response by the thresholds of adults


def companions_of(explanation: Explanation, labels: Labels) -> Companions:
    """In words; the percentages are relative to the baseline's values, unlike the score's."""
    return Companions(
        improvement=_verdict(explanation.improvement.verdict),
        improvement_why=_improvement_why(explanation.improvement, labels),
        deterioration=_deterioration(explanation.deterioration, explanation.confirmed),
        deterioration_why=_deterioration_why(explanation.deterioration, labels),
        changes=[
            (labels[measure], _percent(change))
            for measure, change in explanation.improvement.changes.items()
        ],
        as_adult=_as_adult(explanation),
    )


def _verdict(verdict: Verdict) -> str:
    return {
        Verdict.MET: _("met"),
        Verdict.NOT_MET: _("not met"),
        Verdict.NOT_EVALUABLE: _("not evaluable"),
    }[verdict]


def _improvement_why(found: Improvement, labels: Labels) -> list[str]:
    """At least 3 better by 20 %, at most 2 worse by 25 %, strength not among them."""
    why = [
        _("Better by 20 %% or more: %(measures)s") % {"measures": _named(found.improved, labels)},
        _("Worse by 25 %% or more: %(measures)s") % {"measures": _named(found.worse, labels)},
    ]
    if found.unknown:
        why.append(
            _("Without a percentage: %(measures)s") % {"measures": _named(found.unknown, labels)}
        )
    return why


def _deterioration(found: Deterioration, confirmed: Verdict | None) -> str:
    if found.verdict is not Verdict.MET or confirmed is None:
        return _verdict(found.verdict)
    return {
        Verdict.MET: _("met, and confirmed by the visit before"),
        Verdict.NOT_MET: _("met at this visit, not at the one before"),
        Verdict.NOT_EVALUABLE: _("met at this visit, not evaluable at the one before"),
    }[confirmed]


def _deterioration_why(found: Deterioration, labels: Labels) -> list[str]:
    return [
        _("%(measure)s worse by 2 cm and %(strength)s by 20 %%: %(answer)s")
        % {
            "measure": labels[Measure.PHYSICIAN_GLOBAL],
            "strength": labels[Measure.MMT],
            "answer": _answer(found.global_and_strength),
        },
        _("%(measure)s worse by 2 cm: %(answer)s")
        % {"measure": labels[Measure.EXTRAMUSCULAR], "answer": _answer(found.extramuscular)},
        _("Three measures other than the enzyme worse by 30 %%: %(answer)s")
        % {"answer": _answer(found.three_measures)},
    ]


def _answer(finding: Finding) -> str:
    return pgettext("finding", "not known") if finding is None else _("yes") if finding else _("no")


def _as_adult(explanation: Explanation) -> str | None:
    both = explanation.both
    if both is None or not both.is_past_18:
        return None
    return str(Category(both.categories[Population.ADULT]).label).lower()


def _named(measures: Iterable[Measure], labels: Labels) -> str:
    return ", ".join(str(labels[one]) for one in measures) or _("none of the six measures")


def _percent(change: Fraction | None) -> str | None:
    if change is None:
        return None
    return signed(rounded(change, 1)) if change else printed(rounded(change))
