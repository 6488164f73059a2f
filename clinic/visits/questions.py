"""What is asked before a valid visit is saved; each answer is kept with what it was given for."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from clinic.registry.numbers import written
from clinic.visits.forms import FINDINGS, VisitForm
from clinic.visits.models import Visit
from clinic.visits.selectors import visits_on
from clinic.visits.signals import BaselineTaken, visit_typed

# With 8 categories answered; the form does not know how many were.
HAQ_STEP = Decimal("0.125")


class Answer(StrEnum):
    """The hidden field that keeps the answer to each question."""

    ANOTHER_VISIT = "another_visit_on"
    DAY_ALONE = "day_alone_on"
    HAQ = "haq_kept"
    BASELINE = "baseline_on"


@dataclass(frozen=True)
class Question:
    """Asked above the form; the button that confirms sends `value` as `answer`."""

    answer: Answer
    value: str
    same_day: Sequence[Visit] = ()
    taken: Sequence[BaselineTaken] = ()


def open_question(form: VisitForm, visit: Visit | None = None) -> Question | None:
    """The first one that nobody has answered, of a valid form. One query at the least.

    `visit` is the one amended. Whether the day is taken is asked by the service, which knows it
    for certain.
    """
    day = form.cleaned_data["visited_on"].isoformat()
    if _is_empty(form) and not form.has_answered(Answer.DAY_ALONE):
        return Question(Answer.DAY_ALONE, day)
    haq = form.cleaned_data["haq"]
    if _is_off_the_steps(haq, visit) and not form.has_answered(Answer.HAQ):
        return Question(Answer.HAQ, written(haq))
    if form.has_answered(Answer.BASELINE):
        return None
    taken = _baselines_taken(form, visit)
    return Question(Answer.BASELINE, day, taken=taken) if taken else None


def same_day(form: VisitForm, visit: Visit | None = None) -> Question:
    """Whether this is the visit that the day has already."""
    day = form.cleaned_data["visited_on"]
    others = visits_on(form.patient, day, other_than=visit)
    return Question(Answer.ANOTHER_VISIT, day.isoformat(), same_day=others)


def _is_empty(form: VisitForm) -> bool:
    _, findings, laboratory = form.typed()
    return not laboratory and all(findings[name] is None for name in FINDINGS)


def _is_off_the_steps(haq: Decimal | None, visit: Visit | None) -> bool:
    """What is stored already was asked about when it was typed."""
    return haq is not None and bool(haq % HAQ_STEP) and not (visit and visit.haq == haq)


def _baselines_taken(form: VisitForm, visit: Visit | None) -> list[BaselineTaken]:
    day, findings, laboratory = form.typed()
    answers: list[tuple[Any, Any]] = visit_typed.send(
        sender=None,
        patient=form.patient,
        visited_on=day,
        findings=findings,
        laboratory=laboratory,
        visit=visit,
    )
    return [taken for _, answer in answers for taken in answer]
