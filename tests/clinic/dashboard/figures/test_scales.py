"""Axes tied at the upper limit of normal: first values that have no place or no limit."""

from decimal import Decimal

import pytest

from clinic.dashboard.figures.scales import axis_of, span_of
from tests.clinic.dashboard.figures.timelines import crp


def test_without_any_value_the_span_is_the_usual_one() -> None:
    span = span_of([])

    assert (span.floor, span.top) == (0.6, 4.0)


def test_zero_does_not_stretch_the_axis_and_stands_on_its_floor() -> None:
    labs = [crp("100"), crp("0")]
    axis = axis_of(labs, span_of([labs]))

    assert axis.span.floor == 0.6
    assert axis.place(labs[1]) == (pytest.approx(3.0), False)
    assert axis.place(labs[0]) == (100.0, True)


def test_a_very_small_value_stands_on_the_lowest_floor() -> None:
    labs = [crp("0.01")]
    axis = axis_of(labs, span_of([labs]))

    assert axis.place(labs[0]) == (pytest.approx(0.5), False)


def test_without_a_limit_the_values_still_fit() -> None:
    labs = [crp("120", uln=None), crp("3", uln=None)]
    axis = axis_of(labs, span_of([labs]))

    assert axis.limit is None
    assert axis.range[0] < axis.range[1]
    assert 10 ** axis.range[1] >= 120


def test_zero_without_a_limit_divides_by_nothing() -> None:
    assert axis_of([crp("0", uln=None)], span_of([])).reference == 1.0


def test_both_axes_have_their_limit_at_the_same_height() -> None:
    first, second = [crp("100", "5"), crp("4", "5")], [crp("265", "14"), crp("18", "14")]
    span = span_of([first, second])
    shares = []
    for labs, limit in ((first, 5), (second, 14)):
        low, high = (10**exponent for exponent in axis_of(labs, span).range)
        shares.append((high / limit, low / limit))

    assert shares[0] == pytest.approx(shares[1])


def test_the_ticks_stand_at_the_same_multiples_and_print_their_own_numbers() -> None:
    span = span_of([[crp("100", "5")]])
    at, texts = axis_of([crp("100", "5")], span).ticks()
    at_other, other_texts = axis_of([crp("14", "14")], span).ticks()

    assert [value / 5 for value in at] == pytest.approx([value / 14 for value in at_other])
    assert texts[:3] == ["5", "10", "25"]
    assert other_texts[:3] == ["14", "28", "70"]


def test_the_latest_limit_is_the_axis_limit() -> None:
    labs = [crp("100", "5"), crp("90", "10"), crp("80", None)]

    assert axis_of(labs, span_of([labs])).limit == Decimal(10)


def test_many_decades_keep_few_ticks() -> None:
    at, _texts = axis_of(
        [crp("50000", "5"), crp("0.6", "5")], span_of([[crp("50000", "5")]])
    ).ticks()

    assert len(at) <= 8
