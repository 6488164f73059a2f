"""The markup of small lines: a list draws three a row, which a template does ten times slower.

Everything put in is path data and numbers of clinic.dashboard.sparklines, never a text.
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

from clinic.dashboard.sparklines import Band, Frame, Trend


def score_svg(
    trend: Trend,
    frame: Frame,
    *,
    relapses: str,
    start: str | None,
    category: str | None,
    backdrop: str,
    is_faded: bool = False,
) -> SafeString:
    """A line of scores over its bands; `category` is the colour of its last dot."""
    height = f"{frame.height:g}"
    parts = [
        _opening("score faded" if is_faded else "score", frame),
        backdrop,
        _path("start", f"M{start} 0V{height}" if start else ""),
        _path("bridge", trend.bridge),
        _path("line", trend.line),
        _path("dots", trend.dots),
        _path("bars", trend.bars),
        _end(trend, 4, category or "none"),
        _path("relapse", relapses),
        "</svg>",
    ]
    return _markup(parts)


def value_svg(kind: str, trend: Trend, frame: Frame, limit_y: str | None = None) -> SafeString:
    """A laboratory value, with its limit, or a dose: `kind` names its colours."""
    width = f"{frame.width:g}"
    parts = [
        _opening(kind, frame),
        _path("limit", f"M0 {limit_y}H{width}" if limit_y else ""),
        _path("area", trend.bars),
        _path("line", trend.line),
        _path("dots", trend.dots),
        _end(trend, 2.6),
        "</svg>",
    ]
    return _markup(parts)


def band_rects(bands: Iterable[Band], frame: Frame) -> str:
    """The bands behind a line of scores, to be put in or to be referred to."""
    return "".join(
        f'<rect class="band-{band.category}" y="{band.top}" width="{frame.width:g}"'
        f' height="{band.height}"/>'
        for band in bands
    )


def shared(name: str) -> str:
    """A reference to a symbol that the page defines once."""
    return f'<use href="#{name}"/>'


def symbol(name: str, content: str, frame: Frame) -> SafeString:
    box = f"0 0 {frame.width:g} {frame.height:g}"
    return _markup([f'<symbol id="{name}" viewBox="{box}">', content, "</symbol>"])


def _opening(kind: str, frame: Frame) -> str:
    width, height = f"{frame.width:g}", f"{frame.height:g}"
    return (
        f'<svg class="spark {kind}" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" aria-hidden="true">'
    )


def _path(kind: str, data: str) -> str:
    return f'<path class="{kind}" d="{data}"/>' if data else ""


def _end(trend: Trend, radius: float, category: str = "") -> str:
    if trend.end is None:
        return ""
    x, y = trend.end
    return f'<circle class="end {category}" cx="{x}" cy="{y}" r="{radius:g}"/>'


def _markup(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308  # numbers and our own names only
