"""What each measure contributes to a score, as rows to print.

Reads the JSON that a stored score carries and `scoring.criteria.results` writes: a stored score and
one computed while a form is typed are shown by the same rows.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.dashboard.numerals import at_most_decimals, printed
from clinic.visits.vocabulary import Analyte
from scoring import vocabulary
from scoring.criteria import results
from scoring.criteria.core_set import Case
from scoring.criteria.exact import plain
from scoring.criteria.points import ENZYME_RANGES, ROWS, Measure, Population
from scoring.criteria.tis import Score
from scoring.models import Score as StoredScore

MMT8_RANGES = frozenset({Decimal(80), Decimal(150)})
CMAS_RANGE = Decimal(52)
# Children's: a parent may judge the activity, and the questionnaire is a version of its own.
OF_CHILDREN: dict[str, str | Promise] = {
    Measure.PATIENT_GLOBAL: gettext_lazy("Parent or patient global"),
    Measure.HAQ: "CHAQ",
}
BAR_WIDTH = 100  # of the drawn bar, which stands for the row's maximum


@dataclass(frozen=True)
class Contribution:
    """One row. Numbers are texts in the reader's language; None is not assessed, or not known."""

    measure: Measure
    label: str | Promise
    before: str | None
    now: str | None
    scale: str  # what a change of 100 % is
    change: str | None  # absolute percent, positive is improvement
    band: str | None
    points: str  # "7.5", or "0–10" where the measure is missing
    maximum: str
    attainable: str  # the most this baseline allows
    is_known: bool
    is_worse: bool
    missing_at: str | None
    bar_from: str  # the drawn bar, in hundredths of the maximum
    bar_length: str


def contributions_of(score: StoredScore) -> list[Contribution]:
    """The rows of a stored score; none where it carries a problem instead of points."""
    if score.problem is not None:
        return []
    return contributions(score.inputs, score.measures, score.enzyme)


def contributions_to(case: Case, score: Score) -> list[Contribution]:
    """The rows of a score just computed."""
    return contributions(results.to_json(case), results.measures_to_json(score), score.enzyme)


def contributions(
    inputs: Mapping[str, Any], measures: Mapping[str, Any], enzyme: str | None
) -> list[Contribution]:
    """Six rows in the order of the criteria's table."""
    return [_row(measure, inputs, measures[measure], enzyme) for measure in Measure]


def _row(
    measure: Measure,
    inputs: Mapping[str, Any],
    earned: Mapping[str, Any],
    enzyme: str | None,
) -> Contribution:
    before, now = values_of(measure, inputs, enzyme)
    change = _number(earned["change_percent"])
    points = _number(earned["points"])
    lower, upper = Decimal(earned["lower"] or 0), Decimal(earned["upper"] or 0)
    maximum = ROWS[measure].maximum
    return Contribution(
        measure=measure,
        label=label_of(measure, inputs, enzyme),
        before=printed(before),
        now=printed(now),
        scale=_scale_text(measure, inputs, enzyme),
        change=change_text(measure, change),
        band=edges_text(**earned["band"]) if earned["band"] else None,
        points=points_text(lower, upper),
        maximum=printed(maximum) or "",
        attainable=printed(_number(earned["attainable"])) or "",
        is_known=points is not None,
        is_worse=change is not None and change < 0,
        missing_at=None if points is not None else _missing_at(measure, before, now),
        bar_from="0" if points is not None else _share(lower, maximum),
        bar_length=_share(lower if points is not None else upper - lower, maximum),
    )


def labels_of(inputs: Mapping[str, Any], enzyme: str | None) -> dict[Measure, str | Promise]:
    """Each measure as `label_of` names it."""
    return {measure: label_of(measure, inputs, enzyme) for measure in Measure}


def label_of(measure: Measure, inputs: Mapping[str, Any], enzyme: str | None) -> str | Promise:
    """The measure by its instrument's name, the enzyme by its own."""
    if measure is Measure.ENZYME and enzyme is not None:
        return Analyte(enzyme).label
    if measure is Measure.MMT:
        return strength_name(Decimal(inputs["ranges"]["mmt"]))
    return measure_name(measure, Population(inputs["population"]))


def strength_name(full: Decimal) -> str:
    """The muscle instrument by its range."""
    if full in MMT8_RANGES:
        return "MMT8"
    return "CMAS" if full == CMAS_RANGE else _("Total MMT")


def measure_name(measure: str, population: Population) -> str | Promise:
    """By the name it has for children, where that is another one."""
    for_children = OF_CHILDREN.get(measure) if population is Population.JUVENILE else None
    return for_children or vocabulary.Measure(measure).label


def measure_words(measures: Iterable[str], population: str) -> str:
    """Measures by their codes, named in a row."""
    return ", ".join(str(measure_name(one, Population(population))) for one in measures)


def values_of(
    measure: Measure, inputs: Mapping[str, Any], enzyme: str | None
) -> tuple[Decimal | None, Decimal | None]:
    """Baseline and follow-up; an enzyme in multiples of its upper limit of normal."""
    if measure is not Measure.ENZYME:
        before, now = (_number(inputs[side][measure]) for side in ("baseline", "followup"))
        return before, now
    first, later = (inputs[side]["enzymes"].get(enzyme) for side in ("baseline", "followup"))
    if first is None:
        return None, None
    return _multiple(first, first["uln"]), _multiple(later, first["uln"])


def _multiple(enzyme: Mapping[str, str | None] | None, uln_before: str | None) -> Decimal | None:
    """A follow-up without a limit of its own is measured by the baseline's."""
    if enzyme is None or uln_before is None:
        return None
    value, uln = Decimal(enzyme["value"] or 0), Decimal(enzyme["uln"] or uln_before)
    return at_most_decimals(value / uln, 2)


def _missing_at(measure: Measure, before: Decimal | None, now: Decimal | None) -> str:
    if measure is Measure.ENZYME and before is None:
        return _("no enzyme can be followed from the baseline")
    if before is None:
        return _("not assessed at baseline") if now is not None else _("not assessed")
    return _("not assessed at this visit")


def _scale_text(measure: Measure, inputs: Mapping[str, Any], enzyme: str | None) -> str:
    if measure is Measure.ENZYME:
        return _("%(times)s × limit") % {"times": ENZYME_RANGES[enzyme]} if enzyme else ""
    full = inputs["ranges"][measure]
    return full if measure in (Measure.MMT, Measure.HAQ) else f"{full} cm"


def change_text(measure: Measure, change: Decimal | None) -> str | None:
    """One decimal, unless that would print a band's edge for a value beside it."""
    if change is None:
        return None
    rounded = at_most_decimals(change, 1)
    return printed(change if rounded in ROWS[measure].cuts else rounded)


def edges_text(over: str | None, to: str | None) -> str:
    """A band of the published table by its edges in percent, the upper one included."""
    if over is None:
        return f"≤ {to}"
    return f"> {over}" if to is None else f"> {over}–{to}"


def points_text(lower: Decimal, upper: Decimal) -> str:
    """Points, or their bounds where they differ."""
    return printed(lower) or "" if lower == upper else f"{printed(lower)}–{printed(upper)}"


def _share(points: Decimal, maximum: Decimal) -> str:
    return plain(at_most_decimals(points * BAR_WIDTH / maximum, 1)) or "0"


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
