"""What changed from one row of the ledger to the next, and why, in words. Pure."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.dashboard.contributions import measure_name
from clinic.dashboard.numerals import printed
from clinic.registry.numbers import unit_text
from clinic.registry.vocabulary import Cause
from clinic.visits.vocabulary import Analyte, MuscleInstrument
from scoring.criteria.points import Measure, Population
from scoring.vocabulary import CRITERIA

SHORT = "SHORT_DATE_FORMAT"
SIDES: dict[str, Promise] = {
    "baseline": gettext_lazy("%(what)s at the baseline"),
    "followup": gettext_lazy("%(what)s at this visit"),
}
# Fields of a row that stand by themselves; see scoring.ledger.changes_between.
NAMES: dict[str, Promise] = {
    "baseline_visit": gettext_lazy("Baseline"),
    "population": gettext_lazy("Population"),
    "criteria": gettext_lazy("Criteria"),
    "criteria_version": gettext_lazy("Version of the criteria"),
    "program_version": gettext_lazy("Version of the program"),
    "enzyme_choice.use": gettext_lazy("Chosen enzyme"),
    "enzyme_choice.exclude": gettext_lazy("Enzymes left out"),
    "enzyme_choice.reason": gettext_lazy("Reason for the enzyme"),
}
POPULATIONS: dict[str, Promise] = {
    Population.ADULT: gettext_lazy("adult"),
    Population.JUVENILE: gettext_lazy("juvenile"),
}


@dataclass(frozen=True)
class Change:
    """One field; None is not assessed, or was not there."""

    name: str | Promise
    before: str | Promise | None
    after: str | Promise | None


@dataclass(frozen=True)
class Why:
    """What made a row due: what happened, when, by whom, and the reason that person gave."""

    what: str | Promise
    at: datetime | None
    by: str | None
    reason: str | None


def changes_of(
    changes: Iterable[Mapping[str, Any]], population: Population, days: Mapping[str, date]
) -> list[Change]:
    """The changes that a row carries; `days` gives a baseline's day by its uuid."""
    return [
        Change(
            _name(change["field"], population),
            _value(change["field"], change["before"], days),
            _value(change["field"], change["after"], days),
        )
        for change in changes
    ]


def whys_of(causes: Iterable[Mapping[str, str | None]]) -> list[Why]:
    """The causes that a row carries, in their order; one that happened twice is told once."""
    found = (
        Why(
            _cause(cause["code"] or ""),
            datetime.fromisoformat(cause["at"]) if cause["at"] else None,
            cause["by"],
            cause["reason"],
        )
        for cause in causes
    )
    return list(dict.fromkeys(found))


def _cause(code: str) -> str | Promise:
    return Cause(code).label if code in Cause.values else code


def _name(path: str, population: Population) -> str | Promise:
    if path in NAMES:
        return NAMES[path]
    first, *rest = path.split(".")
    if first in SIDES:
        return str(SIDES[first]) % {"what": _finding(rest, population)}
    if first == "ranges":
        return _("Range of %(what)s") % {"what": _finding(rest, population)}
    if first == "units":
        return _("Unit of %(what)s") % {"what": _finding(rest, population)}
    return path


def _finding(parts: list[str], population: Population) -> str | Promise:
    if parts[0] == "enzymes":
        label = Analyte(parts[1]).label
        if parts[2] == "uln":
            return _("Upper limit of %(enzyme)s") % {"enzyme": label}
        return label
    if parts[0] == "muscle_instrument":
        return _("Muscle instrument")
    if parts[0] in Analyte.values:
        return Analyte(parts[0]).label
    return measure_name(Measure(parts[0]), population)


def _value(path: str, value: Any, days: Mapping[str, date]) -> str | Promise | None:
    """As a reader knows it; None stays None, but no choice is a choice that is known."""
    if value in (None, []):
        return _("none") if path.startswith("enzyme_choice.") else None
    first, last = path.split(".", maxsplit=1)[0], path.rsplit(".", maxsplit=1)[-1]
    if path in _READ:
        return _READ[path](value)
    if path == "baseline_visit":
        return date_format(days[value], SHORT) if value in days else _("another visit")
    if last == "muscle_instrument":
        return MuscleInstrument(value).label
    if first == "units":
        return unit_text(value)
    is_number = first in SIDES or first == "ranges"
    return printed(Decimal(value)) if is_number else str(value)


def _enzymes(value: str | list[str]) -> str:
    named = [value] if isinstance(value, str) else value
    return ", ".join(str(Analyte(one).label) for one in named)


_READ: dict[str, Callable[[Any], str | Promise]] = {
    "population": POPULATIONS.__getitem__,
    "criteria": lambda name: CRITERIA.get(name, name),
    "enzyme_choice.use": _enzymes,
    "enzyme_choice.exclude": _enzymes,
}
