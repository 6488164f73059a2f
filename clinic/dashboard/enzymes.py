"""Which muscle enzyme a score follows, and what a reader should know of it, in words. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic.dashboard.numerals import printed
from clinic.registry.numbers import unit_text
from clinic.visits.vocabulary import Analyte
from scoring.criteria.units import ANALYTES
from scoring.models import Episode
from scoring.vocabulary import Flag


def enzyme_words(enzyme: str | None, episode: Episode) -> str:
    """The one that is followed, and what a clinician decided of it."""
    facts = {
        "enzyme": Analyte(enzyme).label if enzyme else _("none"),
        "left_out": ", ".join(str(Analyte(one).label) for one in episode.excluded_enzymes),
        "reason": episode.enzyme_reason,
    }
    if not episode.enzyme_reason:
        return str(facts["enzyme"])
    if not episode.excluded_enzymes:
        return _("%(enzyme)s. Chosen (reason: %(reason)s)") % facts
    if episode.enzyme is None:
        return _("%(enzyme)s. Left out: %(left_out)s (reason: %(reason)s)") % facts
    return _("%(enzyme)s. Chosen; left out: %(left_out)s (reason: %(reason)s)") % facts


def flag_words(flag: str, inputs: Mapping[str, Any], enzyme: str | None) -> str | Promise:
    """A flag with what it is about: whose limit changed and to what, which has none."""
    if flag == Flag.ULN_CHANGED and enzyme is not None:
        return _limits_words(inputs, enzyme)
    if flag == Flag.ENZYME_WITHOUT_ULN and (names := _without_limit(inputs)):
        return _(
            "Without an upper limit of normal at the baseline, and so not to be followed:"
            " %(enzymes)s. Enter the limit there."
        ) % {"enzymes": names}
    if flag == Flag.CHOSEN_ENZYME_UNUSABLE and (chosen := _choice_in(inputs).get("use")):
        return _(
            "%(enzyme)s is chosen, but has no value with an upper limit of normal at the"
            " baseline. Enter it there, or choose another enzyme."
        ) % {"enzyme": Analyte(chosen).label}
    return Flag(flag).label


def _limits_words(inputs: Mapping[str, Any], enzyme: str) -> str:
    """Both limits, in the unit of the scores."""
    before, now = (inputs[side]["enzymes"][enzyme]["uln"] for side in ("baseline", "followup"))
    return _(
        "The upper limit of normal of %(enzyme)s has changed: %(before)s, now %(now)s %(unit)s."
    ) % {
        "enzyme": Analyte(enzyme).label,
        "before": printed(Decimal(before)),
        "now": printed(Decimal(now)),
        "unit": unit_text(ANALYTES[enzyme].unit),
    }


def _without_limit(inputs: Mapping[str, Any]) -> str:
    """Those that could have been followed: what is left out needs no limit."""
    choice = _choice_in(inputs)
    measured: Mapping[str, Any] = inputs.get("baseline", {}).get("enzymes", {})
    return ", ".join(
        str(Analyte(one).label)
        for one, facts in measured.items()
        if facts["uln"] is None
        and one not in choice.get("exclude", ())
        and choice.get("use") in (None, one)
    )


def _choice_in(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    return inputs.get("enzyme_choice") or {}
