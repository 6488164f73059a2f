"""A score's page, put together from its row and its history: no query, no request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic.dashboard.contributions import measure_name
from clinic.dashboard.explained import ExplainedScore, explained_score
from clinic.dashboard.numerals import day_number, printed, score_text
from clinic.dashboard.score_changes import POPULATIONS, Change, Why, changes_of, whys_of
from clinic.registry.numbers import unit_text
from clinic.visits.vocabulary import Analyte, MuscleInstrument
from scoring.criteria.core_set import Ranges
from scoring.criteria.episode import study_day
from scoring.criteria.points import ENZYME_RANGES, Measure, Population
from scoring.explanations import ScoreFindings
from scoring.models import Score
from scoring.vocabulary import CRITERIA, Category, Ceased, NoScore

SIDES = ("baseline", "followup")
SHORT_FINGERPRINT = 12  # characters; the whole one stands beside it


@dataclass(frozen=True)
class Used:
    """One input as it was used; None was not assessed."""

    name: str | Promise
    baseline: str | None
    followup: str | None
    unit: str
    baseline_limit: str | None = None  # an enzyme's upper limit of normal
    followup_limit: str | None = None


@dataclass(frozen=True)
class Entry:
    """One row of the ledger in the history of a visit's score."""

    row: Score
    number: int
    is_this: bool
    is_in_force: bool
    text: str | None  # None: no points, or those that no longer hold
    category: str | None
    category_words: str | Promise | None
    no_score: str | Promise | None
    changes: Sequence[Change]
    whys: Sequence[Why]
    ceased: str | Promise | None
    ceased_whys: Sequence[Why]


@dataclass(frozen=True)
class ScorePage:
    treatment: str
    day: str | None
    explained: ExplainedScore | None
    no_score: NoScore | None
    used: Sequence[Used]
    population: str | Promise
    choice: str | None
    criteria: str | Promise
    fingerprint: str
    history: Sequence[Entry]


def score_page(found: ScoreFindings) -> ScorePage:
    """Nothing of a row that no longer holds: neither its points nor its inputs."""
    row, course = found.row, found.row.episode.course
    is_told = not found.is_stale
    started = course.started_on
    return ScorePage(
        treatment=course.get_drug_display(),
        day=day_number(study_day(row.visit.visited_on, started)) if started else None,
        explained=explained_score(found.explanation) if found.explanation else None,
        no_score=NoScore(row.problem) if is_told and row.problem else None,
        used=_used(row) if is_told else [],
        population=POPULATIONS[row.population],
        choice=_choice(row.inputs.get("enzyme_choice")),
        criteria=CRITERIA.get(row.criteria, row.criteria),
        fingerprint=row.fingerprint[:SHORT_FINGERPRINT],
        history=_history(found),
    )


def _used(row: Score) -> list[Used]:
    population = Population(row.population)
    names = {name: measure_name(Measure(name), population) for name in Ranges._fields}
    scales = [
        Used(
            names[name] if name != Measure.MMT else _strength(row, names[name]),
            _text(row.inputs["baseline"][name]),
            _text(row.inputs["followup"][name]),
            _unit(row, name),
        )
        for name in Ranges._fields
    ]
    measured = {name for side in SIDES for name in row.inputs[side]["enzymes"]}
    return scales + [_enzyme(row, name) for name in ENZYME_RANGES if name in measured]


def _strength(row: Score, name: str | Promise) -> str | Promise:
    """By its instruments, which may differ where there is no score."""
    used = dict.fromkeys(one for one in row.instruments.values() if one)
    return " / ".join(str(MuscleInstrument(one).label) for one in used) or name


def _unit(row: Score, name: str) -> str:
    unit = row.units.get(name, "")
    return "" if unit.startswith("{") else unit_text(unit)


def _enzyme(row: Score, name: str) -> Used:
    before, after = (row.inputs[side]["enzymes"].get(name, {}) for side in SIDES)
    return Used(
        Analyte(name).label,
        _text(before.get("value")),
        _text(after.get("value")),
        _unit(row, name),
        _text(before.get("uln")),
        _text(after.get("uln")),
    )


def _choice(choice: dict[str, Any] | None) -> str | None:
    """A clinician's say over the enzyme, as it was used."""
    if not choice:
        return None
    facts = {
        "enzyme": Analyte(choice["use"]).label if choice["use"] else "",
        "left_out": ", ".join(str(Analyte(one).label) for one in choice["exclude"]),
        "reason": choice["reason"],
    }
    if not choice["exclude"]:
        return _("%(enzyme)s. Chosen (reason: %(reason)s)") % facts
    if not choice["use"]:
        return _("Left out: %(left_out)s (reason: %(reason)s)") % facts
    return _("%(enzyme)s. Chosen; left out: %(left_out)s (reason: %(reason)s)") % facts


def _history(found: ScoreFindings) -> list[Entry]:
    days = {str(row.baseline.uuid): row.baseline.visited_on for row in found.history}
    return [_entry(found, row, number, days) for number, row in enumerate(found.history, start=1)][
        ::-1
    ]


def _entry(found: ScoreFindings, row: Score, number: int, days: dict[str, date]) -> Entry:
    is_told = found.may_show(row)
    category = row.category if is_told else None
    return Entry(
        row=row,
        number=number,
        is_this=row.pk == found.row.pk,
        is_in_force=row.superseded_at is None,
        text=_bounds(row) if is_told else None,
        category=category,
        category_words=Category(category).label if category else None,
        no_score=NoScore(row.problem).label if is_told and row.problem else None,
        changes=changes_of(row.changes, Population(row.population), days),
        whys=whys_of(row.causes),
        ceased=Ceased(row.ceased).label if row.ceased else None,
        ceased_whys=whys_of(row.ceased_causes or []),
    )


def _bounds(row: Score) -> str | None:
    if row.lower is None or row.upper is None:
        return None
    return score_text(row.lower, row.upper)


def _text(value: str | None) -> str | None:
    return None if value is None else printed(Decimal(value))
