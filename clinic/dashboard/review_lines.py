"""A row of the review list as it is printed: words, numbers and small lines. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypedDict

from django.utils.translation import gettext as _

from clinic.dashboard.doses import dose_steps
from clinic.dashboard.due import due_words
from clinic.dashboard.figures.series import value_text
from clinic.dashboard.numerals import printed, score_text, signed
from clinic.dashboard.selectors.review_details import Details, SeenVisit
from clinic.dashboard.selectors.review_index import WINDOW, Entry
from clinic.dashboard.small_svg import score_svg, shared, value_svg
from clinic.dashboard.sparklines import (
    Frame,
    ScorePoint,
    Value,
    dose_area,
    level,
    marks,
    score_trend,
    upright,
    value_trend,
)
from clinic.registry.vocabulary import Antibody, Sex
from clinic.visits.vocabulary import Organ
from scoring.criteria.episode import population_on
from scoring.criteria.points import THRESHOLDS, Population
from scoring.models import Standing
from scoring.vocabulary import Category

SCORE_SIZE = (172.0, 38.0)
VALUE_SIZE = (72.0, 32.0)
CRP_LOW, CRP_HIGH = 1.0, 200.0  # mg/L, the same for every row so that rows can be compared
TOP_MG = 80.0
RULER_WIDTH = 96
LEAST_BAR = 3.0


class Flag(TypedDict):
    """A word worth a look, with its look: a class of .tag."""

    look: str
    mark: str
    words: str


class Ruler(TypedDict):
    """Bounds as a level bar over 0-100."""

    left: str
    width: str
    scale: str  # path of the level line and the thresholds across it


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
    in_sight = _in_sight(visits, sheet.value.first)
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
        due=due_words(entry.due, today) if entry.due else None,
        is_overdue=entry.due is not None and entry.due.is_overdue,
        standing=entry.standing,
        score_svg=_score_svg(entry, details, in_sight, sheet.score),
        category=category,
        category_words=sheet.categories[category] if category else None,
        why_none=_why_none(entry) if entry.standing.is_current and not category else None,
        score=_score(now),
        ruler=_ruler(now),
        change=_change(scored) if now else None,
        crp=value_text(visits[-1].crp) if visits and visits[-1].crp else None,
        crp_svg=_crp_svg(in_sight, sheet.value),
        prednisone=_("off") if entry.prednisone_mg == 0 else printed(entry.prednisone_mg),
        dose_svg=_dose_svg(details, sheet.value, today),
        flags=_flags(entry, details),
    )


def _in_sight(visits: Sequence[SeenVisit], first: date) -> Sequence[SeenVisit]:
    """The visits in the window, and the last one before it, from which the line comes in."""
    before = sum(visit.day < first for visit in visits)
    return visits[max(before - 1, 0) :]


def _score_svg(entry: Entry, details: Details, in_sight: Sequence[SeenVisit], frame: Frame) -> str:
    points = [
        ScorePoint(
            visit.day,
            None if visit.lower is None else float(visit.lower),
            None if visit.upper is None else float(visit.upper),
        )
        for visit in in_sight
    ]
    return score_svg(
        score_trend(points, frame),
        frame,
        relapses=marks((relapse.day for relapse in entry.relapses), frame),
        start=upright(entry.started_on, frame),
        category=in_sight[-1].category if in_sight else None,
        backdrop=shared(f"bands-{_population(entry, details)}"),
        is_faded=not entry.standing.is_current,
    )


def _crp_svg(in_sight: Sequence[SeenVisit], frame: Frame) -> str:
    values = [Value(visit.day, float(visit.crp.value) if visit.crp else None) for visit in in_sight]
    limits = [visit.crp.uln for visit in in_sight if visit.crp and visit.crp.uln]
    limit = level(float(limits[-1]), CRP_LOW, CRP_HIGH, frame, is_log=True) if limits else None
    trend = value_trend(values, frame, CRP_LOW, CRP_HIGH, is_log=True)
    return value_svg("crp", trend, frame, None if limit is None else f"{limit:.1f}")


def _dose_svg(details: Details, frame: Frame, today: date) -> str:
    steps = dose_steps(details.glucocorticoids, frame.first, today)
    return value_svg("dose", dose_area(steps, frame, TOP_MG), frame)


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _ago(day: date, today: date) -> str:
    days = (today - day).days
    return _("today") if days == 0 else _("%(days)s d") % {"days": days}


def _population(entry: Entry, details: Details) -> Population:
    """That of the stored scores; before there is one, by the day the treatment started."""
    scored = next(
        (visit.population for visit in reversed(details.visits) if visit.population), None
    )
    if scored is not None:
        return Population(scored)
    return population_on(entry.started_on or entry.today, details.date_of_birth)


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


def _ruler(now: SeenVisit | None) -> Ruler | None:
    """None for a single value, which needs no bar."""
    if now is None or now.lower is None or now.upper is None or now.lower == now.upper:
        return None
    assert now.population is not None
    width = max(float(now.upper - now.lower) * RULER_WIDTH / 100, LEAST_BAR)
    return Ruler(
        left=f"{float(now.lower) * RULER_WIDTH / 100:.1f}",
        width=f"{width:.1f}",
        scale=_scale(Population(now.population)),
    )


@cache
def _scale(population: Population) -> str:
    """A level line, and an upright one at each threshold of this population."""
    ticks = [f"M{float(cut) * RULER_WIDTH / 100:.1f} 0v10" for cut in THRESHOLDS[population]]
    return "".join([f"M0 5H{RULER_WIDTH}", *ticks])


def _change(scored: Sequence[SeenVisit]) -> str | None:
    """Against the score before; in words where this is the first, none between bounds."""
    if len(scored) == 1:
        return _("first")
    now, before = scored[-1], scored[-2]
    if now.lower is None or before.lower is None:
        return None
    is_single = now.lower == now.upper and before.lower == before.upper
    return signed(now.lower - before.lower, 1) if is_single else None


def _flags(entry: Entry, details: Details) -> list[Flag]:
    flags = []
    if entry.is_relapsed:
        organ = str(Organ(entry.relapses[-1].organ).label).lower()
        flags.append(Flag(look="ink", mark="▼", words=_("Relapse, %(organ)s") % {"organ": organ}))
    if entry.has_adverse_event:
        flags.append(Flag(look="strong", mark="", words=_("Adverse event")))
    if entry.standing is Standing.FAILED:
        flags.append(Flag(look="danger", mark="", words=_("Not recomputed")))
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
