"""The review page, put together: title, views, filters and rows. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.dashboard.review import TABS, Asked, Listed, Order, View
from clinic.dashboard.review_lines import Line, Sheet, line
from clinic.dashboard.selectors.review_details import Details
from clinic.dashboard.small_svg import band_rects, symbol
from clinic.dashboard.sparklines import Frame, bands
from clinic.registry.vocabulary import Antibody
from scoring.criteria.points import THRESHOLDS, Population
from scoring.models import Standing
from scoring.vocabulary import Category


@dataclass(frozen=True)
class Part:
    """A part of the title, or a view: words, their number, and the list they lead to."""

    words: str | Promise
    count: int
    address: str
    is_here: bool


@dataclass(frozen=True)
class Choice:
    value: str
    words: str | Promise
    is_here: bool


@dataclass(frozen=True)
class LineGroup:
    title: str | Promise | None
    count: int
    lines: Sequence[Line]


@dataclass(frozen=True)
class ReviewPage:
    today: date
    asked: Asked
    everyone: int  # of those who fit the filters
    unfiltered: str | None  # the same list without its filters; None where it has none
    title: Sequence[Part]
    views: Sequence[Part]
    orders: Sequence[Choice]
    antibodies: Sequence[Choice]
    responses: Sequence[Choice]
    groups: Sequence[LineGroup]
    total: int
    number: int
    pages: int
    before: str | None
    after: str | None
    is_waiting: bool  # a score in sight is being recomputed
    failed: int  # patients in sight whose scores were given up
    symbols: Sequence[str]  # the bands that the rows refer to


def review_page(
    found: Listed, asked: Asked, details: Mapping[int, Details], today: date
) -> ReviewPage:
    sheet = Sheet.until(today)
    groups = [
        LineGroup(
            group.title,
            group.count,
            [line(entry, details[entry.patient_id], sheet) for entry in group.entries],
        )
        for group in found.groups
    ]
    return ReviewPage(
        today=today,
        asked=asked,
        everyone=found.counts[View.EVERYONE],
        unfiltered=asked.without_filters().address if asked.is_filtered else None,
        title=_title(found, asked),
        views=[_part(found, asked, view, view.label) for view in TABS],
        orders=_choices(Order.choices, asked.order.value),
        antibodies=_choices([("", _("any")), *Antibody.choices], asked.antibody),
        responses=_choices([("", _("any")), *Category.choices], asked.response),
        groups=groups,
        total=found.total,
        number=found.page,
        pages=found.pages,
        before=asked.on_page(found.page - 1).address if found.page > 1 else None,
        after=asked.on_page(found.page + 1).address if found.page < found.pages else None,
        is_waiting=any(entry.standing is Standing.PENDING for entry in found.entries),
        failed=sum(entry.standing is Standing.FAILED for entry in found.entries),
        symbols=[
            symbol(f"bands-{population}", _bands(population, sheet.score), sheet.score)
            for population in Population
        ],
    )


def _bands(population: Population, frame: Frame) -> str:
    return band_rects(bands(THRESHOLDS[population], frame), frame)


def _title(found: Listed, asked: Asked) -> list[Part]:
    """What the week holds, each part a filter; parts that count nobody are left out."""
    counts = found.counts
    to_see, relapses = counts[View.TO_SEE], counts[View.RELAPSES]
    events, gaps = counts[View.ADVERSE_EVENTS], counts[View.GAPS]
    words = {
        View.TO_SEE: ngettext("%(n)s to see this week", "%(n)s to see this week", to_see),
        View.RELAPSES: ngettext("%(n)s relapse", "%(n)s relapses", relapses),
        View.ADVERSE_EVENTS: ngettext("%(n)s adverse event", "%(n)s adverse events", events),
        View.GAPS: ngettext("%(n)s gap", "%(n)s gaps", gaps),
    }
    return [
        _part(found, asked, view, text % {"n": counts[view]})
        for view, text in words.items()
        if counts[view]
    ]


def _part(found: Listed, asked: Asked, view: View, words: str | Promise) -> Part:
    return Part(words, found.counts[view], asked.at(view).address, asked.view is view)


def _choices(choices: Sequence[tuple[str, str | Promise]], here: str) -> list[Choice]:
    return [Choice(value, words, value == here) for value, words in choices]
