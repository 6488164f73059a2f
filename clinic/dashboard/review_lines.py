"""A row of the review list as it is printed: words, numbers and small lines. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from django.utils.translation import gettext as _

from clinic.dashboard.due import due_words
from clinic.dashboard.figures.series import value_text
from clinic.dashboard.numerals import printed, score_text, signed
from clinic.dashboard.review_drawings import (
    SCORE_SIZE,
    VALUE_SIZE,
    Ruler,
    crp_line,
    dose_line,
    in_sight,
    ruler,
    score_line,
)
from clinic.dashboard.review_flags import Flag, flags_of
from clinic.dashboard.selectors.review_details import Details, SeenVisit
from clinic.dashboard.selectors.review_index import WINDOW, Entry
from clinic.dashboard.sparklines import Frame
from clinic.registry.vocabulary import Antibody, Sex
from scoring.models import Standing
from scoring.vocabulary import Category


class Line(TypedDict):
    """One patient's row. Everything is a text, or None where there is nothing to say.

    A dictionary, because a template reads one three times as fast as an object.
    """

    uuid: str
    code: str
    is_illustrative: bool
    sex: str
    sex_words: str
    age: str
    antibodies: str
    day: str | None
    last_visit: str | None
    due: str | None
    is_overdue: bool
    standing: Standing
    score_svg: str
    category: str | None
    category_words: str | None
    why_none: str | None
    score: str | None
    ruler: Ruler | None
    change: str | None
    crp: str | None
    crp_svg: str
    prednisone: str | None
    dose_svg: str
    flags: Sequence[Flag]


@dataclass(frozen=True)
class Sheet:
    """What all rows share: the window of their small lines, and words looked up once."""

    score: Frame
    value: Frame
    sexes: Mapping[str, str]
    categories: Mapping[str, str]

    @classmethod
    def until(cls, today: date) -> "Sheet":
        """The last six months up to today, in the language of the page."""
        first = today - WINDOW
        return cls(
            score=Frame(*SCORE_SIZE, first, today, pad=5.0),
            value=Frame(*VALUE_SIZE, first, today, pad=3.0),
            sexes={code: str(words) for code, words in Sex.choices},
            categories={code: str(words) for code, words in Category.choices},
        )


def line(entry: Entry, details: Details, sheet: Sheet) -> Line:
    """One row; `details` are the patient's."""
    today, visits = entry.today, details.visits
    scored = [visit for visit in visits if visit.lower is not None]
    now = scored[-1] if scored and scored[-1] is visits[-1] else None
    category = now.category if now else None
    seen = in_sight(visits, sheet.value.first)
    sex = sheet.sexes[details.sex]
    return Line(
        uuid=str(details.uuid),
        code=entry.code,
        is_illustrative=details.is_illustrative,
        sex=sex[:1],
        sex_words=sex,
        age=str(_age(details.date_of_birth, today)),
        antibodies=", ".join(Antibody(antibody).label for antibody in details.antibodies),
        day=None if entry.started_on is None else str((today - entry.started_on).days),
        last_visit=_ago(entry.last_visit_on, today) if entry.last_visit_on else None,
        due=_due(entry, today),
        is_overdue=entry.due is not None and entry.due.is_overdue,
        standing=entry.standing,
        score_svg=score_line(entry, details, seen, sheet.score),
        category=category,
        category_words=sheet.categories[category] if category else None,
        why_none=_why_none(entry) if entry.standing.is_current and not category else None,
        score=_score(now),
        ruler=ruler(now),
        change=_change(scored) if now else None,
        crp=value_text(visits[-1].crp) if visits and visits[-1].crp else None,
        crp_svg=crp_line(seen, sheet.value),
        prednisone=_("off") if entry.prednisone_mg == 0 else printed(entry.prednisone_mg),
        dose_svg=dose_line(details, sheet.value, today),
        flags=flags_of(entry, details),
    )


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _ago(day: date, today: date) -> str:
    days = (today - day).days
    return _("today") if days == 0 else _("%(days)s d") % {"days": days}


def _due(entry: Entry, today: date) -> str | None:
    """Before the first visit nothing was missed: the baseline is to come."""
    if entry.due is None:
        return None
    return _("baseline to record") if entry.last_visit_on is None else due_words(entry.due, today)


def _why_none(entry: Entry) -> str:
    if entry.started_on is None:
        return _("no index treatment")
    if entry.last_visit_on is None:
        return _("no visit yet")
    if entry.last_visit_on <= entry.started_on:
        return _("baseline only")
    return _("no baseline") if entry.score_id is None else _("no score")


def _score(now: SeenVisit | None) -> str | None:
    if now is None or now.lower is None or now.upper is None:
        return None
    return score_text(now.lower, now.upper)


def _change(scored: Sequence[SeenVisit]) -> str | None:
    """Against the score before; in words where this is the first, none between bounds."""
    if len(scored) == 1:
        return _("first")
    now, before = scored[-1], scored[-2]
    if now.lower is None or before.lower is None:
        return None
    is_single = now.lower == now.upper and before.lower == before.upper
    return signed(now.lower - before.lower, 1) if is_single else None
