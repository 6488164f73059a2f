"""Which muscle enzyme a score follows, and what a reader should know of it, in words. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic.dashboard.numerals import printed
from clinic.visits.vocabulary import Analyte
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
    """A flag; of a limit that changed, whose it is, from what and to what."""
    if flag != Flag.ULN_CHANGED or enzyme is None:
        return Flag(flag).label
    before, now = (inputs[side]["enzymes"][enzyme]["uln"] for side in ("baseline", "followup"))
    return _("The upper limit of normal of %(enzyme)s has changed: %(before)s, now %(now)s.") % {
        "enzyme": Analyte(enzyme).label,
        "before": printed(Decimal(before)),
        "now": printed(Decimal(now)),
    }
