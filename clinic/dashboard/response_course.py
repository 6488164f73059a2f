"""The course of the response over an episode, in words: no query, and nothing of an old score."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.dashboard.contributions import label_of
from clinic.dashboard.selectors.patient import PatientFindings
from clinic.dashboard.steroid_words import (
    SHORT,
    CumulativeWords,
    RelapseWords,
    cumulative_words,
    relapse_words,
)
from scoring.criteria import deterioration, response
from scoring.criteria.both_populations import under_both
from scoring.criteria.points import RESPONSES, Measure, Population
from scoring.criteria.points import Category as Response
from scoring.criteria.response import Duration, ScoredVisit, TimeTo
from scoring.criteria.verdict import Verdict
from scoring.explanations import deterioration_at
from scoring.models import Score
from scoring.vocabulary import Category


@dataclass(frozen=True)
class ResponseLine:
    """One response: when it was first reached, and how long it stayed."""

    name: str | Promise
    reached: str
    possible: str | None  # when it may have been reached, where that is not certain
    lasted: str | None
    is_reached: bool


@dataclass(frozen=True)
class NamedResponse:
    category: str  # the code, for its colour
    words: str | Promise
    day: date


@dataclass(frozen=True)
class ScoreCourse:
    """What the scores of an episode say."""

    lines: Sequence[ResponseLine]
    best: NamedResponse | None
    last: NamedResponse | None
    worsening: Sequence[str]
    deterioration: str
    as_adult: str | Promise | None  # past the 18th birthday: the last response by adult thresholds


@dataclass(frozen=True)
class ResponseCourse:
    """The episode's course; `scores` is None while none is in force."""

    scores: ScoreCourse | None
    relapses: Sequence[RelapseWords]
    cumulative: CumulativeWords | None


def response_course(findings: PatientFindings) -> ResponseCourse | None:
    """None without an index treatment that has begun."""
    course = findings.course
    if course is None or course.started_on is None or course.started_on > findings.today:
        return None
    started_on, taken = course.started_on, findings.glucocorticoids
    return ResponseCourse(
        scores=_score_course(findings, started_on),
        relapses=relapse_words(
            started_on, [relapse.occurred_on for relapse in findings.relapses], taken
        ),
        cumulative=cumulative_words(started_on, findings.today, taken),
    )


def _score_course(findings: PatientFindings, started_on: date) -> ScoreCourse | None:
    rows = sorted(findings.scores.values(), key=_order)
    visits = [visit for row in rows if (visit := _scored(row)) is not None]
    if not visits:
        return None
    population = findings.population
    return ScoreCourse(
        lines=[_line(each, population, started_on, visits) for each in RESPONSES[1:]],
        best=_named(response.best_visit(visits)),
        last=_named(response.last_visit(visits)),
        worsening=_worsening([row for row in rows if row.problem is None]),
        deterioration=_deterioration(rows),
        as_adult=_as_adult(findings, visits[-1]),
    )


def _order(row: Score) -> tuple[date, int]:
    return row.visit.visited_on, row.visit_id


def _scored(row: Score) -> ScoredVisit | None:
    if row.lower is None or row.upper is None or row.category is None:
        return None
    return ScoredVisit(row.visit.visited_on, row.lower, row.upper, Response(row.category))


def _line(
    each: Response, population: Population, started_on: date, visits: Sequence[ScoredVisit]
) -> ResponseLine:
    time = response.time_to(each, population, started_on, visits)
    assert time is not None  # there are visits
    return ResponseLine(
        name=Category(each).label,
        reached=_reached(time) % {"day": time.days},
        possible=_possible(time, started_on),
        lasted=_lasted(response.duration(each, population, visits)),
        is_reached=not time.is_censored,
    )


def _reached(time: TimeTo) -> str:
    if time.is_not_later_than:
        return _("not later than day %(day)s")
    if not time.is_censored:
        return _("day %(day)s")
    if time.possible_on:
        return _("not for certain by day %(day)s")
    return _("not by day %(day)s")


def _possible(time: TimeTo, started_on: date) -> str | None:
    if time.possible_on is None:
        return None
    return _("possible on day %(day)s") % {"day": (time.possible_on - started_on).days}


def _lasted(lasted: Duration | None) -> str | None:
    if lasted is None:
        return None
    texts = {"n": lasted.days, "day": date_format(lasted.lost_on, SHORT) if lasted.lost_on else ""}
    if lasted.lost_on:
        words = ngettext(
            "lost after %(n)s day, on %(day)s", "lost after %(n)s days, on %(day)s", lasted.days
        )
    elif lasted.days:
        words = ngettext(
            "held for %(n)s day, to the last score",
            "held for %(n)s days, to the last score",
            lasted.days,
        )
    else:
        words = _("reached at the last score")
    return words % texts


def _named(visit: ScoredVisit | None) -> NamedResponse | None:
    if visit is None:
        return None
    return NamedResponse(visit.category.value, Category(visit.category).label, visit.day)


def _worsening(rows: Sequence[Score]) -> list[str]:
    """Measures below their baseline at any scored visit, and at how many: "MMT8 2/4"."""
    worse = Counter(measure for row in rows for measure in _worse(row))
    latest = rows[-1]
    return [
        f"{label_of(measure, latest.inputs, latest.enzyme)} {worse[measure]}/{len(rows)}"
        for measure in Measure
        if worse[measure]
    ]


def _worse(row: Score) -> Iterable[Measure]:
    for measure in Measure:
        change = row.measures[measure]["change_percent"]
        if change is not None and change.startswith("-"):
            yield measure


def _deterioration(rows: Sequence[Score]) -> str:
    verdicts = [(row.visit.visited_on, deterioration_at(row)) for row in rows]
    confirmations = deterioration.confirmations(verdicts)
    confirmed = [day for day, verdict in confirmations.items() if verdict is Verdict.MET]
    if confirmed:
        return _("confirmed on %(day)s") % {"day": date_format(confirmed[0], SHORT)}
    if verdicts[-1][1] is Verdict.MET:
        return _("at the last visit, not confirmed yet")
    unknown = list(confirmations.values()).count(Verdict.NOT_EVALUABLE)
    if unknown:
        words = ngettext(
            "none found, not evaluable at %(n)s visit",
            "none found, not evaluable at %(n)s visits",
            unknown,
        )
        return words % {"n": unknown}
    return _("none confirmed")


def _as_adult(findings: PatientFindings, last: ScoredVisit) -> str | Promise | None:
    baseline = findings.baseline_visit
    if baseline is None:
        return None
    both = under_both(
        last.lower, last.upper, baseline.visited_on, last.day, findings.patient.date_of_birth
    )
    if not both.is_past_18:
        return None
    return Category(both.categories[Population.ADULT]).label
