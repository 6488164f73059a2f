"""The combined table: equal to the letter's, and computed."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Centre, User
from clinic.dashboard.cohort import summary
from clinic.dashboard.combined import abbreviations
from clinic.dashboard.selectors.cohort import members
from clinic.dashboard.selectors.combined import literature_parts, own_part
from clinic.registry.models import Patient, PatientManifestation
from clinic.registry.treatment import Dose, start_course
from clinic.visits.models import LabResult
from literature.models import CaseValue, Report
from literature.services import correct_case_value
from literature.vocabulary import Variable
from tests.clinic.dashboard.course import active, course, lab, register, see, treat
from tests.people import let_in

Table = list[tuple[str, ...]]

# The letter's Table, typed from its print.
LETTER: Table = [
    (
        "Patient 1",
        "Male, 66",
        "Arthritis, fever, ILD, myopericarditis anti-PL12+",
        "Increased",
        "GC",
        "200",
        "GC",
    ),
    (
        "Patient 2",
        "Male, 55",
        "Fever, ILD, myocarditis, rash, Raynaud anti-PL12+",
        "Increased",
        "GC, AZA, MMF",
        "200",
        "GC",
    ),
    (
        "Patient 3",
        "Female, 54",
        "Fever, myocarditis, myositis, rash anti-Jo1+",
        "Increased",
        "GC, IVIG, MTX",
        "200",
        "GC, MTX",
    ),
    (
        "Furlan",
        "Female, 60",
        "Arthritis, fever, ILD, myositis, rash anti-Jo1+",
        "Increased",
        "GC, CYA, CYC, MTX",
        "100",
        "GC, MTX",
    ),
    (
        "Zong",
        "Male, 54",
        "Clinical manifestations NR anti-Jo1+",
        "NR",
        "AZA, CYC, IFX, IVIG, MTX",
        "100",
        "GC, AZA",
    ),
    (
        "Meudec",
        "Female, 55",
        "Arthritis, ILD, myopericarditis, myositis anti-Jo1+",
        "NR",
        "MTX, RTX",
        "NR",
        "GC, MTX",
    ),
    (
        "Ahmad",
        "Female, 65",
        "Arthritis, fever, ILD, rash anti-Jo1+",
        "Increased",
        "AZA, RTX, MMF",
        "100",
        "GC",
    ),
]
CITATIONS = [7, 8, 9, 10]
# As printed below the letter's Table, and CYA, which it uses and does not explain.
ABBREVIATIONS = [
    ("AZA", "azathioprine"),
    ("CYA", "cyclosporine"),
    ("CYC", "cyclophosphamide"),
    ("GC", "glucocorticoid"),
    ("IFX", "infliximab"),
    ("ILD", "interstitial lung disease"),
    ("IVIG", "intravenous immunoglobulins"),
    ("MMF", "mycophenolate mofetil"),
    ("MTX", "methotrexate"),
    ("NR", "not reported"),
    ("RTX", "rituximab"),
]


def rows() -> list[Any]:
    centre = Centre.objects.get()
    parts = [own_part(summary(members([centre.pk])).members), *literature_parts()]
    return [row for part in parts for row in part.rows]


def table() -> Table:
    return [row.cells for row in rows()]


def changed(before: Table, after: Table) -> dict[tuple[str, int], str]:
    """The cells that differ, by row label and column."""
    return {
        (old[0], column): new[column]
        for old, new in zip(before, after, strict=True)
        for column in range(len(old))
        if old[column] != new[column]
    }


@pytest.mark.usefixtures("demonstration")
def test_it_equals_the_letters_table_cell_by_cell() -> None:
    assert table() == LETTER
    assert [row.citation for row in rows()[3:]] == CITATIONS
    assert abbreviations(rows()) == ABBREVIATIONS


def _no_longer_inflamed() -> None:
    baseline = Patient.objects.get(code="P-001").visits.first()
    LabResult.objects.filter(visit=baseline, analyte__in=["crp", "ferritin"]).update(
        canonical_value=1
    )


def _born_a_year_later() -> None:
    patient = Patient.objects.get(code="P-002")
    born = patient.date_of_birth
    Patient.objects.filter(pk=patient.pk).update(date_of_birth=born.replace(year=born.year + 1))


def _with_raynaud() -> None:
    PatientManifestation.objects.create(patient=Patient.objects.get(code="P-003"), kind="raynaud")


def _anakinra_100() -> None:
    Patient.objects.get(code="P-001").courses.get(drug="anakinra").doses.update(dose_mg=100)


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(
    ("change", "cells"),
    [
        (_no_longer_inflamed, {("Patient 1", 3): "Normal"}),
        (_born_a_year_later, {("Patient 2", 1): "Male, 54"}),
        (
            _with_raynaud,
            {("Patient 3", 2): "Fever, myocarditis, myositis, rash, Raynaud anti-Jo1+"},
        ),
        (_anakinra_100, {("Patient 1", 5): "100"}),
    ],
)
def test_a_changed_registry_row_changes_exactly_its_cell(
    change: Callable[[], None], cells: dict[tuple[str, int], str]
) -> None:
    before = table()
    change()

    assert changed(before, table()) == cells


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize(
    ("label", "variable", "value", "cells"),
    [
        ("Meudec", Variable.ANAKINRA_MG_DAILY, 100, {("Meudec", 5): "100"}),
        ("Furlan", Variable.ACUTE_PHASE, None, {("Furlan", 3): "NR"}),
        ("Zong", Variable.AGE_YEARS, 45, {("Zong", 1): "Male, 45"}),
        (
            "Ahmad",
            Variable.PRIOR_TREATMENT,
            ["rituximab", "azathioprine"],
            {("Ahmad", 4): "RTX, AZA"},
        ),
    ],
)
def test_a_changed_literature_value_changes_exactly_its_cell(
    label: str, variable: Variable, value: Any, cells: dict[tuple[str, int], str]
) -> None:
    before = table()
    stored = CaseValue.objects.get(case__label=label, variable=variable)
    reviewer = User.objects.get(username="ferrari")
    correct_case_value(case_value=stored, by=reviewer, reason="read again", value=value)

    assert changed(before, table()) == cells


@pytest.mark.usefixtures("demonstration")
def test_both_changes_at_once_change_two_cells() -> None:
    before = table()
    _born_a_year_later()
    CaseValue.objects.filter(case__label="Zong", variable=Variable.AGE_YEARS).update(value=45)

    assert changed(before, table()) == {("Patient 2", 1): "Male, 54", ("Zong", 1): "Male, 45"}


@pytest.mark.usefixtures("demonstration")
def test_a_report_without_a_number_stands_behind_those_that_have_one() -> None:
    Report.objects.filter(citation_number=8).update(citation_number=None)

    assert [row.label for row in rows()][-4:] == ["Furlan", "Meudec", "Ahmad", "Zong"]


@pytest.mark.usefixtures("demonstration")
def test_the_page_prints_every_cell(client: Client) -> None:
    let_in(client, User.objects.get(username="ferrari"))
    text = client.get(reverse("dashboard:combined")).content.decode()

    for row in LETTER:
        for cell in (*row[:2], *row[3:]):
            assert cell in text, cell
    assert "illustrative data" in text
    assert "P-001" not in text


def test_a_patient_without_baseline_or_dose_is_not_reported_in_those_cells(
    rossi: User, milan: Centre, today: date
) -> None:
    patient = register(rossi, milan, "P-101")
    start_course(
        patient=patient,
        by=rossi,
        drug="anakinra",
        role="index",
        started_on=today - timedelta(days=10),
    )

    ((_label, _age, _features, acute_phase, prior, anakinra, concomitant),) = table()
    assert (acute_phase, anakinra) == ("NR", "NR")
    assert (prior, concomitant) == ("none recorded", "none recorded")


def test_normal_crp_without_ferritin_is_not_known_to_be_normal(
    rossi: User, milan: Centre, today: date
) -> None:
    patient = register(rossi, milan, "P-101")
    treat(patient, rossi, today - timedelta(days=10))
    findings = active(laboratory=[lab("crp", "4", "mg/L", "5")])
    see(patient, rossi, today - timedelta(days=10), findings)

    assert table()[0][3] == "NR"


def test_a_course_that_ended_before_anakinra_is_not_concomitant(
    rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    start_course(
        patient=patient,
        by=rossi,
        drug="methotrexate",
        role="concomitant",
        started_on=today - timedelta(days=300),
        ended_on=today - timedelta(days=200),
    )

    assert table()[0][6] == "GC"


def test_glucocorticoids_are_one_and_stand_first(rossi: User, milan: Centre, today: date) -> None:
    patient = course(rossi, milan, "P-101", today)
    for drug in ("azathioprine", "methylprednisolone", "prednisone"):
        start_course(patient=patient, by=rossi, drug=drug, role="prior")

    assert table()[0][4] == "GC, AZA"


def test_a_dose_every_other_day_is_printed_as_its_daily_mean(
    rossi: User, milan: Centre, today: date
) -> None:
    patient = register(rossi, milan, "P-101")
    start = today - timedelta(days=10)
    start_course(
        patient=patient,
        by=rossi,
        drug="anakinra",
        role="index",
        started_on=start,
        doses=[Dose(start, Decimal(100), every_days=2)],
    )

    assert table()[0][5] == "50"
