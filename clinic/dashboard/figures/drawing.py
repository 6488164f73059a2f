"""A figure while it is drawn: plain dictionaries, which Plotly checks once, at the end.

Plotly checks every trace, shape and note again whenever one is added to its own figure: a
patient's page took twice the time that way.
"""

from dataclasses import dataclass, field
from typing import Any

import plotly.graph_objects as go
from django.utils.formats import get_format

# What a narrow figure leaves out (static/js/figures.js): annotations of this name, and of a line
# that says so all numbers but the last.
WIDE_ONLY = "wide"
# Never "<b>" in a text: Plotly makes a style attribute of it, which the page's policy refuses.
BOLD = 600
MARGINS = {"l": 48, "r": 68, "t": 34, "b": 34}
SMALL_MARGINS = {"l": 34, "r": 40, "t": 18, "b": 24}


@dataclass
class Drawing:
    """`is_small`: one of several side by side, which has no words beside its marks."""

    is_small: bool
    traces: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    axes: dict[str, dict[str, Any]] = field(default_factory=dict)  # "xaxis", "yaxis2", ...

    def scatter(self, **trace: Any) -> None:
        self.traces.append({"type": "scatter", **trace})

    def shape(self, kind: str, **place: Any) -> None:
        self.shapes.append({"type": kind, **place})

    def note(
        self, text: str, *, is_bold: bool = False, color: str | None = None, **place: Any
    ) -> None:
        """Words in the figure, at a month and a share of its height unless said otherwise."""
        font: dict[str, Any] = {
            "size": 11,
            "color": color or ("var(--ink)" if is_bold else "var(--ink-3)"),
            "weight": BOLD if is_bold else "normal",
        }
        defaults = {"xref": "x", "yref": "paper", "yanchor": "bottom", "showarrow": False}
        self.notes.append({"text": text, "font": font, **(defaults | place)})

    def figure(self) -> go.Figure:
        layout = _layout(self.is_small) | self.axes
        layout |= {"shapes": self.shapes, "annotations": self.notes}
        return go.Figure({"data": self.traces, "layout": layout})


def _layout(is_small: bool) -> dict[str, Any]:
    """The page's type; no title, no legend: names stand beside the lines."""
    return {
        "template": "none",
        "margin": SMALL_MARGINS if is_small else MARGINS,
        "font": {
            "family": "var(--font)",
            "size": 10 if is_small else 11,
            "color": "var(--ink-3)",
        },
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": "var(--ink)",
            "bordercolor": "var(--ink)",
            "font": {"color": "var(--paper)", "family": "var(--font)", "size": 12},
            "align": "left",
        },
        "separators": f"{get_format('DECIMAL_SEPARATOR')} ",
        "dragmode": False,
    }
