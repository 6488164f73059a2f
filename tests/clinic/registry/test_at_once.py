"""One form sent many times at once, and two people at one taper."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from clinic.accounts.models import User
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.taper import change_dose, withdraw_dose
from clinic.registry.treatment import Dose, start_course
from clinic.saving import AlreadySaved
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_form_sent_ten_times_at_once_makes_one_course(ada: Patient, rossi: User) -> None:
    token = uuid.uuid4()

    def send() -> bool:
        try:
            start_course(patient=ada, by=rossi, drug="rituximab", role="prior", form_token=token)
        except AlreadySaved:
            return False
        return True

    assert sum(together(*[send] * 10)) == 1
    assert TreatmentCourse.objects.count() == 1


def test_a_drug_is_started_once_by_two_people_at_once(
    ada: Patient, rossi: User, today: date
) -> None:
    def start(route: str | None) -> bool:
        try:
            start_course(
                patient=ada,
                by=rossi,
                drug="prednisone",
                role="concomitant",
                route=route,
                started_on=today,
            )
        except ValidationError:
            return False
        return True

    assert sum(together(*[lambda: start(None), lambda: start("oral")] * 2)) == 1


def test_steps_written_at_once_neither_overlap_nor_leave_a_gap(
    anakinra: TreatmentCourse, rossi: User, today: date
) -> None:
    planned = today + timedelta(days=30)
    change_dose(course=anakinra, by=rossi, dose=Dose(planned, Decimal(50)))

    def begin(day: date) -> bool:
        try:
            change_dose(course=anakinra, by=rossi, dose=Dose(day, Decimal(150)))
        except ValidationError:
            return False
        return True

    def withdraw() -> bool:
        withdraw_dose(course=anakinra, by=rossi, reason="Stopped", recorded_on=planned)
        return True

    days = [today - timedelta(days=day) for day in (0, 0, 10, 20, -10)]
    done = together(withdraw, *[lambda day=day: begin(day) for day in days])

    assert sum(done) == 5  # today has one of its two
    steps = list(anakinra.doses.all())
    assert len(steps) == 5
    assert steps[-1].ended_on is None
    for step, following in pairwise(steps):
        assert step.ended_on == following.started_on - timedelta(days=1)
