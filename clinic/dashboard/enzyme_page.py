"""The muscle enzymes of a baseline, in words. No query."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic.dashboard.figures.series import value_text
from clinic.dashboard.numerals import at_most_decimals, printed
from clinic.dashboard.rows import Lab
from clinic.registry.numbers import unit_text
from clinic.visits.models import LabResult, Visit
from clinic.visits.vocabulary import Analyte
from scoring.criteria.core_set import EnzymeChoice
from scoring.criteria.enzyme import followed_enzyme
from scoring.criteria.points import ENZYME_RANGES
from scoring.criteria.units import ANALYTES
from scoring.enzyme_choice import EnzymeAtBaseline
from scoring.episodes import enzymes_of
from scoring.models import Episode


@dataclass(frozen=True)
class EnzymeLine:
    """One enzyme at the baseline, as the laboratory printed it; None: not measured."""

    code: str
    name: str | Promise
    value: str | None
    unit: str
    limit: str | None
    canonical: str | None  # where the laboratory used another unit than the scores
    multiple: str | None
    is_followed: bool
    why_unusable: str | None


def enzyme_lines(found: Sequence[EnzymeAtBaseline], followed: str | None) -> list[EnzymeLine]:
    return [_line(one, followed) for one in found]


def followed_at(baseline: Visit, choice: EnzymeChoice) -> str | None:
    """The enzyme that a score against this baseline follows; None: there is none."""
    enzyme, _flags = followed_enzyme(enzymes_of(baseline.laboratory.all()), choice)
    return enzyme


def followed_words(
    found: Sequence[EnzymeAtBaseline], followed: str | None, choice: EnzymeChoice
) -> str:
    """Which enzyme is followed, and why."""
    if followed is None:
        return _("No enzyme can be followed: the measure is missing, and scores are bounds.")
    names = {"enzyme": Analyte(followed).label}
    if choice.use:
        return _("%(enzyme)s is followed, because it is chosen.") % names
    most = next(one.multiple for one in found if one.enzyme == followed)
    alike = [one for one in found if one.multiple == most and one.enzyme not in choice.exclude]
    if len(alike) > 1:
        names["alike"] = ", ".join(str(Analyte(one.enzyme).label) for one in alike)
        names["order"] = ", ".join(str(Analyte(one).label) for one in ENZYME_RANGES)
        return (
            _(
                "%(enzyme)s is followed: %(alike)s are equally abnormal, and the first in the order"
                " %(order)s counts."
            )
            % names
        )
    if choice.exclude:
        return (
            _("%(enzyme)s is followed: the most abnormal of those that are not left out.") % names
        )
    return _("%(enzyme)s is followed: the most abnormal at the baseline.") % names


def choice_of(episode: Episode) -> dict[str, object]:
    """The present choice, by the names of the form's fields."""
    return {"enzyme": episode.enzyme, "excluded_enzymes": episode.excluded_enzymes}


def _line(one: EnzymeAtBaseline, followed: str | None) -> EnzymeLine:
    row = one.result
    return EnzymeLine(
        code=one.enzyme,
        name=Analyte(one.enzyme).label,
        value=value_text(Lab(row.value, row.uln, row.comparator)) if row else None,
        unit=unit_text(row.unit) if row else "",
        limit=printed(row.uln) if row else None,
        canonical=_canonical(row) if row else None,
        multiple=_multiple_text(one),
        is_followed=one.enzyme == followed,
        why_unusable=one.why_unusable,
    )


def _canonical(row: LabResult) -> str | None:
    unit = ANALYTES[row.analyte].unit
    if row.unit == unit:
        return None
    value = value_text(Lab(row.canonical_value, row.canonical_uln, row.comparator))
    return f"{value} {unit_text(unit)}"


def _multiple_text(one: EnzymeAtBaseline) -> str | None:
    row = one.result
    if one.multiple is None or row is None or row.canonical_uln is None:
        return None
    return printed(at_most_decimals(row.canonical_value / row.canonical_uln, 2))
