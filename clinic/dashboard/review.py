"""The review list: what is asked of it in its address, who stands in it, in which order. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic.dashboard.selectors.review_index import Entry
from clinic.registry.vocabulary import Antibody
from scoring.vocabulary import Category

PAGE_SIZE = 25


class View(TextChoices):
    """The saved views; the last two are parts of the title only."""

    EVERYONE = "", _("Everyone")
    TO_SEE = "to-see", _("To see")
    BELOW_10_MG = "below-10-mg", _("Below 10 mg")
    GAPS = "gaps", _("Gaps")
    RELAPSES = "relapses", _("Relapses")
    ADVERSE_EVENTS = "adverse-events", _("Adverse events")


class Order(TextChoices):
    WHO_FIRST = "", _("who to see first")
    CODE = "code", _("code")
    LAST_VISIT = "last-visit", _("last visit, oldest first")
    SCORE = "score", _("TIS, lowest first")


TABS = (View.EVERYONE, View.TO_SEE, View.BELOW_10_MG, View.GAPS)
BELONGS: dict[View, Callable[[Entry], bool]] = {
    View.EVERYONE: lambda entry: True,
    View.TO_SEE: lambda entry: entry.is_to_see,
    View.BELOW_10_MG: lambda entry: entry.is_below_10_mg,
    View.GAPS: lambda entry: entry.has_gap,
    View.RELAPSES: lambda entry: entry.is_relapsed,
    View.ADVERSE_EVENTS: lambda entry: entry.has_adverse_event,
}


@dataclass(frozen=True)
class Asked:
    """The list as its address asks for it; what it does not know is left out."""

    view: View = View.EVERYONE
    order: Order = Order.WHO_FIRST
    antibody: str = ""
    response: str = ""
    page: int = 1

    @property
    def address(self) -> str:
        """As a query string, defaults left out; never anything of a patient."""
        parts = {
            "view": self.view.value,
            "sort": self.order.value,
            "antibody": self.antibody,
            "response": self.response,
            "page": str(self.page) if self.page > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in parts.items() if value})

    def at(self, view: View) -> "Asked":
        """Another view of the same patients, from its first page."""
        return replace(self, view=view, page=1)

    @property
    def is_filtered(self) -> bool:
        return bool(self.antibody or self.response)

    def without_filters(self) -> "Asked":
        return replace(self, antibody="", response="", page=1)

    def on_page(self, page: int) -> "Asked":
        return replace(self, page=page)


def asked(query: QueryDict) -> Asked:
    page = query.get("page", "")
    return Asked(
        view=View(_known(query.get("view", ""), View.values)),
        order=Order(_known(query.get("sort", ""), Order.values)),
        antibody=_known(query.get("antibody", ""), Antibody.values),
        response=_known(query.get("response", ""), Category.values),
        page=max(int(page), 1) if page.isdecimal() and len(page) < 6 else 1,
    )


def _known(value: str, values: Sequence[str]) -> str:
    return value if value in values else ""


@dataclass(frozen=True)
class Group:
    """A stretch of the list under its heading; `count` is of the whole list, not of this page."""

    title: str | Promise | None
    count: int
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Listed:
    """One page of the list, and how many stand in each view."""

    counts: dict[View, int]
    groups: Sequence[Group]
    total: int
    page: int
    pages: int

    @property
    def entries(self) -> list[Entry]:
        return [entry for group in self.groups for entry in group.entries]


def listed(entries: Sequence[Entry], asked: Asked) -> Listed:
    """Filter, sort and cut to one page."""
    answering = (
        [entry for entry in entries if entry.category == asked.response]
        if asked.response
        else entries
    )
    counts = {view: sum(map(belongs, answering)) for view, belongs in BELONGS.items()}
    chosen = sorted(filter(BELONGS[asked.view], answering), key=_KEYS[asked.order])
    pages = max(-(-len(chosen) // PAGE_SIZE), 1)
    page = min(asked.page, pages)
    shown = chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Listed(counts, _groups(chosen, shown, asked.order), len(chosen), page, pages)


def _groups(chosen: Sequence[Entry], shown: Sequence[Entry], order: Order) -> list[Group]:
    """Those to see stand apart where they stand first; a group without anybody is left out."""
    if order is not Order.WHO_FIRST:
        return [Group(None, 0, shown)] if shown else []
    to_see = sum(entry.is_to_see for entry in chosen)
    groups = [
        Group(_("To see this week"), to_see, [entry for entry in shown if entry.is_to_see]),
        Group(
            _("Everyone else"),
            len(chosen) - to_see,
            [entry for entry in shown if not entry.is_to_see],
        ),
    ]
    return [group for group in groups if group.entries]


def _who_first(entry: Entry) -> tuple[object, ...]:
    """A relapse, an adverse event, then by the day of the visit that is due; the rest by code."""
    if not entry.is_to_see:
        return (3, date.max, entry.code)
    due_on = entry.due.day if entry.due else date.max
    urgency = 0 if entry.is_relapsed else 1 if entry.has_adverse_event else 2
    return (urgency, due_on, entry.code)


def _by_last_visit(entry: Entry) -> tuple[object, ...]:
    return (entry.last_visit_on or date.min, entry.code)


def _by_score(entry: Entry) -> tuple[object, ...]:
    """By the middle of the bounds; without a score at the end."""
    return (entry.twice_middle is None, entry.twice_middle or 0, entry.code)


_KEYS: dict[Order, Callable[[Entry], tuple[object, ...]]] = {
    Order.WHO_FIRST: _who_first,
    Order.CODE: lambda entry: (entry.code,),
    Order.LAST_VISIT: _by_last_visit,
    Order.SCORE: _by_score,
}
