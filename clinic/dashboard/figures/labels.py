"""What is printed beside the points of figure A: few numbers, clear of the lines."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from clinic.dashboard.figures.drawing import BOLD
from clinic.dashboard.figures.series import Series, value_text
from clinic.dashboard.rows import RelapseRow

NEAR_A_RELAPSE = timedelta(days=10)  # a value that near is printed beside its point
CLEAR_OF_THE_START = 0.18  # of the days drawn: where the name of the lower line begins


def labels(
    index: int, all_series: Sequence[Series], relapses: Sequence[RelapseRow], *, is_small: bool
) -> dict[str, Any]:
    """The name beside an early point; values at the last point and above a relapse."""
    if is_small:
        return {"mode": "lines+markers"}
    series = all_series[index]
    measured = series.measured()
    texts, positions = [""] * len(series.labs), ["top center"] * len(series.labs)
    named = _named_point(index, all_series)
    for at in measured:
        lab = series.labs[at]
        is_near = any(abs(relapse.day - series.days[at]) <= NEAR_A_RELAPSE for relapse in relapses)
        is_upper = _is_upper(index, all_series, at)
        # Beside a relapse lines and marks are dense: the upper number alone stands clear.
        if lab is None or not (at in (named, measured[-1]) or (is_near and is_upper)):
            continue
        name = f"{series.style.name} " if at == named else ""
        texts[at] = f"{name}{value_text(lab)}"
        positions[at] = _position(is_upper, is_last=at == measured[-1])
    font = {"color": series.style.color, "size": 11, "weight": BOLD}
    return {
        "mode": "lines+markers+text",
        "text": texts,
        "textposition": positions,
        "textfont": font,
    }


def _named_point(index: int, all_series: Sequence[Series]) -> int:
    """The second point; of a line that runs below another one further on, clear of the start."""
    series = all_series[index]
    measured = series.measured()
    second = measured[min(1, len(measured) - 1)]
    if _is_upper(index, all_series, second):
        return second
    first, last = series.days[measured[0]], series.days[measured[-1]]
    beyond = first + (last - first) * CLEAR_OF_THE_START
    return next((at for at in measured if series.days[at] >= beyond), second)


def _is_upper(index: int, all_series: Sequence[Series], at: int) -> bool:
    """Whether this series runs above the others at that visit; the first one where level."""
    here = all_series[index].height(at) or 0.0
    others = [one.height(at) or 0.0 for position, one in enumerate(all_series) if position != index]
    return all(here > other or (here == other and index == 0) for other in others)


def _position(is_upper: bool, *, is_last: bool) -> str:
    if is_upper:
        return "top right"
    return "bottom right" if is_last else "bottom left"
