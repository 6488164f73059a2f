"""Timelines for the tests of figures."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from clinic.dashboard.doses import Step
from clinic.dashboard.rows import Lab, RelapseRow, Scored, Timeline, VisitRow
from scoring.criteria.points import Category

START = date(2026, 1, 1)
ADULT = (Decimal(20), Decimal(40), Decimal(60))
HS, CONVENTIONAL = "troponin_t_hs", "troponin_t"


def on(day: int) -> date:
    return START + timedelta(days=day)


def crp(value: str, uln: str | None = "5", comparator: str | None = None) -> Lab:
    return Lab(Decimal(value), uln and Decimal(uln), comparator)


def scored(lower: str, upper: str | None = None, *missing: str) -> Scored:
    bounds = Decimal(lower), Decimal(upper or lower)
    category = Category.UNDETERMINED if missing else Category.MODERATE
    return Scored(*bounds, category, missing)


def timeline(*visits: VisitRow, **changes: Any) -> Timeline:
    facts: dict[str, Any] = {
        "started_on": START,
        "until": on(100),
        "treatment": "Anakinra 200 mg/d",
        "visits": visits,
        "doses": [Step(START, Decimal(75))],
        "relapses": [],
        "thresholds": ADULT,
    }
    return Timeline(**facts | changes)


def relapse(day: int, mg: str | None = "7.5") -> RelapseRow:
    return RelapseRow(on(day), "Heart", mg and Decimal(mg))


def traces(figure: Any) -> list[dict[str, Any]]:
    return list(figure.to_plotly_json()["data"])


def texts(figure: Any) -> list[str]:
    """Every word and number printed in a figure, hidden ones left out."""
    drawn = figure.to_plotly_json()
    notes = [note["text"] for note in drawn["layout"].get("annotations", [])]
    beside = [text for trace in drawn["data"] for text in trace.get("text") or [] if text]
    return notes + beside
