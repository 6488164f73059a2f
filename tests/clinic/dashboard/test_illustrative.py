"""What is an illustration is said of the patients it is true of, and of nobody else."""

import html
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from tests.clinic.dashboard.course import course

COHORT, COMBINED = reverse("dashboard:cohort"), reverse("dashboard:combined")


@pytest.fixture
def three(rossi: User, milan: Centre, today: date) -> None:
    for number in (1, 2, 3):
        course(rossi, milan, f"P-10{number}", today)


def illustrate(*codes: str) -> None:
    Patient.objects.filter(code__in=codes).update(is_illustrative=True)


def words_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    text = re.sub(r"<script.*?</script>", "", answer.content.decode(), flags=re.S)
    return html.unescape(" ".join(text.split()))


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("address", [COHORT, COMBINED])
def test_of_findings_alone_nothing_is_said_to_be_an_illustration(
    address: str, at_desk: Client
) -> None:
    assert "illustrat" not in words_of(at_desk, address)


@pytest.mark.usefixtures("three")
def test_the_cohort_names_those_that_are_illustrations_and_how_many_of_how_many(
    at_desk: Client,
) -> None:
    illustrate("P-101", "P-103")
    words = words_of(at_desk, COHORT)

    assert "2 of 3 illustrative" in words
    assert "The visits of 2 of these 3 patients" in words
    assert "nobody's findings: Patient 1, Patient 3." in words
    assert "The visits of this cohort" not in words
    assert words.count('<span class="tag">illustrative</span>') == 2


@pytest.mark.usefixtures("three")
def test_the_combined_table_marks_the_rows_of_those_that_are_illustrations(
    at_desk: Client,
) -> None:
    illustrate("P-102")
    words = words_of(at_desk, COMBINED)

    assert "1 of 3 illustrative" in words
    assert "which is an illustration for: Patient 2." in words
    assert words.count('<span class="tag">illustrative</span>') == 1


@pytest.mark.usefixtures("three")
def test_a_cohort_of_illustrations_is_said_to_be_one_as_a_whole(at_desk: Client) -> None:
    illustrate("P-101", "P-102", "P-103")

    assert "The visits of this cohort are the project's own illustration." in words_of(
        at_desk, COHORT
    )
    assert "in this demonstration is an illustration" in words_of(at_desk, COMBINED)


@pytest.mark.usefixtures("three")
def test_list_and_patient_page_mark_the_patient(at_desk: Client) -> None:
    illustrate("P-102")

    assert words_of(at_desk, reverse("dashboard:review")).count(">illustrative<") == 1
    for code, is_marked in (("P-101", False), ("P-102", True)):
        page = reverse("dashboard:patient", args=[Patient.objects.get(code=code).uuid])
        assert ("illustrative data" in words_of(at_desk, page)) is is_marked
