"""The literature's pages: who may see them, and that nothing is printed which is not reported."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from literature.models import Case, Review
from literature.selectors import review_reports
from literature.services import add_case, add_report, record_case_value
from tests.people import make_person


@pytest.fixture
def page_of(client: Client, ferrari: User) -> Any:
    client.force_login(ferrari)

    def fetch(review: Review) -> str:
        response = client.get(reverse("literature:review", args=[review.slug]))
        assert response.status_code == 200
        return response.content.decode()

    return fetch


@pytest.mark.parametrize("role", [Role.DATA_ENTRY, Role.AUDITOR])
def test_roles_without_the_permission_are_refused(
    client: Client, milan: Centre, review: Review, role: Role
) -> None:
    client.force_login(make_person("somebody", role, milan))
    for address in ("/literature/", f"/literature/{review.slug}/"):
        response = client.get(address)
        assert response.status_code == 403
        assert review.title not in response.content.decode()


def test_an_unknown_review_is_not_found(client: Client, ferrari: User) -> None:
    client.force_login(ferrari)
    assert client.get("/literature/nothing/").status_code == 404


def test_without_a_review_the_page_says_what_will_stand_there(
    client: Client, ferrari: User
) -> None:
    client.force_login(ferrari)
    assert "None has been recorded" in client.get("/literature/").content.decode()


def test_a_count_that_is_not_printed_reads_not_reported(page_of: Any, review: Review) -> None:
    flow = page_of(review).split('id="flow-title"')[1].split("Other methods")[0]
    # Eleven boxes and the two of what is included; new_reports 1 and duplicates 0 are printed.
    assert flow.count("not reported") == 11
    assert flow.count("<strong>0</strong>") == 1
    assert flow.count("<strong>1</strong>") == 1


def test_an_arm_without_any_number_is_said_in_one_sentence(page_of: Any, review: Review) -> None:
    assert "No number of this arm is reported." in page_of(review)


def test_a_variable_nobody_recorded_reads_not_reported(page_of: Any, case: Case) -> None:
    row = page_of(case.report.review).split('<table class="cases')[1].split("</table>")[0]
    assert row.count("not reported") == 8


def test_values_are_printed_in_words(page_of: Any, case: Case, ferrari: User) -> None:
    values = {
        "sex": "female",
        "age_years": 60,
        "manifestations": ["fever", "ild", "raynaud"],
        "antibody": "pl12",
        "acute_phase": "increased",
        "prior_treatment": ["glucocorticoid", "mycophenolate"],
        "anakinra_mg_daily": None,
    }
    for variable, value in values.items():
        record_case_value(case=case, by=ferrari, variable=variable, value=value)
    text = page_of(case.report.review)
    assert "Fever, interstitial lung disease, Raynaud phenomenon" in text
    assert "GC, MMF" in text
    assert "Mycophenolate mofetil" in text  # the abbreviation, spelt out below
    assert "anti-PL12" in text


def test_the_query_is_shown_verbatim_and_harmless(page_of: Any, review: Review) -> None:
    assert "anakinra &lt;b&gt;" in page_of(review)


def test_more_cases_cost_no_more_queries(
    client: Client, case: Case, ferrari: User, django_assert_num_queries: Any
) -> None:
    client.force_login(ferrari)
    address = reverse("literature:review", args=[case.report.review.slug])
    client.get(address)
    for number in range(5):
        another = add_case(report=case.report, by=ferrari, label=f"Patient {number}")
        record_case_value(case=another, by=ferrari, variable="sex", value="male")
    # Session, user, roles; review, reports, cases, values, flow, searches.
    with django_assert_num_queries(9):
        client.get(address)


def test_the_demonstration_has_the_letters_review(client: Client, demonstration: None) -> None:
    client.force_login(User.objects.get(username="ferrari"))
    review = Review.objects.get()
    printed = {key: count for key, count in review.flow.values_list("key", "count") if count}
    assert printed == {"new_reports": 4}
    assert list(review.searches.values_list("database", "hits", "run_on")) == [
        ("MEDLINE/PubMed", None, None),
        ("EMBASE", None, None),
    ]
    text = client.get(f"/literature/{review.slug}/").content.decode()
    assert (
        "(interleukin-1)OR(anakinra) AND (antisynthetase syndrome)OR(antisynthetase antibody)"
        "OR(interstitial lung disease)OR(myocarditis)"
    ) in text
    cases = [
        (case.report.label, case.report.year, case.report.citation_number)
        for case in Case.objects.all()
    ]
    assert cases == [
        ("Furlan", 2008, 7),
        ("Zong", 2014, 8),
        ("Meudec", 2019, 9),
        ("Ahmad", 2021, 10),
    ]
    unreported = {
        (row.case.label, row.variable)
        for case in Case.objects.all()
        for row in case.values.filter(status="not_reported")
    }
    assert unreported == {
        ("Zong", "manifestations"),
        ("Zong", "acute_phase"),
        ("Meudec", "acute_phase"),
        ("Meudec", "anakinra_mg_daily"),
    }


def test_reports_without_a_citation_number_stand_last(
    review: Review, case: Case, ferrari: User
) -> None:
    facts = {"authors": "A", "title": "T", "journal": "J", "year": 1990}
    for label, number in (("Rey", None), ("Abel", 2)):
        report = add_report(review=review, by=ferrari, label=label, citation_number=number, **facts)
        add_case(report=report, by=ferrari, label=label)
    assert [report.label for report in review_reports(review)] == ["Weber", "Abel", "Rey"]
    assert [found.label for found in Case.objects.all()] == ["Weber", "Abel", "Rey"]
