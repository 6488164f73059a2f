"""Figure B: first where no point may be drawn."""

from decimal import Decimal
from typing import Any

import pytest

from clinic.dashboard.figures.frame import months_of
from clinic.dashboard.figures.response import response
from clinic.dashboard.rows import Timeline, VisitRow
from tests.clinic.dashboard.figures.timelines import (
    on,
    relapse,
    scored,
    texts,
    timeline,
    traces,
)


def drawn(shown: Timeline, **changes: Any) -> dict[str, Any]:
    figure: dict[str, Any] = response(shown, months_of([shown]), **changes).to_plotly_json()
    return figure


def lines(figure: dict[str, Any], dash: str | None) -> list[float | None]:
    """The heights of the solid or the dashed line between the points."""
    found = [
        trace["y"]
        for trace in figure["data"]
        if trace["mode"] == "lines"
        and trace["line"]["color"] == "var(--ink)"
        and trace["line"].get("dash") == dash
    ]
    return list(found[0])


def bars(figure: dict[str, Any]) -> list[tuple[float, float, str]]:
    return [
        (shape["y0"], shape["y1"], shape["fillcolor"])
        for shape in figure["layout"]["shapes"]
        if shape.get("xsizemode") == "pixel"
    ]


def test_a_visit_without_a_score_breaks_both_lines() -> None:
    shown = timeline(
        VisitRow(on(14), score=scored("35")),
        VisitRow(on(30)),
        VisitRow(on(60), score=scored("55")),
        VisitRow(on(90), score=scored("62.5")),
    )
    figure = drawn(shown)

    assert lines(figure, None) == [55.0, 62.5, None]
    assert lines(figure, "dash") == []


def test_an_undetermined_score_is_a_hollow_bar_between_its_bounds() -> None:
    shown = timeline(
        VisitRow(on(14), score=scored("35")),
        VisitRow(on(30), score=scored("35", "55", "extramuscular")),
        VisitRow(on(60), score=scored("55")),
    )
    figure = drawn(shown)

    assert bars(figure) == [(35.0, 55.0, "var(--paper)")]
    assert lines(figure, None) == []
    assert lines(figure, "dash") == [35.0, 45.0, None, 45.0, 55.0, None]
    assert "35.0–55.0, undetermined<br>missing: Extramuscular" in texts(
        response(shown, months_of([shown]))
    )


def test_without_any_score_the_thresholds_are_there_and_no_point() -> None:
    figure = drawn(timeline(VisitRow(on(0))))

    assert [list(trace["x"]) for trace in figure["data"] if "customdata" in trace] == [[]]
    assert {"minimal", "moderate", "major"} <= {
        note["text"] for note in figure["layout"]["annotations"]
    }


def test_the_dotted_lines_stand_at_20_40_and_60() -> None:
    figure = drawn(timeline(VisitRow(on(14), score=scored("35"))))
    dotted = [
        trace["y"][0] for trace in figure["data"] if trace.get("line", {}).get("dash") == "dot"
    ]

    assert dotted == [20.0, 40.0, 60.0]


def test_a_child_has_the_thresholds_of_children() -> None:
    juvenile = (Decimal(30), Decimal(45), Decimal(70))
    figure = drawn(timeline(VisitRow(on(14), score=scored("35")), thresholds=juvenile))
    dotted = [
        trace["y"][0] for trace in figure["data"] if trace.get("line", {}).get("dash") == "dot"
    ]

    assert dotted == [30.0, 45.0, 70.0]
    assert figure["layout"]["yaxis"]["range"] == [0, 100]


def test_a_single_score_is_a_point_with_its_number_and_its_category() -> None:
    shown = timeline(VisitRow(on(14), score=scored("42.5")))
    point = next(
        trace for trace in traces(response(shown, months_of([shown]))) if "customdata" in trace
    )

    assert (point["y"], list(point["text"])) == ([42.5], ["42.5"])
    assert "42.5 Moderate" in point["customdata"][0]
    assert point["marker"]["color"] == ["var(--moderate-fill)"]


def test_the_dose_of_a_relapse_is_told_where_it_is_known() -> None:
    known = timeline(VisitRow(on(14)), relapses=[relapse(20)])
    unknown = timeline(VisitRow(on(14)), relapses=[relapse(20, None)])

    assert "Relapse, heart, at prednisone 7.5 mg" in texts(response(known, months_of([known])))
    assert "Relapse, heart" in texts(response(unknown, months_of([unknown])))


def test_of_many_scores_only_the_last_prints_its_number() -> None:
    visits = [VisitRow(on(5 * i), score=scored(str(i))) for i in range(1, 20)]
    shown = timeline(*visits)
    point = next(
        trace for trace in traces(response(shown, months_of([shown]))) if "customdata" in trace
    )

    assert [text for text in point["text"] if text] == ["19.0"]


def test_a_small_figure_has_no_words() -> None:
    shown = timeline(VisitRow(on(14), score=scored("35")), relapses=[relapse(20)])

    assert texts(response(shown, months_of([shown]), is_small=True)) == ["▼"]


def test_several_patients_share_one_month_axis() -> None:
    short = timeline(VisitRow(on(-10)), until=on(60))
    long = timeline(VisitRow(on(14)), until=on(300))
    months = months_of([short, long])

    assert months.first == pytest.approx(-10 / 30.4375 - 0.3, abs=0.001)
    assert months.last == pytest.approx(300 / 30.4375 + 0.3, abs=0.001)


def test_a_visit_years_before_the_start_does_not_stretch_the_axis() -> None:
    assert months_of([timeline(VisitRow(on(-2000)))]).first == -3.5


def test_the_words_of_two_late_bars_stay_in_the_plot_and_apart() -> None:
    missing = ("extramuscular", "haq", "patient_global")
    shown = timeline(
        VisitRow(on(0), score=scored("57.5")),
        VisitRow(on(84), score=scored("45", "65", "extramuscular")),
        VisitRow(on(98), score=scored("32.5", "72.5", *missing)),
    )
    first, second = [
        note for note in drawn(shown)["layout"]["annotations"] if "undetermined" in note["text"]
    ]

    assert first["xanchor"] == second["xanchor"] == "right"
    assert first["yanchor"] != second["yanchor"]
    assert "3 measures missing" in second["text"]


def test_an_early_bar_has_its_words_at_its_right() -> None:
    shown = timeline(VisitRow(on(10), score=scored("35", "55", "haq")), VisitRow(on(98)))
    (note,) = [n for n in drawn(shown)["layout"]["annotations"] if "undetermined" in n["text"]]

    assert note["xanchor"] == "left"


def test_the_words_of_a_late_relapse_stand_at_its_left() -> None:
    shown = timeline(VisitRow(on(0)), relapses=[relapse(20), relapse(95)])
    early, late = [n for n in drawn(shown)["layout"]["annotations"] if "Relapse" in n["text"]]

    assert (early["xanchor"], late["xanchor"]) == ("left", "right")
