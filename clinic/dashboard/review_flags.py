"""What is worth a look in a row of the review list, each in a word. Pure."""

from collections.abc import Sequence
from typing import TypedDict

from django.utils.translation import gettext as _

from clinic.dashboard.selectors.review_details import Details
from clinic.dashboard.selectors.review_index import Entry
from clinic.visits.vocabulary import Organ


class Flag(TypedDict):
    """A word worth a look, with its look: a class of .tag."""

    look: str
    mark: str
    words: str


def flags_of(entry: Entry, details: Details) -> list[Flag]:
    flags = []
    if entry.is_relapsed:
        organ = str(Organ(entry.relapses[-1].organ).label).lower()
        flags.append(Flag(look="ink", mark="▼", words=_("Relapse, %(organ)s") % {"organ": organ}))
    if entry.has_adverse_event:
        flags.append(Flag(look="strong", mark="", words=_("Adverse event")))
    return flags + _measure_flags(details)


def _measure_flags(details: Details) -> list[Flag]:
    """Of one measure its name, of more their number."""
    flags = []
    if details.worse:
        flags.append(Flag(look="", mark="↘", words=_worse_words(details.worse)))
    if details.missing:
        flags.append(Flag(look="dashed", mark="○", words=_missing_words(details.missing)))
    return flags


def _worse_words(measures: Sequence[str]) -> str:
    if len(measures) == 1:
        return _("%(measure)s worse") % {"measure": measures[0]}
    return _("%(n)s measures worse") % {"n": len(measures)}


def _missing_words(measures: Sequence[str]) -> str:
    if len(measures) == 1:
        return measures[0]
    return _("%(n)s measures missing") % {"n": len(measures)}
