"""The columns of a table of cases, and of their results: a row a case.

They are described in docs/criteria.md, section "Cases as a table".
"""

from collections.abc import Iterator

from scoring.criteria.core_set import Ranges
from scoring.criteria.points import ENZYME_RANGES, Measure

VISITS = ("baseline", "followup")
PARTS_OF_MEASURE = ("change_percent", "points", "lower", "upper", "attainable")
NUMBERS_OF_SCORE = ("total", "lower", "upper", "attainable")
CODES_OF_SCORE = ("category", "enzyme")
LISTS_OF_SCORE = ("missing", "worsening", "flags")
PARTS_OF_ERROR = ("field", "limit", "message")


def _of_visit(visit: str) -> Iterator[tuple[str, str]]:
    yield f"{visit}_on", f"{visit}.on"
    yield f"{visit}_side", f"{visit}.side"
    for measure in Ranges._fields:
        yield f"{visit}_{measure}", f"{visit}.{measure}"
    for enzyme in ENZYME_RANGES:
        yield f"{visit}_{enzyme}", f"{visit}.enzymes.{enzyme}.value"
        yield f"{visit}_{enzyme}_uln", f"{visit}.enzymes.{enzyme}.uln"
        yield f"{visit}_{enzyme}_unit", f"{visit}.enzymes.{enzyme}.unit"
    for measure in Ranges._fields:
        yield f"{visit}_range_{measure}", f"{visit}.ranges.{measure}"


# Column -> the place of its value in a case, as an error names it.
CASE_COLUMNS: dict[str, str] = {
    "id": "id",
    "title": "title",
    "population": "population",
    **dict(_of_visit("baseline")),
    **dict(_of_visit("followup")),
    **{f"range_{measure}": f"ranges.{measure}" for measure in Ranges._fields},
    "enzyme_use": "enzyme_choice.use",
    "enzyme_exclude": "enzyme_choice.exclude",
    "enzyme_reason": "enzyme_choice.reason",
}
NEEDED_COLUMNS = ("id", "population")
TEXT_COLUMNS = frozenset(
    {"id", "title", "population", "enzyme_use", "enzyme_exclude", "enzyme_reason"}
    | {f"{visit}_{part}" for visit in VISITS for part in ("on", "side")}
    | {f"{visit}_{enzyme}_unit" for visit in VISITS for enzyme in ENZYME_RANGES}
)
RESULT_COLUMNS: tuple[str, ...] = (
    "id",
    *NUMBERS_OF_SCORE,
    *CODES_OF_SCORE,
    *(f"{measure}_{part}" for measure in Measure for part in PARTS_OF_MEASURE),
    *LISTS_OF_SCORE,
    "error_line",
    *(f"error_{part}" for part in PARTS_OF_ERROR),
)
