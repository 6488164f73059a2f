"""What the choice of a muscle enzyme rests on, what is refused, and what it would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clinic.registry.models import TreatmentCourse
from clinic.visits.models import LabResult, Visit
from clinic.visits.vocabulary import Analyte
from scoring.criteria.core_set import EnzymeChoice
from scoring.criteria.points import ENZYME_RANGES
from scoring.episodes import baseline_of, enzyme_choice_of, stored_findings
from scoring.models import Episode
from scoring.outcomes import Change, compared, outcomes
from scoring.vocabulary import Unusable


@dataclass(frozen=True)
class EnzymeAtBaseline:
    """A muscle enzyme of the baseline; the multiple is that of its own upper limit of normal."""

    enzyme: str
    result: LabResult | None
    multiple: Fraction | None
    unusable: Unusable | None

    @property
    def why_unusable(self) -> str | None:
        """As a sentence that says what to fix; None where the enzyme can be followed."""
        if self.unusable is None:
            return None
        return str(self.unusable.label) % {"enzyme": Analyte(self.enzyme).label}


def enzymes_at(baseline: Visit) -> list[EnzymeAtBaseline]:
    """Each muscle enzyme, in the order that breaks ties. No query: `laboratory` is at hand."""
    measured = {row.analyte: row for row in baseline.laboratory.all()}
    return [_at_baseline(enzyme, measured.get(enzyme)) for enzyme in ENZYME_RANGES]


def changes(
    course: TreatmentCourse, baseline: Visit, choice: EnzymeChoice, visits: Sequence[Visit]
) -> list[Change]:
    """What another choice would bring about, one a follow-up, in the order of `visits`."""
    found = stored_findings(baseline)
    now = enzyme_choice_of(course.episode)
    before = outcomes(course, baseline.visited_on, found, now, visits)
    after = outcomes(course, baseline.visited_on, found, choice, visits)
    return compared(visits, before, after)


def baseline_with_laboratory(episode: Episode) -> Visit | None:
    """Two queries."""
    visits = list(episode.course.patient.visits.prefetch_related("laboratory"))
    return baseline_of(episode.course, episode, visits)


def facts_of_choice(episode: Episode, baseline: Visit | None) -> dict[str, Any]:
    """What whoever chooses has seen: the present choice, and the enzymes at the baseline."""
    measured = [one.result for one in enzymes_at(baseline)] if baseline else []
    return {
        "enzyme": episode.enzyme,
        "excluded_enzymes": episode.excluded_enzymes,
        "reason": episode.enzyme_reason,
        "baseline": baseline and baseline.pk,
        "measured": [
            (row.analyte, row.comparator, row.canonical_value, row.canonical_uln)
            for row in measured
            if row
        ],
    }


def refuse_unusable(enzyme: str | None, baseline: Visit | None) -> None:
    """An enzyme that cannot be followed from this baseline; None: none is chosen."""
    if enzyme not in ENZYME_RANGES:  # an unknown one is refused by the model
        return
    if baseline is None:
        message = _("There is no baseline yet. Record or choose it first, then the enzyme.")
        raise ValidationError({"enzyme": message})
    chosen = next(one for one in enzymes_at(baseline) if one.enzyme == enzyme)
    if chosen.why_unusable:
        raise ValidationError({"enzyme": chosen.why_unusable})


def _at_baseline(enzyme: str, row: LabResult | None) -> EnzymeAtBaseline:
    if row is None:
        return EnzymeAtBaseline(enzyme, None, None, Unusable.NOT_MEASURED)
    if row.comparator is not None:
        return EnzymeAtBaseline(enzyme, row, None, Unusable.ONLY_A_BOUND)
    if row.canonical_uln is None:
        return EnzymeAtBaseline(enzyme, row, None, Unusable.WITHOUT_ULN)
    multiple = Fraction(row.canonical_value) / Fraction(row.canonical_uln)
    return EnzymeAtBaseline(enzyme, row, multiple, None)
