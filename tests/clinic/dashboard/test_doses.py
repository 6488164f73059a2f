"""The prednisone equivalent as steps: first where no dose may be drawn."""

from datetime import date
from decimal import Decimal

from clinic.dashboard.doses import Step, dose_steps
from scoring.criteria.doses import DaySpan
from scoring.criteria.glucocorticoid import GlucocorticoidCourse

JULY, AUGUST, SEPTEMBER = date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)
OCTOBER = date(2026, 10, 1)


def course(
    *doses: tuple[date, date | None, str | None], ends: date | None = None
) -> GlucocorticoidCourse:
    return GlucocorticoidCourse(
        DaySpan(doses[0][0], ends),
        tuple((DaySpan(first, last), mg and Decimal(mg)) for first, last, mg in doses),
    )


def test_without_a_course_there_is_no_step() -> None:
    assert dose_steps([], JULY, OCTOBER) == []


def test_before_the_first_course_no_step_says_zero() -> None:
    steps = dose_steps([course((AUGUST, None, "20"))], JULY, OCTOBER)

    assert steps == [Step(AUGUST, Decimal(20))]


def test_an_unknown_dose_is_a_step_without_a_number() -> None:
    steps = dose_steps(
        [course((JULY, date(2026, 7, 31), "20"), (AUGUST, None, None))], JULY, OCTOBER
    )

    assert steps == [Step(JULY, Decimal(20)), Step(AUGUST, None)]


def test_a_day_between_two_doses_is_unknown() -> None:
    first_half = (JULY, date(2026, 7, 20), "20")
    steps = dose_steps([course(first_half, (AUGUST, None, "10"))], JULY, OCTOBER)

    assert steps == [
        Step(JULY, Decimal(20)),
        Step(date(2026, 7, 21), None),
        Step(AUGUST, Decimal(10)),
    ]


def test_after_the_last_course_the_dose_is_zero() -> None:
    ended = course((JULY, date(2026, 8, 31), "20"), ends=date(2026, 8, 31))
    steps = dose_steps([ended], JULY, OCTOBER)

    assert steps == [Step(JULY, Decimal(20)), Step(SEPTEMBER, Decimal(0))]


def test_two_courses_at_once_add_up() -> None:
    steps = dose_steps([course((JULY, None, "20")), course((AUGUST, None, "5"))], JULY, OCTOBER)

    assert [step.mg for step in steps] == [Decimal(20), Decimal(25)]


def test_a_new_period_of_the_same_dose_is_no_step() -> None:
    steps = dose_steps(
        [course((JULY, date(2026, 7, 31), "20"), (AUGUST, None, "20"))], JULY, OCTOBER
    )

    assert steps == [Step(JULY, Decimal(20))]


def test_the_dose_on_the_first_day_drawn_is_the_first_step() -> None:
    steps = dose_steps([course((JULY, None, "20"))], SEPTEMBER, OCTOBER)

    assert steps == [Step(SEPTEMBER, Decimal(20))]
