"""What was taken of glucocorticoids over an episode, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.dashboard.numerals import at_most_decimals, printed
from scoring.criteria.cumulative_dose import CumulativeDose, Gap, cumulative_prednisone_mg
from scoring.criteria.glucocorticoid import GlucocorticoidCourse, prednisone_mg_on
from scoring.criteria.relapse import is_relapse_below_taper_limit

SHORT = "SHORT_DATE_FORMAT"


@dataclass(frozen=True)
class CumulativeWords:
    """The sum since the start; where it is not known, why, and what is known."""

    mg: str | None
    why_unknown: str | None
    known: str | None


@dataclass(frozen=True)
class RelapseWords:
    """A relapse of the episode with the dose on that day."""

    text: str
    is_while_tapering: bool


def cumulative_words(
    first: date, today: date, courses: Sequence[GlucocorticoidCourse]
) -> CumulativeWords | None:
    """From the first day of treatment to today; None before that day has come."""
    if today < first:
        return None
    if not courses:
        return CumulativeWords(None, _("no glucocorticoid treatment is recorded"), None)
    found = cumulative_prednisone_mg(first, today, courses)
    if found.mg is not None:
        return CumulativeWords(_mg(found), None, None)
    return CumulativeWords(None, _why_unknown(found), _known(found))


def relapse_words(
    started_on: date, days: Sequence[date], courses: Sequence[GlucocorticoidCourse]
) -> list[RelapseWords]:
    """The relapses since the first day of treatment, in the order of their days."""
    return [_relapse(day, courses) for day in days if day >= started_on]


def _relapse(day: date, courses: Sequence[GlucocorticoidCourse]) -> RelapseWords:
    mg = printed(prednisone_mg_on(day, courses))
    texts = {"day": date_format(day, SHORT), "mg": mg}
    text = _("%(day)s, dose not known") if mg is None else _("%(day)s at prednisone %(mg)s mg/d")
    return RelapseWords(text % texts, is_relapse_below_taper_limit(day, courses) is True)


def _mg(found: CumulativeDose) -> str | None:
    return printed(at_most_decimals(found.known_mg, 1))


def _why_unknown(found: CumulativeDose) -> str:
    first, *others = found.unknown
    if others:
        words = _("the dose is not known on %(n)s days, the first is %(day)s")
        return words % {"n": found.unknown_days, "day": date_format(first.first, SHORT)}
    return _one_gap(first)


def _one_gap(gap: Gap) -> str:
    if gap.first == gap.last:
        return _("the dose of %(day)s is not known") % {"day": date_format(gap.first, SHORT)}
    return _("the dose is not known from %(first)s to %(last)s") % {
        "first": date_format(gap.first, SHORT),
        "last": date_format(gap.last, SHORT),
    }


def _known(found: CumulativeDose) -> str | None:
    if not found.known_days:
        return None
    words = ngettext(
        "%(mg)s mg on the other day", "%(mg)s mg on the other %(n)s days", found.known_days
    )
    return words % {"mg": _mg(found), "n": found.known_days}
