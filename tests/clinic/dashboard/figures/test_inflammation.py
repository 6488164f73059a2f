"""Figure A: first where a line must be broken or may not be one."""

from decimal import Decimal
from typing import Any

import pytest

from clinic.dashboard.doses import Step
from clinic.dashboard.figures.frame import months_of
from clinic.dashboard.figures.inflammation import inflammation
from clinic.dashboard.rows import Lab, Timeline, VisitRow
from tests.clinic.dashboard.figures.timelines import (
    CONVENTIONAL,
    HS,
    crp,
    on,
    relapse,
    texts,
    timeline,
    traces,
)

TROPONIN = Lab(Decimal(84), Decimal(14))


def drawn(shown: Timeline, **changes: Any) -> Any:
    return inflammation(shown, months_of([shown]), **changes)


def named(figure: Any, name: str) -> dict[str, Any]:
    return next(trace for trace in traces(figure) if trace.get("name") == name)


def test_a_visit_without_crp_is_a_gap() -> None:
    shown = timeline(VisitRow(on(0), crp("100")), VisitRow(on(30)), VisitRow(on(60), crp("10")))
    line = named(drawn(shown), "CRP")

    assert line["y"] == [100.0, None, 10.0]
    assert line.get("connectgaps") is None
    assert line["x"] == pytest.approx([0, 30 / 30.4375, 60 / 30.4375], abs=0.001)


def test_different_troponin_assays_are_never_one_line() -> None:
    shown = timeline(
        VisitRow(on(0), crp("100"), {CONVENTIONAL: Lab(Decimal(60), Decimal(10))}),
        VisitRow(on(30), crp("50"), {HS: TROPONIN}),
    )
    figure = drawn(shown)
    hs, conventional = named(figure, "Troponin T, hs"), named(figure, "Troponin T")

    assert (hs["y"], conventional["y"]) == ([None, 84.0], [60.0, None])
    assert hs["yaxis"] != conventional["yaxis"]
    assert hs["line"]["dash"] != conventional["line"]["dash"]


def test_below_what_can_be_measured_is_an_open_mark_at_that_limit() -> None:
    line = named(drawn(timeline(VisitRow(on(0), crp("5", "5", "<")))), "CRP")

    assert line["y"] == [5.0]
    assert line["marker"]["symbol"] == ["triangle-down"]
    assert line["marker"]["color"] == ["var(--paper)"]
    assert "<5" in line["customdata"][0]


def test_zero_stands_on_the_floor_as_an_open_mark_and_is_told_as_zero() -> None:
    line = named(drawn(timeline(VisitRow(on(0), crp("80")), VisitRow(on(30), crp("0")))), "CRP")

    assert line["y"][1] == pytest.approx(3.0)
    assert line["marker"]["symbol"] == ["circle", "triangle-down"]
    assert "CRP 0 mg/L" in line["customdata"][1]


def test_without_a_limit_no_limit_is_drawn() -> None:
    figure = drawn(timeline(VisitRow(on(0), crp("80", uln=None))))

    assert not any("upper limit" in text for text in texts(figure))


def test_one_limit_of_two_lines_is_named() -> None:
    figure = drawn(timeline(VisitRow(on(0), crp("80", uln=None), {HS: TROPONIN})))

    assert "upper limit of normal of Troponin T, hs" in texts(figure)


def test_one_dashed_line_is_the_limit_of_both() -> None:
    figure = drawn(timeline(VisitRow(on(0), crp("80"), {HS: TROPONIN})))
    dashed = [trace for trace in traces(figure) if trace.get("line", {}).get("dash") == "5px,3px"]

    assert [trace["y"] for trace in dashed] == [[5.0, 5.0]]
    assert "upper limit of normal, both lines" in texts(figure)


def test_no_laboratory_value_leaves_the_doses() -> None:
    figure = drawn(timeline(VisitRow(on(0))))

    assert "CRP" not in [trace.get("name") for trace in traces(figure)]
    assert named(figure, "Prednisone equivalent")["y"] == [75.0, 75.0]


def test_an_unknown_dose_is_a_gap() -> None:
    doses = [Step(on(0), Decimal(75)), Step(on(30), None), Step(on(60), Decimal(10))]
    line = named(drawn(timeline(VisitRow(on(0)), doses=doses)), "Prednisone equivalent")

    assert line["y"] == [75.0, None, 10.0, 10.0]


def test_the_start_and_a_relapse_are_marked() -> None:
    figure = drawn(timeline(VisitRow(on(0), crp("80")), relapses=[relapse(61)]))
    uprights = [shape["x0"] for shape in figure.to_plotly_json()["layout"]["shapes"]]

    assert uprights == [0, pytest.approx(61 / 30.4375, abs=0.001)]
    assert {"Anakinra 200 mg/d", "▼", "Relapse"} <= set(texts(figure))


def test_a_single_visit_is_a_point_with_its_name_and_value() -> None:
    assert "CRP 80" in texts(drawn(timeline(VisitRow(on(0), crp("80")))))


def test_a_small_figure_has_no_words_and_the_same_points() -> None:
    shown = timeline(VisitRow(on(0), crp("80")), VisitRow(on(30), crp("8")))
    figure = drawn(shown, is_small=True)

    assert texts(figure) == []
    assert named(figure, "CRP")["y"] == [80.0, 8.0]


def test_no_text_carries_markup_that_becomes_a_style_attribute() -> None:
    shown = timeline(VisitRow(on(0), crp("80"), {HS: TROPONIN}), relapses=[relapse(30)])

    assert "<b>" not in str(drawn(shown).to_plotly_json())


def test_colours_are_names_of_tokens() -> None:
    shown = timeline(VisitRow(on(0), crp("80"), {HS: TROPONIN}), relapses=[relapse(30)])

    assert "#" not in drawn(shown).to_json()


def limit_note(shown: Timeline) -> dict[str, Any]:
    notes = drawn(shown).to_plotly_json()["layout"]["annotations"]
    return next(note for note in notes if "upper limit" in note["text"])


def test_the_limits_words_keep_clear_of_values_below_it() -> None:
    visits = [VisitRow(on(day), crp("2", comparator="<")) for day in range(0, 40, 5)]
    below = limit_note(timeline(*visits, VisitRow(on(95), crp("100"))))
    above = limit_note(timeline(*[VisitRow(on(day), crp("8")) for day in (0, 20, 40, 95)]))

    assert (below["yanchor"], below["xanchor"]) != ("top", "left")
    assert (above["yanchor"], above["xanchor"]) == ("top", "left")


def test_without_crp_and_troponin_the_figure_says_so() -> None:
    shown = timeline(VisitRow(on(0)))

    (words,) = [text for text in texts(drawn(shown)) if "CRP" in text]
    assert "Neither CRP nor troponin T has been recorded." in words
    assert "Enter them with a visit" in words
    small = " ".join(texts(drawn(shown, is_small=True)))
    assert "Neither CRP" in small
    assert "Enter them" not in small


def test_the_first_dose_keeps_clear_of_the_start_line() -> None:
    line = named(drawn(timeline(VisitRow(on(0), crp("8")))), "Prednisone equivalent")

    assert line["text"] == ["\N{EN SPACE}75", "75"]
