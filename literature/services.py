"""The verbs of a review: add it with its reports and cases, record and correct what they report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.context import correcting, recording
from clinic.saving import save
from literature import prisma
from literature.models import Case, CaseValue, FlowCount, Report, Review, SearchRun
from literature.vocabulary import Status, refuse_unknown


@dataclass(frozen=True)
class ReviewFacts:
    """A review as its publication describes it; a count it does not print is left out."""

    slug: str
    title: str
    question: str
    guideline: str
    source: str
    searches: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    counts: Mapping[str, int] = field(default_factory=dict)


def add_review(*, by: User, facts: ReviewFacts) -> Review:
    """Add a review with its searches and every box of its flow, unprinted ones as None.

    Raises ValidationError for a count under a key that the PRISMA 2020 diagram does not have.
    """
    for key in facts.counts:
        if key not in prisma.KEYS:
            raise ValidationError({"counts": _("%(key)s is not a box of the flow.") % {"key": key}})
    with recording(by=by):
        review = save(
            Review(
                slug=facts.slug,
                title=facts.title,
                question=facts.question,
                guideline=facts.guideline,
                source=facts.source,
            )
        )
        for search in facts.searches:
            save(SearchRun(review=review, **search))
        for key in prisma.KEYS:
            save(FlowCount(review=review, key=key, count=facts.counts.get(key)))
        return review


def add_report(*, review: Review, by: User, **facts: Any) -> Report:
    """Add a publication that the review includes."""
    with recording(by=by):
        return save(Report(review=review, **facts))


def add_case(*, report: Report, by: User, label: str) -> Case:
    """Add a patient whom a report describes."""
    with recording(by=by):
        return save(Case(report=report, label=label))


def record_case_value(*, case: Case, by: User, variable: str, value: Any) -> CaseValue:
    """Record what the report says of one variable; None where it does not report it.

    Raises ValidationError for a value that the variable does not know.
    """
    with recording(by=by):
        return _put(CaseValue(case=case, variable=variable), value)


def correct_case_value(*, case_value: CaseValue, by: User, reason: str, value: Any) -> CaseValue:
    """Replace an extracted value; None says that the report does not report it."""
    with correcting(by=by, reason=reason):
        return _put(case_value, value)


def _put(row: CaseValue, value: Any) -> CaseValue:
    if value is not None:
        refuse_unknown(row.variable, value)
    row.value = value
    row.status = Status.NOT_REPORTED if value is None else Status.REPORTED
    return save(row)
