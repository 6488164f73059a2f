"""One row a visit: which episode it belongs to, and how its score stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from clinic.accounts.models import User
from clinic.export.subjects import Laboratory, Subject, subjects
from clinic.registry.selectors import dose_on, running_on
from clinic.registry.vocabulary import Drug
from clinic.studies.models import Study
from clinic.visits.models import Visit
from scoring.criteria.episode import study_day
from scoring.criteria.glucocorticoid import prednisone_mg_on
from scoring.episodes import why_no_followup
from scoring.models import Score, Standing
from scoring.selectors import EpisodeBaseline
from scoring.vocabulary import NoScore

AGE_BAND_YEARS = 5
OLDEST_BAND_FROM = 90


class VisitType(StrEnum):
    BASELINE = "baseline"
    FOLLOW_UP = "follow_up"
    OTHER = "other"  # before the baseline or the treatment, or without one of them


class ScoreState(StrEnum):
    CURRENT = "current"
    PENDING = "pending"
    NONE = "none"


RECOMPUTATION_FAILED = "recomputation_failed"


@dataclass(frozen=True)
class VisitRow:
    """A visit in its episode. `number` counts the patient's visits from 1."""

    subject: Subject
    visit: Visit
    number: int
    episode_number: int | None
    episode: EpisodeBaseline | None

    @cached_property
    def laboratory(self) -> Laboratory:
        return self.subject.laboratory.get(self.visit.pk, {})

    @cached_property
    def started_on(self) -> date | None:
        return self.episode.course.started_on if self.episode else None

    @property
    def study_day(self) -> int | None:
        return study_day(self.visit.visited_on, self.started_on) if self.started_on else None

    @property
    def age_band(self) -> str | None:
        return age_band(self.subject.patient.age_on(self.started_on)) if self.started_on else None

    @cached_property
    def no_followup(self) -> NoScore | None:
        """Why this visit is no follow-up; None: it is one."""
        if self.episode is None:
            return NoScore.NO_INDEX_TREATMENT
        return why_no_followup(self.episode.course, self.episode.baseline, self.visit)

    @property
    def visit_type(self) -> VisitType:
        if self.no_followup is None:
            return VisitType.FOLLOW_UP
        is_baseline = self.no_followup is NoScore.IS_BASELINE
        return VisitType.BASELINE if is_baseline else VisitType.OTHER

    @cached_property
    def score(self) -> Score | None:
        """The score of the visit, if it is up to date; one with a problem has no numbers."""
        if self.episode is None:
            return None
        return self.subject.scores.get((self.episode.course.pk, self.visit.pk))

    @property
    def score_state(self) -> ScoreState:
        if self.no_followup is not None:
            return ScoreState.NONE
        if self.score is None:
            return ScoreState.PENDING
        return ScoreState.NONE if self.score.problem else ScoreState.CURRENT

    @property
    def score_reason(self) -> str | None:
        """Why there is no score to show."""
        if self.no_followup is not None:
            return self.no_followup.value
        if self.score is not None:
            return self.score.problem
        return RECOMPUTATION_FAILED if self.subject.standing is Standing.FAILED else None

    @property
    def prednisone_mg_per_day(self) -> Decimal | None:
        return prednisone_mg_on(self.visit.visited_on, self.subject.glucocorticoids)

    @property
    def anakinra_mg_per_day(self) -> Decimal | None:
        """As the prednisone equivalent: 0 between recorded courses, None where not known."""
        courses = [c for c in self.subject.courses if c.drug == Drug.ANAKINRA and c.started_on]
        if not courses:
            return None
        day, total = self.visit.visited_on, Fraction(0)
        for course in running_on(courses, day):
            dose = dose_on(course, day)
            if dose is None:
                return None
            total += Fraction(dose.dose_mg) / dose.every_days
        return Decimal(round(total * 1000)).scaleb(-3)


def study_rows(study: Study, user: User, today: date) -> Iterator[VisitRow]:
    """By pseudonym, then by visit."""
    for subject in subjects(study, user, today):
        yield from rows_of(subject)


def rows_of(subject: Subject) -> Iterator[VisitRow]:
    for number, visit in enumerate(subject.visits, start=1):
        episode_number = _episode_number(subject.episodes, visit)
        episode = subject.episodes[episode_number - 1] if episode_number else None
        yield VisitRow(subject, visit, number, episode_number, episode)


def age_band(years: int) -> str:
    """Five years wide, one open band at the end.

    >>> age_band(54), age_band(55), age_band(89), age_band(93)
    ('50-54', '55-59', '85-89', '90+')
    """
    if years >= OLDEST_BAND_FROM:
        return f"{OLDEST_BAND_FROM}+"
    low = years // AGE_BAND_YEARS * AGE_BAND_YEARS
    return f"{low}-{low + AGE_BAND_YEARS - 1}"


def _episode_number(episodes: list[EpisodeBaseline], visit: Visit) -> int | None:
    """The last episode that has opened by this visit, else the first; None without any.

    An episode opens with its baseline, or with its treatment where it has no baseline.
    """
    if not episodes:
        return None
    opened = [n for n, episode in enumerate(episodes, start=1) if _has_opened(episode, visit)]
    return max(opened, default=1)


def _has_opened(episode: EpisodeBaseline, visit: Visit) -> bool:
    if episode.baseline is not None:
        return _order(episode.baseline) <= _order(visit)
    assert episode.course.started_on is not None  # held by a constraint for index courses
    return episode.course.started_on <= visit.visited_on


def _order(visit: Visit) -> tuple[date, int]:
    return visit.visited_on, visit.pk
