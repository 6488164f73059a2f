"""What a column of an export is."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from clinic.export.rows import VisitRow

Cell = str | int | bool | Decimal | None
LIST_SEPARATOR = ";"


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Column:
    """One column. `unit` is UCUM; `missing` says what an empty cell means."""

    name: str
    label: str
    kind: Kind
    source: str
    missing: str
    value: Callable[[VisitRow], Cell]
    unit: str | None = None
    codes: tuple[str, ...] = ()
    is_list: bool = False

    @property
    def may_be_missing(self) -> bool:
        return self.missing != NEVER


NEVER = "never"
NOT_ASSESSED = "not assessed at this visit"
NOT_MEASURED = "not measured at this visit"
NO_INDEX = "no index treatment is recorded"
NO_CURRENT_SCORE = "the visit has no current score; see score_state"
VISIT = "visit record"
SCORE = "computed; see criteria_version"
