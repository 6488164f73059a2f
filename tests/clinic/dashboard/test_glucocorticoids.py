"""The doses of many patients, read in one statement, are those the rule gives one by one."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic.accounts.models import Centre, User
from clinic.dashboard.selectors.glucocorticoids import glucocorticoids_of
from clinic.dashboard.selectors.review_index import review_index
from clinic.registry.models import DosePeriod, Patient, TreatmentCourse
from clinic.registry.selectors import (
    courses_with_doses,
    glucocorticoid_courses,
    prednisone_mg_per_day_on,
)
from tests.clinic.dashboard.course import register

TODAY = date(2026, 11, 23)
days = st.integers(-6, 2).map(lambda number: TODAY + timedelta(days=number))
lengths = st.none() | st.integers(0, 8)
doses = st.lists(
    st.tuples(days, lengths, st.none() | st.sampled_from(["0", "0.125", "7.5", "50"])),
    max_size=4,
    unique_by=lambda dose: dose[0],
)
courses = st.lists(
    st.tuples(
        st.sampled_from(["prednisone", "prednisone", "methotrexate"]),
        st.sampled_from([None, "oral", "intramuscular"]),
        days | st.none(),
        lengths,
        doses,
    ),
    min_size=1,
    max_size=3,
)


@pytest.fixture
def people(rossi: User, milan: Centre) -> list[Patient]:
    return [register(rossi, milan, f"P-10{number}") for number in range(3)]


def last_day(first: date | None, length: int | None) -> date | None:
    return None if first is None or length is None else first + timedelta(days=length)


def write(patient: Patient, drawn: list[Any]) -> None:
    """As they are drawn: overlapping, without a dose, without a day."""
    for drug, route, first, length, periods in drawn:
        course = TreatmentCourse.objects.create(
            patient=patient,
            drug=drug,
            role="concomitant" if first else "prior",
            route=route,
            started_on=first,
            ended_on=last_day(first, length),
        )
        for began, held, mg in periods:
            DosePeriod.objects.create(
                course=course,
                started_on=began,
                ended_on=last_day(began, held),
                dose_mg=Decimal(mg or 1),
                every_days=1 + began.day % 2,
                prednisone_mg_per_day=mg and Decimal(mg),
            )


def of_anything(check: Callable[..., None]) -> Callable[..., None]:
    """Any treatment of three people, each written and taken back again."""
    fixtures = [HealthCheck.function_scoped_fixture]
    drawn = given(st.tuples(courses, courses, courses))
    return settings(max_examples=40, deadline=None, suppress_health_check=fixtures)(drawn(check))


@pytest.mark.django_db
def test_of_two_doses_that_cover_a_day_the_list_gives_the_later_one(
    people: list[Patient], milan: Centre
) -> None:
    week_ago, yesterday = TODAY - timedelta(days=7), TODAY - timedelta(days=1)
    for patient, began in zip(people, [week_ago, yesterday, TODAY], strict=True):
        write(patient, [("prednisone", "oral", began, None, [(began, None, "50")])])
    course = people[0].courses.get()
    for day, mg in ((TODAY, "10"), (yesterday, "20")):
        DosePeriod.objects.create(
            course=course, started_on=day, dose_mg=mg, prednisone_mg_per_day=Decimal(mg)
        )

    listed = [entry.prednisone_mg for entry in review_index([milan.pk], TODAY)]
    assert listed == [10, 50, 50]


@pytest.mark.django_db
@of_anything
def test_the_lists_dose_of_today_is_the_rules(
    people: list[Patient], milan: Centre, drawn: tuple[list[Any], ...]
) -> None:
    with transaction.atomic():
        for patient, treatment in zip(people, drawn, strict=True):
            write(patient, treatment)
        listed = {entry.patient_id: entry for entry in review_index([milan.pk], TODAY)}
        for patient in people:
            expected = prednisone_mg_per_day_on(patient, TODAY)
            assert listed[patient.pk].prednisone_mg == expected
        transaction.set_rollback(True)


@pytest.mark.django_db
@of_anything
def test_the_courses_of_many_patients_are_those_of_each(
    people: list[Patient], drawn: tuple[list[Any], ...]
) -> None:
    with transaction.atomic():
        for patient, treatment in zip(people, drawn, strict=True):
            write(patient, treatment)
        found = glucocorticoids_of([patient.pk for patient in people])
        for patient in people:
            expected = glucocorticoid_courses(courses_with_doses(patient))
            assert found.get(patient.pk, []) == expected
        transaction.set_rollback(True)
