"""All visible patients, each with the little that decides who is seen first.

Three queries whatever their number, rows as plain tuples: a page shows 25 of a thousand, and this
is read for all of them.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from clinic.dashboard.doses import is_below_10_mg
from clinic.dashboard.selectors.glucocorticoids import DRUGS, ROUTES
from clinic.dashboard.selectors.review_sql import (
    DOSES_ON,
    INDEX,
    RELAPSES,
    WITH_ANTIBODY,
    decimal,
    places,
    rows,
)
from scoring.criteria.schedule import Due, due
from scoring.models import Standing, standing_of

RECENT = timedelta(days=28)  # a relapse or an adverse event that asks to be seen
WINDOW = timedelta(days=182)  # of the small lines and their marks
NOT_RUNNING = Decimal(0)  # mg of a course that does not run


class Relapsed(NamedTuple):
    day: date
    organ: str  # its code


class Entry(NamedTuple):
    """One patient in the index. Of a patient whose scores are not up to date there is none."""

    patient_id: int
    code: str
    course_id: int | None  # the index course that started last
    started_on: date | None
    standing: Standing
    last_visit_on: date | None
    score_id: int | None  # of the last visit, in the course's episode
    category: str | None
    twice_middle: Decimal | float | None  # lower and upper bound together, for sorting only
    due: Due | None  # None where no visit is expected
    prednisone_mg: Decimal | None
    relapses: Sequence[Relapsed]  # in the window
    is_relapsed: bool  # these two lately
    has_adverse_event: bool
    is_to_see: bool  # this week: due or overdue, after a relapse or an adverse event
    has_gap: bool  # a measure is missing, or a visit on treatment has nothing to be scored against
    today: date

    @property
    def is_below_10_mg(self) -> bool:
        return is_below_10_mg(self.prednisone_mg)


def review_index(centres: Sequence[int], today: date, *, antibody: str = "") -> list[Entry]:
    """Three queries. `antibody` keeps the patients with a positive result for it."""
    if not centres:
        return []
    doses = _doses_today(centres, today)
    relapses = _relapses(centres, today - WINDOW)
    index = INDEX.format(centres=places(centres), antibody=WITH_ANTIBODY if antibody else "")
    found = rows(index, [*centres, antibody] if antibody else centres)
    # A later index course replaces an earlier one.
    entries = {row[0]: _entry(row, doses, relapses, today) for row in found}
    return list(entries.values())


def _entry(
    row: Sequence[Any],
    doses: Mapping[int, Decimal | None],
    relapses: Mapping[int, Sequence[Relapsed]],
    today: date,
) -> Entry:
    patient_id, code, course_id, started_on, ended_on, is_behind, attempts, *last = row
    day, had_event, score_id, category, is_incomplete, twice_middle = last
    expected = None
    if started_on is not None and started_on <= today and (ended_on is None or ended_on >= today):
        expected = due(started_on, day, today)
    relapsed = relapses.get(patient_id, ())
    recently = today - RECENT
    is_relapsed = bool(relapsed) and relapsed[-1].day >= recently
    has_event = bool(had_event) and day >= recently
    # In the order of the fields: naming them costs the page 0.8 ms with 1,000 patients.
    return Entry(
        patient_id,
        code,
        course_id,
        started_on,
        standing_of(is_behind=bool(is_behind), attempts=attempts or 0),
        day,
        None if is_behind else score_id,
        None if is_behind else category,
        None if is_behind else twice_middle,
        expected,
        doses.get(patient_id),
        relapsed,
        is_relapsed,
        has_event,
        is_relapsed or has_event or (expected is not None and expected.is_soon),
        bool(is_incomplete) and not is_behind and _is_after(day, started_on),
        today,
    )


def _is_after(day: date | None, started_on: date | None) -> bool:
    return day is not None and started_on is not None and day > started_on


def _doses_today(centres: Sequence[int], today: date) -> dict[int, Decimal | None]:
    """The prednisone equivalent of today by patient; no entry where no course is recorded.

    What scoring.criteria.glucocorticoid says of one patient at a time, for all of them in a third
    of the time; a test holds the two together.
    """
    sql = DOSES_ON.format(centres=places(centres), drugs=places(DRUGS), routes=places(ROUTES))
    found = rows(sql, [today, today, *centres, *DRUGS, *ROUTES])
    held = {
        (patient_id, course_id): decimal(mg)
        if first <= today and (last is None or today <= last)
        else NOT_RUNNING
        for patient_id, course_id, first, last, mg in found
    }
    doses: dict[int, Decimal | None] = {}
    for (patient_id, _course), mg in held.items():
        before = doses.get(patient_id, NOT_RUNNING)
        doses[patient_id] = None if mg is None or before is None else before + mg
    return doses


def _relapses(centres: Sequence[int], since: date) -> dict[int, list[Relapsed]]:
    relapses: dict[int, list[Relapsed]] = {}
    for patient_id, day, organ in rows(RELAPSES.format(centres=places(centres)), [*centres, since]):
        relapses.setdefault(patient_id, []).append(Relapsed(day, organ))
    return relapses
