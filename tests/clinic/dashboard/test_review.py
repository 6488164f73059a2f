"""What the address asks of the review list: first what it must not be led astray by."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.http import QueryDict

from clinic.dashboard.review import PAGE_SIZE, Order, View, asked, listed
from clinic.dashboard.selectors.review_index import Entry
from scoring.criteria.schedule import Due
from scoring.models import Standing

TODAY = date(2026, 11, 23)


def entry(code: str, **changes: Any) -> Entry:
    facts: dict[str, Any] = dict.fromkeys(Entry._fields) | {
        "patient_id": int(code),
        "code": code,
        "standing": Standing.CURRENT,
        "relapses": (),
        "is_relapsed": False,
        "has_adverse_event": False,
        "is_to_see": False,
        "has_gap": False,
        "today": TODAY,
    }
    return Entry(**facts | changes)


def due_in(days: int) -> Due:
    return Due(TODAY + timedelta(days=days), True, days < -14)


def codes(entries: list[Entry], address: str = "") -> list[str]:
    found = listed(entries, asked(QueryDict(address)))
    return [one.code for one in found.entries]


@pytest.mark.parametrize(
    "address",
    [
        "view=everything",
        "sort=name",
        "antibody=x'%20OR%201=1",
        "response=best",
        "page=-1",
        "page=²",
    ],
)
def test_what_the_address_does_not_know_is_left_out(address: str) -> None:
    assert asked(QueryDict(address)) == asked(QueryDict(""))


def test_a_page_beyond_the_last_is_the_last() -> None:
    entries = [entry(str(number)) for number in range(100, 100 + PAGE_SIZE + 1)]

    assert codes(entries, "page=9") == [str(100 + PAGE_SIZE)]


def test_an_empty_list_has_one_page_and_no_group() -> None:
    found = listed([], asked(QueryDict("")))

    assert (found.pages, found.groups, found.total) == (1, [], 0)


def test_who_to_see_first_is_relapse_then_event_then_the_day_it_was_due() -> None:
    entries = [
        entry("1"),
        entry("2", is_to_see=True, due=due_in(2)),
        entry("3", is_to_see=True, due=due_in(-30)),
        entry("4", is_to_see=True, has_adverse_event=True),
        entry("5", is_to_see=True, is_relapsed=True),
    ]

    assert codes(entries) == ["5", "4", "3", "2", "1"]


def test_the_groups_count_the_whole_list_and_not_the_page() -> None:
    to_see = [entry(str(number), is_to_see=True) for number in range(100, 130)]
    found = listed([*to_see, entry("200")], asked(QueryDict("page=2")))

    assert [(str(group.title), group.count, len(group.entries)) for group in found.groups] == [
        ("To see this week", 30, 5),
        ("Everyone else", 1, 1),
    ]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("", ["1", "2", "3", "4", "5"]),
        ("to-see", ["2"]),
        ("gaps", ["3"]),
        ("relapses", ["4"]),
        ("adverse-events", ["5"]),
        ("below-10-mg", ["1"]),
    ],
)
def test_each_view_keeps_its_own(view: str, expected: list[str]) -> None:
    entries = [
        entry("1", prednisone_mg=0),
        entry("2", is_to_see=True, prednisone_mg=10),
        entry("3", has_gap=True),
        entry("4", is_relapsed=True),
        entry("5", has_adverse_event=True),
    ]

    assert sorted(codes(entries, f"view={view}")) == expected


def test_by_score_the_lowest_comes_first_and_those_without_one_last() -> None:
    entries = [
        entry("1"),
        entry("2", twice_middle=135),
        entry("3", twice_middle=90),
        entry("4", twice_middle=0),
    ]

    assert codes(entries, "sort=score") == ["4", "3", "2", "1"]


def test_by_last_visit_those_never_seen_come_first() -> None:
    entries = [
        entry("1", last_visit_on=TODAY),
        entry("2"),
        entry("3", last_visit_on=date(2026, 1, 1)),
    ]

    assert codes(entries, "sort=last-visit") == ["2", "3", "1"]


def test_a_response_keeps_those_who_have_it_and_counts_them_only() -> None:
    entries = [entry("1", category="major"), entry("2", category="none"), entry("3")]
    found = listed(entries, asked(QueryDict("response=major")))

    assert [one.code for one in found.entries] == ["1"]
    assert found.counts[View.EVERYONE] == 1


def test_an_address_names_what_differs_from_the_usual() -> None:
    what = asked(QueryDict("view=gaps&sort=code&antibody=jo1&page=3"))

    assert what.order is Order.CODE
    assert what.address == "?view=gaps&sort=code&antibody=jo1&page=3"
    assert what.at(View.EVERYONE).address == "?sort=code&antibody=jo1"
    assert asked(QueryDict("")).address == "?"
