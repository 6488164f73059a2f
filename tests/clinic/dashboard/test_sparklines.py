"""Small lines: first where no line may be drawn."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from clinic.dashboard.doses import Step
from clinic.dashboard.sparklines import (
    Frame,
    ScorePoint,
    Value,
    bands,
    dose_area,
    level,
    marks,
    score_trend,
    upright,
    value_trend,
)

DAY_0 = date(2026, 1, 1)
# A pixel a day, 100 high, nothing kept free at the edges.
FRAME = Frame(100, 100, DAY_0, DAY_0 + timedelta(days=100), pad=0)


def on(day: int) -> date:
    return DAY_0 + timedelta(days=day)


def scored(day: int, lower: float | None, upper: float | None = None) -> ScorePoint:
    return ScorePoint(on(day), lower, lower if upper is None else upper)


def test_nothing_is_drawn_of_nothing() -> None:
    trend = score_trend([], FRAME)

    assert (trend.line, trend.bridge, trend.dots, trend.bars, trend.end) == ("", "", "", "", None)


def test_a_visit_without_a_score_breaks_the_line() -> None:
    trend = score_trend([scored(0, 20), scored(10, None), scored(20, 40), scored(30, 50)], FRAME)

    assert trend.line == "M20.0 60.0L30.0 50.0"
    assert trend.bridge == ""


def test_bounds_are_a_bar_and_no_dot_and_are_bridged_not_joined() -> None:
    trend = score_trend([scored(0, 20), scored(10, 40, 60), scored(20, 80)], FRAME)

    assert trend.line == ""
    assert trend.bridge == "M0.0 80.0L10.0 50.0L20.0 20.0"
    assert trend.bars == "M7.5 60.0v-20.0h5v20.0z"
    assert trend.dots == "M0.0 80.0h0"


def test_a_last_score_by_its_bounds_has_no_end_dot() -> None:
    assert score_trend([scored(0, 20), scored(10, 40, 60)], FRAME).end is None


def test_a_single_visit_is_a_dot_without_a_line() -> None:
    trend = score_trend([scored(50, 60)], FRAME)

    assert (trend.line, trend.dots, trend.end) == ("", "", ("50.0", "40.0"))


def test_a_value_not_assessed_is_a_gap() -> None:
    values = [Value(on(0), 10), Value(on(10), 20), Value(on(20), None), Value(on(30), 40)]
    trend = value_trend(values, FRAME, 0, 100)

    assert trend.line == "M0.0 90.0L10.0 80.0"
    assert (trend.dots, trend.end) == ("M30.0 60.0h0", ("30.0", "60.0"))


def test_a_last_visit_without_a_value_leaves_no_end_dot() -> None:
    assert value_trend([Value(on(0), 10), Value(on(10), None)], FRAME, 0, 100).end is None


def test_zero_and_what_lies_below_a_logarithmic_scale_stand_on_its_floor() -> None:
    assert level(0, 1, 100, FRAME, is_log=True) == 100
    assert level(0.5, 1, 100, FRAME, is_log=True) == 100
    assert level(10, 1, 100, FRAME, is_log=True) == pytest.approx(50)
    assert level(1000, 1, 100, FRAME, is_log=True) == 0


def test_an_unknown_dose_is_neither_line_nor_area() -> None:
    steps = [Step(on(0), Decimal(80)), Step(on(20), None), Step(on(40), Decimal(40))]
    area = dose_area(steps, FRAME, 80)

    assert area.line == "M0.0 0.0H20.0M40.0 50.0H100.0"
    assert area.bars == "M0.0 100V0.0H20.0V100zM40.0 100V50.0H100.0V100z"


def test_a_change_of_dose_is_an_upright_step() -> None:
    steps = [Step(on(0), Decimal(80)), Step(on(50), Decimal(20))]

    assert dose_area(steps, FRAME, 80).line == "M0.0 0.0H50.0V75.0H100.0"


def test_a_dose_above_the_scale_stays_in_the_picture() -> None:
    assert dose_area([Step(on(0), Decimal(1000))], FRAME, 80).line == "M0.0 0.0H100.0"


def test_marks_and_uprights_outside_the_picture_are_left_out() -> None:
    assert marks([on(-1), on(101)], FRAME) == ""
    assert marks([on(10)], FRAME) == "M6.5 0h7l-3.5 6z"
    assert (upright(None, FRAME), upright(on(-1), FRAME), upright(on(5), FRAME)) == (
        None,
        None,
        "5.0",
    )


def test_the_bands_reach_from_each_threshold_to_the_next() -> None:
    drawn = bands([Decimal(20), Decimal(40), Decimal(60)], FRAME)

    assert [(band.category, band.top, band.height) for band in drawn] == [
        ("minimal", "60.0", "20.0"),
        ("moderate", "40.0", "20.0"),
        ("major", "0.0", "40.0"),
    ]


def test_a_window_of_a_single_day_divides_by_nothing() -> None:
    frame = Frame(100, 100, DAY_0, DAY_0)

    assert frame.x(DAY_0) == frame.pad
