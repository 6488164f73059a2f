"""A score's explanation as lines to print: what a reader checks by hand. Pure.

The template `dashboard/_explanation.html` prints an `ExplainedScore` that it finds as `explained`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic.dashboard.contributions import (
    change_text,
    edges_text,
    labels_of,
    points_text,
)
from clinic.dashboard.enzymes import flag_words
from clinic.dashboard.explained_companions import Companions, companions_of
from clinic.dashboard.explained_words import bounds_words, deciding_words, missing_words
from clinic.dashboard.numerals import at_most_decimals, printed, score_text
from clinic.registry.numbers import unit_text
from scoring.criteria import results
from scoring.criteria.bands import Band, bands_of
from scoring.criteria.exact import rounded
from scoring.criteria.explained_measure import Explained
from scoring.criteria.explanation import Explanation
from scoring.criteria.points import Measure, Population
from scoring.criteria.results import PERCENT_DECIMALS
from scoring.criteria.tis import category_of
from scoring.criteria.units import ANALYTES
from scoring.vocabulary import Category

MULTIPLE_DECIMALS = 2


@dataclass(frozen=True)
class Cell:
    """A cell of the published table; `edges` only where they are not those of the table's head."""

    points: str
    edges: str | None
    is_hit: bool


@dataclass(frozen=True)
class MeasureLine:
    """One row of the worksheet. Numbers are texts in the reader's language; None is not known."""

    label: str | Promise
    baseline: str | None
    baseline_note: str | None  # an enzyme as it was measured, with its limit
    followup: str | None
    followup_note: str | None
    range: str | None
    change: str | None  # signed, absolute percent
    cells: Sequence[Cell]  # none where the table that made the score is not at hand
    band: str | None
    points: str
    maximum: str | None
    missing: str | None
    is_worse: bool


@dataclass(frozen=True)
class ExplainedScore:
    """Everything that `dashboard/_explanation.html` prints."""

    text: str  # total or bounds
    is_open: bool  # bounds instead of a total
    category: str
    category_words: str | Promise
    least: str  # the responses of both bounds, in small letters
    most: str
    is_juvenile: bool
    thresholds: Sequence[str]
    attainable: str
    head: Sequence[str]  # edges of the five bands, as most measures have them
    lines: Sequence[MeasureLine]
    missing: Sequence[str]
    why_bounds: str | None
    deciding: Sequence[str]
    worsening: Sequence[str]
    flags: Sequence[str | Promise]
    companions: Companions


def explained_score(explanation: Explanation) -> ExplainedScore:
    """The explanation in words; enzymes are in their canonical unit."""
    population = explanation.case.population
    inputs = results.to_json(explanation.case)
    labels = labels_of(inputs, explanation.enzyme)
    bounds = [
        str(Category(category_of(population, points)).label).lower()
        for points in (explanation.lower, explanation.upper)
    ]
    has_table = explanation.thresholds is not None
    return ExplainedScore(
        text=score_text(explanation.lower, explanation.upper),
        is_open=explanation.total is None,
        category=explanation.category.value,
        category_words=Category(explanation.category).label,
        least=bounds[0],
        most=bounds[1],
        is_juvenile=population is Population.JUVENILE,
        thresholds=[printed(cut) or "" for cut in (explanation.thresholds or {}).values()],
        attainable=printed(explanation.attainable, 1) or "",
        head=[_edges(band) for band in bands_of(Measure.PHYSICIAN_GLOBAL)] if has_table else [],
        lines=[_line(one, labels[one.measure]) for one in explanation.measures],
        missing=[missing_words(one, labels[one.measure]) for one in explanation.missing],
        why_bounds=bounds_words(explanation),
        deciding=deciding_words(explanation, labels),
        worsening=[_worse_words(one, labels[one.measure]) for one in explanation.worsening],
        flags=[flag_words(flag, inputs, explanation.enzyme) for flag in explanation.flags],
        companions=companions_of(explanation, labels),
    )


def _line(one: Explained, label: str | Promise) -> MeasureLine:
    outcome = one.outcome
    baseline, followup = (_value(one, at) for at in (0, 1))
    return MeasureLine(
        label=label,
        baseline=baseline,
        baseline_note=_enzyme_note(one, one.baseline, one.baseline_uln),
        followup=followup,
        followup_note=_enzyme_note(one, one.followup, one.followup_uln),
        range=_range(one),
        change=_change(one),
        cells=[_cell(one, band, at) for at, band in enumerate(one.row or ())],
        band=_edges(outcome.band) if outcome.band else None,
        points=points_text(outcome.lower, outcome.upper),
        maximum=printed(one.row[-1].points) if one.row else None,
        missing=missing_words(one, label) if one.missing else None,
        is_worse=one.is_worse,
    )


def _value(one: Explained, at: int) -> str | None:
    if one.measure is not Measure.ENZYME:
        return printed((one.baseline, one.followup)[at])
    multiple = one.multiples[at]
    return None if multiple is None else printed(_short(rounded(multiple, MULTIPLE_DECIMALS)))


def _enzyme_note(one: Explained, value: Decimal | None, uln: Decimal | None) -> str | None:
    """As the laboratory has it: the value, and its own limit where it has one."""
    if one.measure is not Measure.ENZYME or value is None:
        return None
    facts = {"value": printed(value), "unit": unit_text(ANALYTES["ck"].unit), "uln": printed(uln)}
    if uln is None:
        return _("%(value)s %(unit)s") % facts
    return _("%(value)s %(unit)s, limit %(uln)s") % facts


def _range(one: Explained) -> str | None:
    if one.range is None:
        return None
    if one.measure is Measure.ENZYME:
        return _("%(times)s × limit") % {"times": one.range}
    unit = one.unit if one.unit in ("cm", "mm") else ""
    return f"{printed(one.range)} {unit}".rstrip()


def _change(one: Explained) -> str | None:
    change = one.outcome.change
    if change is None:
        return None
    exact = rounded(change, PERCENT_DECIMALS)
    text = change_text(one.measure, exact)
    return f"+{text}" if exact > 0 else text


def _cell(one: Explained, band: Band, at: int) -> Cell:
    usual = bands_of(Measure.PHYSICIAN_GLOBAL)[at]
    edges = _edges(band)
    return Cell(
        printed(band.points) or "",
        None if edges == _edges(usual) else edges,
        band == one.outcome.band,
    )


def _edges(band: Band) -> str:
    return edges_text(**band.to_json())


def _worse_words(one: Explained, label: str | Promise) -> str:
    words = _("%(measure)s: %(baseline)s at the baseline, %(now)s at this visit (%(change)s %%).")
    return words % {
        "measure": label,
        "baseline": _value(one, 0),
        "now": _value(one, 1),
        "change": _change(one),
    }


def _short(number: Decimal) -> Decimal:
    return at_most_decimals(number, MULTIPLE_DECIMALS)
