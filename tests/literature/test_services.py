"""The verbs of a review: what they refuse, what they leave in the trail."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from clinic.accounts.models import User
from clinic.audit.models import AuditEvent
from literature.models import Case, CaseValue, Review
from literature.prisma import KEYS
from literature.services import (
    ReviewFacts,
    add_report,
    add_review,
    correct_case_value,
    record_case_value,
)
from literature.vocabulary import Status


def test_a_count_under_an_unknown_key_is_refused_and_nothing_is_saved(ferrari: User) -> None:
    facts = ReviewFacts("r", "Title", "?", "PRISMA 2020", "source", counts={"screened": 12})
    with pytest.raises(ValidationError):
        add_review(by=ferrari, facts=facts)
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("sex", "f"),
        ("sex", ["female"]),
        ("age_years", "60"),
        ("age_years", -1),
        ("age_years", True),
        ("manifestations", "fever"),
        ("manifestations", []),
        ("manifestations", ["fever", "cough"]),
        ("manifestations", [["fever"]]),
        ("antibody", "anti-Jo1"),
        ("acute_phase", "high"),
        ("prior_treatment", ["GC"]),
        ("anakinra_mg_daily", 5000),
        ("outcome", "major"),
    ],
)
def test_a_value_its_variable_does_not_know_is_refused(
    case: Case, ferrari: User, variable: str, value: Any
) -> None:
    with pytest.raises(ValidationError):
        record_case_value(case=case, by=ferrari, variable=variable, value=value)
    assert not CaseValue.objects.exists()


def test_a_variable_is_recorded_once_a_case(case: Case, ferrari: User) -> None:
    record_case_value(case=case, by=ferrari, variable="age_years", value=60)
    with pytest.raises(ValidationError):
        record_case_value(case=case, by=ferrari, variable="age_years", value=61)


def test_the_database_refuses_a_value_that_is_both_reported_and_missing(case: Case) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseValue.objects.create(case=case, variable="age_years", status=Status.REPORTED)


def test_not_reported_is_kept_as_such_and_not_as_nothing(case: Case, ferrari: User) -> None:
    row = record_case_value(case=case, by=ferrari, variable="manifestations", value=None)
    assert (row.status, row.value) == (Status.NOT_REPORTED, None)


def test_counts_that_are_not_printed_are_none_and_zero_stays_zero(review: Review) -> None:
    counts = dict(review.flow.values_list("key", "count"))
    assert set(counts) == set(KEYS)
    printed = {key: count for key, count in counts.items() if count is not None}
    assert printed == {"new_reports": 1, "duplicates": 0}


def test_a_correction_keeps_the_old_value_and_its_reason_in_the_trail(
    case: Case, ferrari: User
) -> None:
    row = record_case_value(case=case, by=ferrari, variable="age_years", value=60)
    correct_case_value(case_value=row, by=ferrari, reason="misread", value=None)
    event = AuditEvent.objects.filter(table="literature_casevalue", operation="update").get()
    assert (event.actor, event.reason) == ("ferrari", "misread")
    assert event.old == {"status": "reported", "value": 60}
    assert event.new == {"status": "not_reported", "value": None}


def test_a_second_report_under_one_label_is_refused(case: Case, ferrari: User) -> None:
    with pytest.raises(ValidationError):
        add_report(
            review=case.report.review,
            by=ferrari,
            label="Weber",
            authors="Weber A",
            title="Again",
            journal="J",
            year=2021,
        )
