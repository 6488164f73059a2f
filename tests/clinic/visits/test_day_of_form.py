"""Beside the form stands what was known before the day that is typed, never what came later."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.accounts.models import User
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.treatment import start_course
from clinic.visits.laboratory import LabValue
from clinic.visits.models import Visit
from clinic.visits.services import record_visit
from tests.clinic.visits.typing import typed

pytestmark = pytest.mark.django_db


def ck(value: str, unit: str, uln: str | None) -> LabValue:
    return LabValue("ck", Decimal(value), unit, None if uln is None else Decimal(uln))


@pytest.fixture
def early(ada: Patient, rossi: User, anakinra: TreatmentCourse, today: date) -> Visit:
    return record_visit(
        patient=ada,
        by=rossi,
        visited_on=today - timedelta(days=90),
        physician_global_cm=Decimal(8),
        muscle_strength=Decimal(70),
        muscle_instrument="mmt8_right",
        laboratory=[ck("900", "U/L", "190")],
    )


@pytest.fixture
def late(ada: Patient, rossi: User, early: Visit, today: date) -> Visit:
    return record_visit(
        patient=ada,
        by=rossi,
        visited_on=today - timedelta(days=5),
        physician_global_cm=Decimal(2),
        muscle_strength=Decimal(120),
        muscle_instrument="mmt8_both_sides",
        laboratory=[ck("3", "ukat/L", "3.2")],
    )


@pytest.fixture
def between(today: date) -> date:
    return today - timedelta(days=40)


@pytest.fixture
def methotrexate(ada: Patient, anakinra: TreatmentCourse, rossi: User, today: date) -> None:
    """Beside anakinra since ten days only."""
    start_course(
        patient=ada,
        by=rossi,
        drug="methotrexate",
        role="concomitant",
        route="oral",
        started_on=today - timedelta(days=10),
    )


def shown(context: dict[str, Any]) -> dict[str, Any]:
    ck_row = context["enzymes"][0]
    return {
        "last visit": context["last_visit"] and context["last_visit"].visited_on,
        "study day": context["study_day"],
        "physician": context["globals"][0].last_text,
        "CK": (ck_row.last_text, ck_row.last and ck_row.last.unit, ck_row.last_limit_text),
        "dose": [treatment.text for treatment in context["treatments"]],
    }


def as_of_early(early: Visit, study_day: int) -> dict[str, Any]:
    return {
        "last visit": early.visited_on,
        "study day": study_day,
        "physician": "8",
        "CK": ("900", "U/L", "190"),
        "dose": ["100 mg a day"],
    }


@pytest.mark.usefixtures("late", "methotrexate")
class TestANewVisitOfAPastDay:
    def test_the_parts_beside_the_fields_are_those_of_the_day_typed(
        self, at_desk: Client, ada: Patient, early: Visit, between: date
    ) -> None:
        address = reverse("visits:before", args=[ada.uuid])
        response = at_desk.get(address, {"visited_on": between, "muscle_instrument": ""})
        assert shown(response.context) == as_of_early(early, 60)
        page = response.content.decode()
        assert "day 60 of Anakinra" in page
        assert "<input" not in page  # nothing typed can be replaced
        assert page.count('hx-swap-oob="true"') == page.count(' id="')

    def test_the_last_strength_is_that_on_the_instrument_chosen(
        self, at_desk: Client, ada: Patient, between: date
    ) -> None:
        address = reverse("visits:before", args=[ada.uuid])
        lasts = [
            at_desk.get(address, {"visited_on": between, "muscle_instrument": instrument})
            .context["strength"]
            .last_text
            for instrument in ("mmt8_right", "mmt8_both_sides", "nonsense")
        ]
        assert lasts == ["70", "", ""]

    @pytest.mark.parametrize("day", ["", "soon", "1950-01-01", "2999-01-01"])
    def test_a_day_that_cannot_be_right_changes_nothing(
        self, at_desk: Client, ada: Patient, day: str
    ) -> None:
        response = at_desk.get(reverse("visits:before", args=[ada.uuid]), {"visited_on": day})
        assert (response.status_code, response.content) == (204, b"")

    def test_a_refused_form_comes_back_as_of_its_own_day(
        self, at_desk: Client, ada: Patient, early: Visit, between: date
    ) -> None:
        address = reverse("visits:record", args=[ada.uuid])
        response = at_desk.post(address, typed(between, haq="7"))
        assert shown(response.context) == as_of_early(early, 60)

    def test_a_refused_day_leaves_what_is_of_today(
        self, at_desk: Client, ada: Patient, late: Visit, today: date
    ) -> None:
        entries = typed(today + timedelta(days=1))
        response = at_desk.post(reverse("visits:record", args=[ada.uuid]), entries)
        assert shown(response.context)["last visit"] == late.visited_on

    def test_before_the_first_visit_there_is_none(
        self, at_desk: Client, ada: Patient, today: date
    ) -> None:
        address = reverse("visits:before", args=[ada.uuid])
        response = at_desk.get(address, {"visited_on": today - timedelta(days=120)})
        assert "No visit before this day" in response.content.decode()
        assert shown(response.context) == {
            "last visit": None,
            "study day": None,
            "physician": "",
            "CK": ("", None, ""),
            "dose": [],
        }

    def test_it_asks_the_database_as_often_whatever_the_number_of_visits(
        self, at_desk: Client, ada: Patient, rossi: User, between: date
    ) -> None:
        address = reverse("visits:before", args=[ada.uuid])
        counts = []
        for added in (range(1, 2), range(2, 9)):
            for days in added:
                day = between - timedelta(days=days)
                record_visit(patient=ada, by=rossi, visited_on=day)
            with CaptureQueriesContext(connection) as asked:
                at_desk.get(address, {"visited_on": between})
            counts.append(len(asked))
        # session, user, memberships; patient, visits, results, courses, doses, antibodies
        assert counts == [9, 9]


@pytest.mark.usefixtures("methotrexate")
class TestAnAmendedDay:
    def test_the_visit_itself_is_not_before_its_new_day(
        self, at_desk: Client, ada: Patient, early: Visit, late: Visit, today: date
    ) -> None:
        asked = {"visited_on": today, "visit": str(late.uuid)}
        response = at_desk.get(reverse("visits:before", args=[ada.uuid]), asked)
        assert response.context["last_visit"] == early

    def test_it_comes_back_as_of_the_day_typed(
        self, at_desk: Client, early: Visit, late: Visit, between: date
    ) -> None:
        entries = typed(between) | {"version": "1", "reason": ""}
        response = at_desk.post(reverse("visits:amend", args=[late.uuid]), entries)
        assert shown(response.context) == as_of_early(early, 60)
        page = response.content.decode()
        assert "Today" not in page
        assert ">today<" not in page

    def test_another_patients_visit_is_not_found(
        self, at_desk: Client, ada: Patient, today: date
    ) -> None:
        asked = {"visited_on": today, "visit": "00000000-0000-4000-8000-000000000000"}
        response = at_desk.get(reverse("visits:before", args=[ada.uuid]), asked)
        assert response.status_code == 404


def test_an_upper_limit_left_out_once_is_still_offered(
    at_desk: Client, ada: Patient, rossi: User, early: Visit, today: date
) -> None:
    day = today - timedelta(days=3)
    record_visit(patient=ada, by=rossi, visited_on=day, laboratory=[ck("400", "U/L", None)])
    row = at_desk.get(reverse("visits:record", args=[ada.uuid])).context["enzymes"][0]
    assert (row.last_text, row.limit_text, row.is_limit_from_last) == ("400", "190", True)
    assert row.limit[1] == early.visited_on


def test_an_upper_limit_in_another_unit_than_the_last_is_not_offered(
    at_desk: Client, ada: Patient, rossi: User, early: Visit, today: date
) -> None:
    day = today - timedelta(days=3)
    record_visit(patient=ada, by=rossi, visited_on=day, laboratory=[ck("4", "ukat/L", None)])
    row = at_desk.get(reverse("visits:record", args=[ada.uuid])).context["enzymes"][0]
    assert (row.unit.value(), row.limit_text) == ("ukat/L", "")
