"""A review with one report that describes one patient."""

import pytest

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from literature.models import Case, Review
from literature.services import ReviewFacts, add_case, add_report, add_review
from tests.people import make_person


@pytest.fixture
def ferrari(milan: Centre) -> User:
    """Dr Ferrari, reviewer in Milan."""
    return make_person("ferrari", Role.REVIEWER, milan)


@pytest.fixture
def review(ferrari: User) -> Review:
    facts = ReviewFacts(
        slug="il-1-blockade",
        title="IL-1 blockade",
        question="Does it help?",
        guideline="PRISMA 2020",
        source="an invented review",
        searches=[{"database": "PubMed", "query": "anakinra <b>", "hits": None}],
        counts={"new_reports": 1, "duplicates": 0},
    )
    return add_review(by=ferrari, facts=facts)


@pytest.fixture
def case(review: Review, ferrari: User) -> Case:
    report = add_report(
        review=review,
        by=ferrari,
        label="Weber",
        citation_number=1,
        authors="Weber A",
        title="One patient",
        journal="J Invented",
        year=2020,
    )
    return add_case(report=report, by=ferrari, label="Weber")
