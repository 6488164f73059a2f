"""A slow twin of the score, written from the published table with fractions and nothing shared.

Aggarwal 2017 and Rider 2017, Table 3: the rows are typed out here once more, as (upper end of the
band in percent, points); None is the open last band. Plain on purpose: it is what the real code is
compared with, in results and in speed.
"""

from fractions import Fraction
from typing import Any, NamedTuple

TABLE: dict[str, list[tuple[int | None, Fraction]]] = {
    "physician_global": [
        (5, Fraction(0)),
        (15, Fraction(15, 2)),
        (25, Fraction(15)),
        (40, Fraction(35, 2)),
        (None, Fraction(20)),
    ],
    "patient_global": [
        (5, Fraction(0)),
        (15, Fraction(5, 2)),
        (25, Fraction(5)),
        (40, Fraction(15, 2)),
        (None, Fraction(10)),
    ],
    "mmt": [
        (2, Fraction(0)),
        (10, Fraction(10)),
        (20, Fraction(20)),
        (30, Fraction(55, 2)),
        (None, Fraction(65, 2)),
    ],
    "haq": [
        (5, Fraction(0)),
        (15, Fraction(5)),
        (25, Fraction(15, 2)),
        (40, Fraction(15, 2)),
        (None, Fraction(10)),
    ],
    "enzyme": [
        (5, Fraction(0)),
        (15, Fraction(5, 2)),
        (25, Fraction(5)),
        (40, Fraction(15, 2)),
        (None, Fraction(15, 2)),
    ],
    "extramuscular": [
        (5, Fraction(0)),
        (15, Fraction(15, 2)),
        (25, Fraction(25, 2)),
        (40, Fraction(15)),
        (None, Fraction(20)),
    ],
}
MULTIPLES = {"ck": 15, "aldolase": 6, "ldh": 3, "ast": 3, "alt": 3}
THRESHOLDS = {"adult": (20, 40, 60), "juvenile": (30, 45, 70)}


class Contribution(NamedTuple):
    percent: Fraction | None
    points: Fraction | None
    upper: Fraction
    attainable: Fraction


class TwinScore(NamedTuple):
    measures: dict[str, Contribution]
    enzyme: str | None
    missing: list[str]
    total: Fraction | None
    lower: Fraction
    upper: Fraction
    attainable: Fraction
    category: str


def twin_score(case: Any) -> TwinScore:
    """Scores a scoring.criteria.core_set.Case from its values alone."""
    before, after, ranges = case.baseline, case.followup, case.ranges
    measures: dict[str, Contribution] = {}
    for name in ("physician_global", "patient_global", "mmt", "haq"):
        measures[name] = scale(
            name, getattr(before, name), getattr(after, name), getattr(ranges, name)
        )
    followed = most_abnormal_enzyme(before.enzymes, case.enzyme_choice)
    measures["enzyme"] = enzyme(followed, before.enzymes, after.enzymes)
    measures["extramuscular"] = scale(
        "extramuscular", before.extramuscular, after.extramuscular, ranges.extramuscular
    )
    missing = [name for name, measure in measures.items() if measure.points is None]
    lower = sum((measure.points or Fraction(0) for measure in measures.values()), Fraction(0))
    upper = sum((measure.upper for measure in measures.values()), Fraction(0))
    attainable = sum((measure.attainable for measure in measures.values()), Fraction(0))
    least, most = (response(case.population.value, total) for total in (lower, upper))
    return TwinScore(
        measures,
        followed,
        missing,
        None if missing else lower,
        lower,
        upper,
        attainable,
        least if least == most else "undetermined",
    )


def points(name: str, percent: Fraction) -> Fraction:
    for end, earned in TABLE[name]:
        if end is None or percent <= end:
            return earned
    raise AssertionError("the last band is open")


def most(name: str) -> Fraction:
    return TABLE[name][-1][1]


def scale(name: str, before: Any, after: Any, full: Any) -> Contribution:
    full = Fraction(full)
    best, worst = (full, Fraction(0)) if name == "mmt" else (Fraction(0), full)
    sign = -1 if name == "mmt" else 1
    if before is None:
        if after is None:
            return Contribution(None, None, most(name), most(name))
        possible = points(name, sign * (worst - Fraction(after)) / full * 100)
        return Contribution(None, None, possible, most(name))
    attainable = points(name, sign * (Fraction(before) - best) / full * 100)
    if after is None:
        return Contribution(None, None, attainable, attainable)
    percent = sign * (Fraction(before) - Fraction(after)) / full * 100
    earned = points(name, percent)
    return Contribution(percent, earned, earned, attainable)


def most_abnormal_enzyme(enzymes: Any, choice: Any) -> str | None:
    usable = {
        name: Fraction(enzymes[name].value) / Fraction(enzymes[name].uln)
        for name in MULTIPLES
        if name in enzymes and enzymes[name].uln is not None and name not in choice.exclude
    }
    if choice.use is not None:
        return choice.use if choice.use in usable else None
    highest = max(usable.values(), default=None)
    for name in MULTIPLES:
        if name in usable and usable[name] == highest:
            return name
    return None


def enzyme(name: str | None, before: Any, after: Any) -> Contribution:
    if name is None:
        return Contribution(None, None, most("enzyme"), most("enzyme"))
    uln = Fraction(before[name].uln)
    multiple_before = Fraction(before[name].value) / uln
    attainable = points("enzyme", multiple_before / MULTIPLES[name] * 100)
    if name not in after:
        return Contribution(None, None, attainable, attainable)
    uln_after = uln if after[name].uln is None else Fraction(after[name].uln)
    multiple_after = Fraction(after[name].value) / uln_after
    percent = (multiple_before - multiple_after) / MULTIPLES[name] * 100
    earned = points("enzyme", percent)
    return Contribution(percent, earned, earned, attainable)


def response(population: str, total: Fraction) -> str:
    minimal, moderate, major = THRESHOLDS[population]
    if total >= major:
        return "major"
    if total >= moderate:
        return "moderate"
    return "minimal" if total >= minimal else "none"
