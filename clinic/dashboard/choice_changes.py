"""What a choice would change of the scores, in words. No query."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clinic.dashboard.numerals import day_number, score_text
from clinic.registry.models import TreatmentCourse
from clinic.visits.models import Visit
from scoring.criteria.episode import study_day
from scoring.outcomes import Change, Outcome
from scoring.vocabulary import Category, NoScore


@dataclass(frozen=True)
class OutcomeWords:
    text: str | None
    category: str | None
    words: str | Promise


@dataclass(frozen=True)
class ChangeLine:
    """One follow-up with its score now, and as it would be."""

    visit: Visit
    day: str
    before: OutcomeWords
    after: OutcomeWords


@dataclass(frozen=True)
class ChoiceChanges:
    """What a choice would bring about."""

    words: str  # of the choice itself
    total: int  # follow-ups
    lines: Sequence[ChangeLine]  # those whose score comes out otherwise


def choice_changes(course: TreatmentCourse, words: str, changes: Sequence[Change]) -> ChoiceChanges:
    lines = [_line(course, change) for change in changes if change.is_change]
    return ChoiceChanges(words, len(changes), lines)


def _line(course: TreatmentCourse, change: Change) -> ChangeLine:
    assert course.started_on is not None  # held by a constraint for index courses
    return ChangeLine(
        visit=change.visit,
        day=day_number(study_day(change.visit.visited_on, course.started_on)),
        before=_words(change.before),
        after=_words(change.after),
    )


def _words(outcome: Outcome | None) -> OutcomeWords:
    if outcome is None:
        return OutcomeWords(None, None, _("no score"))
    if isinstance(outcome, NoScore):
        return OutcomeWords(None, None, outcome.label)
    text = score_text(outcome.lower, outcome.upper)
    return OutcomeWords(text, outcome.category.value, Category(outcome.category).label)
