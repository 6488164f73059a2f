"""The visit form: what it refuses, what it takes as not assessed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from clinic.registry.models import Patient
from clinic.visits.forms import FINDINGS, AmendmentForm, VisitForm
from tests.clinic.visits.typing import by_analyte, typed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("physician_global_cm", "10.1", "10.1 is outside 0-10 cm."),
        ("patient_global_cm", "-0.1", "-0.1 is outside 0-10 cm."),
        ("extramuscular_global_cm", "72", "72 is outside 0-10 cm."),
        ("physician_global_cm", "3.65", "Write at most 1 decimal."),
        ("physician_global_cm", "abc", "Write a number, for example 3.5."),
        ("haq", "3.125", "3.125 is outside 0-3."),
        ("haq", "1.2345", "Write at most 3 decimals."),
        ("muscle_strength", "151", "151 is outside 0-150."),
        ("muscle_strength", "124.5", "Write a whole number."),
        ("has_fever", "maybe", "Select a valid choice. maybe is not one of the available choices."),
    ],
)
def test_a_value_outside_its_scale_is_refused_at_its_field_and_kept_as_typed(
    ada: Patient, field: str, text: str, message: str
) -> None:
    form = VisitForm(typed(**{field: text}), patient=ada)
    assert not form.is_valid()
    assert form.errors == {field: [message]}
    assert form[field].value() == text


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("physician_global_cm", "0"),
        ("physician_global_cm", "10"),
        ("patient_global_cm", "10,0"),
        ("haq", "3"),
        ("haq", "0.125"),
        ("muscle_strength", "150"),
        ("muscle_strength", "0"),
    ],
)
def test_both_ends_of_a_scale_are_allowed(ada: Patient, field: str, text: str) -> None:
    assert VisitForm(typed(**{field: text}), patient=ada).is_valid()


@pytest.mark.parametrize(
    ("instrument", "highest"),
    [
        ("mmt8_both_sides", 150),
        ("mmt8_right", 80),
        ("mmt8_left", 80),
        ("mmt_total", 260),
        ("cmas", 52),
    ],
)
def test_a_strength_lies_on_the_scale_of_its_instrument(
    ada: Patient, instrument: str, highest: int
) -> None:
    entries = {"muscle_instrument": instrument}
    assert VisitForm(typed(**entries, muscle_strength=f"{highest}"), patient=ada).is_valid()
    above = VisitForm(typed(**entries, muscle_strength=f"{highest + 1}"), patient=ada)
    assert above.errors == {"muscle_strength": [f"{highest + 1} is outside 0-{highest}."]}


def test_a_strength_without_instrument_is_asked_for_it(ada: Patient) -> None:
    form = VisitForm(typed(muscle_strength="124", muscle_instrument=""), patient=ada)
    assert form.errors == {"muscle_instrument": ["Name the instrument."]}


def test_a_visit_in_the_future_is_refused(ada: Patient, today: date) -> None:
    form = VisitForm(typed(today + timedelta(days=1)), patient=ada)
    assert form.errors == {"visited_on": ["This day is in the future."]}


def test_a_visit_before_birth_is_refused(ada: Patient) -> None:
    before = VisitForm(typed(ada.date_of_birth - timedelta(days=1)), patient=ada)
    assert before.errors == {"visited_on": ["This day is before the patient's birth."]}
    assert VisitForm(typed(ada.date_of_birth), patient=ada).is_valid()


@pytest.mark.parametrize("day", ["", "31/12/2025", "2025-02-30", "yesterday"])
def test_a_day_that_is_none_is_refused(ada: Patient, day: str) -> None:
    form = VisitForm(typed() | {"visited_on": day}, patient=ada)
    assert set(form.errors) == {"visited_on"}


def test_a_refused_laboratory_value_makes_the_form_invalid(ada: Patient) -> None:
    assert not VisitForm(typed(ck_value="<5"), patient=ada).is_valid()


def test_whatever_is_left_empty_is_none(ada: Patient) -> None:
    form = VisitForm(typed(), patient=ada)
    assert form.is_valid()
    day, findings, laboratory = form.typed()
    assert day is not None
    assert findings == dict.fromkeys(FINDINGS)
    assert laboratory == []


def test_a_decimal_comma_is_accepted_everywhere(ada: Patient) -> None:
    form = VisitForm(
        typed(physician_global_cm="3,6", haq="1,125", ck_value="620,5", ck_uln="190,5"),
        patient=ada,
    )
    assert form.is_valid()
    _, findings, laboratory = form.typed()
    assert findings["physician_global_cm"] == Decimal("3.6")
    assert findings["haq"] == Decimal("1.125")
    assert by_analyte(laboratory)["ck"].value == Decimal("620.5")
    assert by_analyte(laboratory)["ck"].uln == Decimal("190.5")


@pytest.mark.parametrize(("answer", "meant"), [("yes", True), ("no", False), ("", None)])
def test_no_and_not_assessed_are_two_answers(ada: Patient, answer: str, meant: bool | None) -> None:
    form = VisitForm(typed(has_fever=answer), patient=ada)
    assert form.typed()[1]["has_fever"] is meant


def test_what_is_refused_counts_as_not_assessed_for_the_live_score(ada: Patient) -> None:
    form = VisitForm(
        typed(physician_global_cm="72", patient_global_cm="4", ck_value="<5", ldh_value="300"),
        patient=ada,
    )
    day, findings, laboratory = form.typed()
    assert day is not None
    assert findings["physician_global_cm"] is None
    assert findings["patient_global_cm"] == Decimal(4)
    assert list(by_analyte(laboratory)) == ["ldh"]


def test_another_visit_is_answered_for_one_day_only(ada: Patient, today: date) -> None:
    answer = {"another_visit_on": today.isoformat()}
    same = VisitForm(typed(today) | answer, patient=ada)
    moved = VisitForm(typed(today - timedelta(days=1)) | answer, patient=ada)
    assert same.is_valid()
    assert moved.is_valid()
    assert same.has_answered("another_visit_on")
    assert not moved.has_answered("another_visit_on")


def test_an_amendment_needs_its_reason(ada: Patient) -> None:
    form = AmendmentForm(typed() | {"version": "1", "reason": "  "}, patient=ada)
    assert set(form.errors) == {"reason"}
