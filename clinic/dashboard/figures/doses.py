"""The prednisone equivalent as steps, below the laboratory values of figure A."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from clinic.dashboard.doses import USUAL_TOP_MG, Step
from clinic.dashboard.figures.drawing import BOLD, Drawing
from clinic.dashboard.figures.frame import Months, day_words
from clinic.dashboard.numerals import printed
from clinic.dashboard.rows import Timeline
from scoring.criteria.relapse import TAPER_LIMIT_MG

PANEL = [0.0, 0.25]
ROOM_ABOVE = 1.3  # the highest dose, for its number
# Before a number that begins at a step: an upright line stands there.
CLEAR_OF_A_LINE = "\N{EN SPACE}"
AXIS = "y9"  # apart from the laboratory axes, which count from 1


def add_doses(drawing: Drawing, timeline: Timeline, months: Months) -> None:
    """Area and outline; an unknown dose is a gap, and the line at 10 mg stays."""
    known = [float(step.mg) for step in timeline.doses if step.mg is not None]
    top, taper_limit = max([USUAL_TOP_MG, *known]), float(TAPER_LIMIT_MG)
    drawing.axes["yaxis9"] = {
        "domain": PANEL,
        "range": [0, top * ROOM_ABOVE],
        "tickvals": [taper_limit, top / 2, top],
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "fixedrange": True,
        "anchor": "x",
    }
    _add_area(drawing, timeline)
    drawing.scatter(
        x=[months.first, months.last],
        y=[taper_limit, taper_limit],
        yaxis=AXIS,
        mode="lines",
        line={"color": "var(--ink-3)", "width": 1, "dash": "dot"},
        hoverinfo="skip",
    )
    if not drawing.is_small:
        words = _("Prednisone equivalent, mg/d")
        # Above the panel, and over the upright lines: every part of the panel may hold a dose.
        place: dict[str, Any] = {"xref": "paper", "x": 1, "xanchor": "right"}
        place |= {"bgcolor": "var(--paper)"}
        drawing.note(words, is_bold=True, color="var(--ink-2)", y=PANEL[1], **place)


def _add_area(drawing: Drawing, timeline: Timeline) -> None:
    steps = timeline.doses
    if not steps:
        return
    ends: list[date] = [step.first for step in steps[1:]] + [timeline.until]
    drawing.scatter(
        x=[timeline.months(day) for day in [step.first for step in steps] + [ends[-1]]],
        y=[_height(step.mg) for step in [*steps, steps[-1]]],
        yaxis=AXIS,
        name=_("Prednisone equivalent"),
        line={"color": "var(--dose-line)", "width": 1.5, "shape": "hv"},
        fill="tozeroy",
        fillcolor="var(--dose-area)",
        customdata=[_hover(step, drawing, timeline) for step in [*steps, steps[-1]]],
        hovertemplate="%{customdata}<extra></extra>",
        **_labels(timeline, is_small=drawing.is_small),
    )


def _height(mg: Decimal | None) -> float | None:
    return None if mg is None else float(mg)


def _hover(step: Step, drawing: Drawing, timeline: Timeline) -> str:
    if step.mg is None:
        return ""
    dose = _("%(dose)s mg/d") % {"dose": printed(step.mg)}
    return f"{day_words(step.first, drawing, timeline)}<br>{dose}"


def _labels(timeline: Timeline, *, is_small: bool) -> dict[str, object]:
    """The first and the last dose, and the doses on both sides of a relapse."""
    if is_small:
        return {"mode": "lines"}
    steps = timeline.doses
    shown = {0}
    for relapse in timeline.relapses:
        last = max((i for i, step in enumerate(steps) if step.first <= relapse.day), default=0)
        shown |= {last, min(last + 1, len(steps) - 1)}
    texts = [
        f"{CLEAR_OF_A_LINE}{printed(step.mg)}" if i in shown and step.mg is not None else ""
        for i, step in enumerate(steps)
    ]
    texts.append(printed(steps[-1].mg) or "")
    return {
        "mode": "lines+text",
        "text": texts,
        "textposition": ["top right"] * len(steps) + ["top center"],
        "textfont": {"color": "var(--ink-2)", "size": 11, "weight": BOLD},
        "cliponaxis": False,
    }
