"""A figure is checked once, at its end, and then as strictly as ever."""

import pytest

from clinic.dashboard.figures.drawing import MARGINS, SMALL_MARGINS, Drawing


def test_a_property_that_plotly_does_not_know_is_refused() -> None:
    drawing = Drawing(is_small=False)
    drawing.scatter(x=[0], y=[0], colour="var(--ink)")

    with pytest.raises(ValueError, match="colour"):
        drawing.figure()


def test_a_shape_of_an_unknown_kind_is_refused() -> None:
    drawing = Drawing(is_small=False)
    drawing.shape("blob", x0=0, x1=1)

    with pytest.raises(ValueError, match="blob"):
        drawing.figure()


def test_an_empty_drawing_has_no_legend_and_no_title() -> None:
    layout = Drawing(is_small=False).figure().to_plotly_json()["layout"]

    assert layout["showlegend"] is False
    assert "title" not in layout


def test_a_small_drawing_has_small_margins() -> None:
    for is_small, margins in ((True, SMALL_MARGINS), (False, MARGINS)):
        layout = Drawing(is_small).figure().to_plotly_json()["layout"]
        assert layout["margin"] == margins


def test_traces_shapes_and_notes_stay_in_the_order_they_were_drawn() -> None:
    drawing = Drawing(is_small=False)
    for number in range(3):
        drawing.scatter(x=[number], y=[0])
        drawing.shape("line", x0=number, x1=number, y0=0, y1=1)
        drawing.note(str(number), x=number, y=1)
    drawn = drawing.figure().to_plotly_json()

    assert [trace["x"] for trace in drawn["data"]] == [[0], [1], [2]]
    assert [shape["x0"] for shape in drawn["layout"]["shapes"]] == [0, 1, 2]
    assert [note["text"] for note in drawn["layout"]["annotations"]] == ["0", "1", "2"]
