"""The score of the visit: current, pending or none, never an old one."""

from collections.abc import Callable

from clinic.export.columns.column import (
    LIST_SEPARATOR,
    NEVER,
    NO_CURRENT_SCORE,
    SCORE,
    Cell,
    Column,
    Kind,
)
from clinic.export.rows import RECOMPUTATION_FAILED, ScoreState, VisitRow
from scoring.criteria.points import ENZYME_RANGES, Population
from scoring.vocabulary import Category, Flag, Measure, NoScore


def _of_score(field: str) -> Callable[[VisitRow], Cell]:
    """A field of the score, if it is current and has numbers."""

    def value(row: VisitRow) -> Cell:
        if row.score is None or row.score.problem:
            return None
        found: Cell = getattr(row.score, field)
        return found

    return value


def _list_of_score(field: str) -> Callable[[VisitRow], Cell]:
    def value(row: VisitRow) -> Cell:
        if row.score is None or row.score.problem:
            return None
        return LIST_SEPARATOR.join(getattr(row.score, field)) or None

    return value


def _enzyme_was_chosen(row: VisitRow) -> Cell:
    if row.score is None or row.score.problem:
        return None
    return "enzyme_choice" in row.score.inputs


SCORES: tuple[Column, ...] = (
    Column(
        "score_state",
        "current: the score holds; pending: it is being recomputed and none is given; none: the"
        " visit has no score",
        Kind.TEXT,
        SCORE,
        NEVER,
        lambda row: row.score_state.value,
        codes=tuple(ScoreState),
    ),
    Column(
        "score_reason",
        "Why no score is given",
        Kind.TEXT,
        SCORE,
        "the score is current, or pending without a failure",
        lambda row: row.score_reason,
        codes=(*NoScore.values, RECOMPUTATION_FAILED),
    ),
    Column(
        "tis_total",
        "Total improvement score, 2016 ACR/EULAR, 0-100",
        Kind.DECIMAL,
        SCORE,
        f"a measure is missing (then the bounds are given), or {NO_CURRENT_SCORE}",
        _of_score("total"),
        unit="{score}",
    ),
    Column(
        "tis_lower",
        "Least total improvement score the known measures allow",
        Kind.DECIMAL,
        SCORE,
        NO_CURRENT_SCORE,
        _of_score("lower"),
        unit="{score}",
    ),
    Column(
        "tis_upper",
        "Greatest total improvement score the known measures allow",
        Kind.DECIMAL,
        SCORE,
        NO_CURRENT_SCORE,
        _of_score("upper"),
        unit="{score}",
    ),
    Column(
        "tis_attainable",
        "Highest total improvement score this baseline allows",
        Kind.DECIMAL,
        SCORE,
        NO_CURRENT_SCORE,
        _of_score("attainable"),
        unit="{score}",
    ),
    Column(
        "response_category",
        "Response; undetermined where the bounds name two categories",
        Kind.TEXT,
        SCORE,
        NO_CURRENT_SCORE,
        _of_score("category"),
        codes=tuple(Category.values),
    ),
    Column(
        "tis_missing",
        "Core set measures that could not be computed",
        Kind.TEXT,
        SCORE,
        f"none is missing, or {NO_CURRENT_SCORE}",
        _list_of_score("missing"),
        codes=tuple(Measure.values),
        is_list=True,
    ),
    Column(
        "tis_enzyme",
        "Muscle enzyme that is followed",
        Kind.TEXT,
        SCORE,
        f"no enzyme of the baseline can be followed, or {NO_CURRENT_SCORE}",
        _of_score("enzyme"),
        codes=tuple(ENZYME_RANGES),
    ),
    Column(
        "tis_enzyme_chosen",
        "A clinician chose the enzyme or left some out",
        Kind.BOOLEAN,
        SCORE,
        NO_CURRENT_SCORE,
        _enzyme_was_chosen,
    ),
    Column(
        "baseline_designated",
        "A clinician designated the baseline, instead of the default rule",
        Kind.BOOLEAN,
        SCORE,
        "there is no index treatment",
        lambda row: row.episode.is_designated if row.episode else None,
    ),
    Column(
        "tis_flags",
        "What a reader of the score should know",
        Kind.TEXT,
        SCORE,
        f"nothing to say, or {NO_CURRENT_SCORE}",
        _list_of_score("flags"),
        codes=tuple(Flag.values),
        is_list=True,
    ),
    Column(
        "tis_population",
        "Thresholds that were used, by the age at the baseline",
        Kind.TEXT,
        SCORE,
        NO_CURRENT_SCORE,
        _of_score("population"),
        codes=tuple(Population),
    ),
    Column(
        "criteria_version",
        "Version of this program's implementation of the criteria",
        Kind.TEXT,
        SCORE,
        NO_CURRENT_SCORE,
        _of_score("criteria_version"),
    ),
)
