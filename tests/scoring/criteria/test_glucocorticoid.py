"""Prednisone equivalents: unknown is not 0; then gaps, overlaps, open ends, several courses."""

from datetime import date, timedelta
from decimal import Decimal, localcontext

import pytest

from scoring.criteria.doses import DaySpan
from scoring.criteria.glucocorticoid import (
    FACTORS,
    MG_DECIMALS,
    TABLE_VERSION,
    GlucocorticoidCourse,
    PrednisoneEquivalent,
    constant_doses,
    is_daily_mean_on,
    prednisone_equivalent,
    prednisone_mg_on,
    prednisone_mg_per_day,
)
from scoring.criteria.reading import Refused
from scoring.criteria.terms import GLUCOCORTICOIDS, Drug

START = date(2026, 1, 1)


def day(number: int) -> date:
    return START + timedelta(days=number)


def span(first: int, last: int | None = None) -> DaySpan:
    return DaySpan(day(first), None if last is None else day(last))


def course(
    first: int, last: int | None, *doses: tuple[int, int | None, str | None]
) -> GlucocorticoidCourse:
    """Doses as (first day, last day, mg of prednisone a day)."""
    return GlucocorticoidCourse(
        span(first, last),
        tuple((span(a, b), None if mg is None else Decimal(mg)) for a, b, mg in doses),
    )


TAPER = course(0, None, (0, 29, "50"), (30, 59, "25"), (60, None, "7.5"))


# --- Conversion -----------------------------------------------------------------------------


@pytest.mark.parametrize("drug", [drug for drug in Drug if drug not in FACTORS])
def test_what_has_no_factor_has_no_equivalent(drug: Drug) -> None:
    assert prednisone_mg_per_day(drug, Decimal(10)) is None


def test_the_one_glucocorticoid_without_a_factor_is_the_unnamed_one() -> None:
    assert GLUCOCORTICOIDS - set(FACTORS) == {Drug.GLUCOCORTICOID}
    assert set(FACTORS) <= GLUCOCORTICOIDS


@pytest.mark.parametrize(
    ("drug", "dose_mg", "every_days", "prednisone"),
    [
        (Drug.PREDNISONE, "75", 1, "75"),
        (Drug.PREDNISOLONE, "75", 1, "75"),
        (Drug.METHYLPREDNISOLONE, "4", 1, "5"),
        (Drug.METHYLPREDNISOLONE, "1000", 1, "1250"),
        (Drug.TRIAMCINOLONE, "4", 1, "5"),
        (Drug.DEXAMETHASONE, "0.75", 1, "5"),
        (Drug.DEXAMETHASONE, "20", 7, "19.048"),
        (Drug.BETAMETHASONE, "0.6", 1, "5"),
        (Drug.HYDROCORTISONE, "20", 1, "5"),
        (Drug.CORTISONE, "25", 1, "5"),
        (Drug.DEFLAZACORT, "6", 1, "5"),
        (Drug.DEFLAZACORT, "7.5", 1, "6.25"),
        (Drug.PREDNISONE, "25", 2, "12.5"),
        (Drug.PREDNISONE, "0", 1, "0"),
        (Drug.PREDNISONE, "0.001", 2, "0"),  # a half to the even neighbour
        (Drug.PREDNISONE, "0.003", 2, "0.002"),
    ],
)
def test_doses_in_mg_of_prednisone_a_day(
    drug: Drug, dose_mg: str, every_days: int, prednisone: str
) -> None:
    assert prednisone_mg_per_day(drug, Decimal(dose_mg), every_days) == Decimal(prednisone)


def test_a_dose_is_daily_unless_it_says_otherwise() -> None:
    assert prednisone_mg_per_day(Drug.PREDNISONE, Decimal(10)) == 10


def test_the_table_has_a_version_of_its_own() -> None:
    assert (TABLE_VERSION, MG_DECIMALS) == ("2026-1", 3)


@pytest.mark.parametrize(
    ("dose_mg", "every_days", "on_days", "refusal"),
    [
        ("-0.5", 1, 1, ("dose_mg", "0 or more", "dose_mg is -0.5; it must be 0 or more")),
        ("5", 0, 1, ("every_days", "1 or more", "every_days is 0; it must be 1 or more")),
        ("5", 7, 0, ("on_days", "1-7", "on_days is 0, outside 1-7")),
        ("5", 7, 8, ("on_days", "1-7", "on_days is 8, outside 1-7")),
        ("5", 1, 2, ("on_days", "1-1", "on_days is 2, outside 1-1")),
    ],
)
def test_what_is_no_regimen_is_refused_for_every_drug(
    dose_mg: str, every_days: int, on_days: int, refusal: tuple[str, str, str]
) -> None:
    for drug in (Drug.PREDNISONE, Drug.METHOTREXATE):
        with pytest.raises(Refused) as refused:
            prednisone_mg_per_day(drug, Decimal(dose_mg), every_days, on_days)
        assert (refused.value.field, refused.value.limit, refused.value.message) == refusal


@pytest.mark.parametrize("route", ["subcutaneous", "other", ""])
def test_by_another_route_a_dose_has_no_equivalent(route: str) -> None:
    assert prednisone_equivalent(Drug.PREDNISONE, Decimal(10), route) is None


def test_without_a_factor_there_is_no_equivalent_by_any_route() -> None:
    assert prednisone_equivalent(Drug.GLUCOCORTICOID, Decimal(10), "oral") is None


@pytest.mark.parametrize("route", ["oral", "intravenous", None])
def test_a_dose_taken_every_day_is_no_mean(route: str | None) -> None:
    equivalent = prednisone_equivalent(Drug.DEFLAZACORT, Decimal(6), route)
    assert equivalent == PrednisoneEquivalent(Decimal(5), False, "2026-1")
    assert prednisone_equivalent(Drug.PREDNISONE, Decimal(5), "oral", 7, 7) == equivalent
    assert prednisone_equivalent(Drug.PREDNISONE, Decimal(5)) == equivalent  # no route recorded


@pytest.mark.parametrize(
    ("dose_mg", "every_days", "on_days", "mean"),
    [
        ("25", 2, 1, "12.5"),
        ("25", 7, 6, "21.429"),
        ("500", 28, 3, "53.571"),
        ("0", 2, 1, "0"),
    ],
)
def test_a_dose_that_leaves_days_out_is_a_daily_mean_and_says_so(
    dose_mg: str, every_days: int, on_days: int, mean: str
) -> None:
    equivalent = prednisone_equivalent(
        Drug.PREDNISONE, Decimal(dose_mg), "intravenous", every_days, on_days
    )
    assert equivalent == PrednisoneEquivalent(Decimal(mean), True, "2026-1")


# --- Whether it is a mean -------------------------------------------------------------------


def test_where_no_dose_is_a_mean_the_day_is_none() -> None:
    assert not is_daily_mean_on(day(0), [])
    assert not is_daily_mean_on(day(0), [TAPER])


def test_only_the_days_of_a_mean_are_flagged() -> None:
    alternate = TAPER._replace(means=frozenset({span(30, 59)}))
    flagged = [is_daily_mean_on(day(n), [alternate]) for n in (29, 30, 59, 60)]
    assert flagged == [False, True, True, False]


def test_a_mean_that_a_later_dose_ends_flags_no_more() -> None:
    overlapped = course(0, None, (0, None, "12.5"), (10, None, "25"))
    overlapped = overlapped._replace(means=frozenset({span(0)}))
    assert [is_daily_mean_on(day(n), [overlapped]) for n in (9, 10)] == [True, False]


def test_a_mean_outside_its_course_flags_nothing() -> None:
    ended = course(0, 9, (0, None, "12.5"))._replace(means=frozenset({span(0)}))
    assert [is_daily_mean_on(day(n), [ended]) for n in (9, 10)] == [True, False]


def test_one_mean_among_several_courses_flags_the_sum() -> None:
    alternate = course(0, None, (0, None, "12.5"))._replace(means=frozenset({span(0)}))
    assert is_daily_mean_on(day(40), [TAPER, alternate])
    assert is_daily_mean_on(day(40), [alternate, TAPER])


# --- The dose on a day ----------------------------------------------------------------------


def test_without_any_course_the_dose_is_not_known() -> None:
    assert prednisone_mg_on(day(0), []) is None


def test_a_course_without_a_dose_is_not_known_while_it_runs() -> None:
    silent = course(0, 10)
    assert prednisone_mg_on(day(5), [silent]) is None
    assert prednisone_mg_on(day(11), [silent]) == 0


def test_a_gap_between_doses_is_not_known() -> None:
    gapped = course(0, None, (0, 9, "50"), (20, None, "25"))
    assert [prednisone_mg_on(day(n), [gapped]) for n in (9, 10, 19, 20)] == [50, None, None, 25]


def test_a_dose_that_cannot_be_converted_is_not_known() -> None:
    unnamed = course(0, None, (0, None, None))
    assert prednisone_mg_on(day(5), [unnamed]) is None
    assert prednisone_mg_on(day(5), [unnamed, TAPER]) is None


def test_an_unknown_part_makes_the_sum_unknown() -> None:
    silent = course(5, 8)
    assert [prednisone_mg_on(day(n), [TAPER, silent]) for n in (4, 5, 8, 9)] == [50, None, None, 50]


def test_no_course_running_is_no_dose() -> None:
    past = course(0, 9, (0, 9, "50"))
    assert [prednisone_mg_on(day(n), [past]) for n in (-1, 0, 9, 10)] == [0, 50, 50, 0]


def test_both_ends_of_a_dose_count() -> None:
    assert [prednisone_mg_on(day(n), [TAPER]) for n in (0, 29, 30, 59, 60, 900)] == [
        50,
        50,
        25,
        25,
        Decimal("7.5"),
        Decimal("7.5"),
    ]


def test_an_open_dose_ends_with_its_course() -> None:
    ended = course(0, 99, (0, None, "50"))
    assert [prednisone_mg_on(day(n), [ended]) for n in (99, 100)] == [50, 0]


def test_the_order_in_which_courses_are_given_does_not_matter() -> None:
    pulse = course(10, 12, (10, 12, "1250"))
    for number in (9, 10, 12, 13):
        taken = prednisone_mg_on(day(number), [TAPER, pulse])
        assert prednisone_mg_on(day(number), [pulse, TAPER]) == taken


def test_courses_that_run_together_add_up() -> None:
    pulse = course(10, 12, (10, 12, "1250"))
    assert [prednisone_mg_on(day(n), [TAPER, pulse]) for n in (9, 10, 12, 13)] == [
        50,
        1300,
        1300,
        50,
    ]
    assert prednisone_mg_on(day(10), [pulse, TAPER]) == 1300


def test_of_two_doses_of_one_course_the_later_started_holds() -> None:
    overlapping = course(0, None, (0, None, "50"), (30, None, "25"))
    turned = course(0, None, (30, None, "25"), (0, None, "50"))
    for doses in (overlapping, turned):
        assert [prednisone_mg_on(day(n), [doses]) for n in (29, 30)] == [50, 25]


def test_a_stopped_drug_within_its_course_is_zero() -> None:
    paused = course(0, None, (0, 9, "50"), (10, 19, "0"), (20, None, "25"))
    assert prednisone_mg_on(day(15), [paused]) == 0


def test_courses_may_come_from_a_generator() -> None:
    assert prednisone_mg_on(day(0), (course for course in [TAPER])) == 50


# --- Pieces of constant dose -----------------------------------------------------------------


def test_a_span_that_ends_before_it_begins_has_no_pieces() -> None:
    with pytest.raises(ValueError, match="is before the first"):
        constant_doses(day(1), day(0), [TAPER])


def test_a_span_is_cut_where_a_dose_changes_and_nowhere_else() -> None:
    pieces = constant_doses(day(-5), day(70), [TAPER])
    assert pieces == [
        (day(-5), day(-1), 0),
        (day(0), day(29), 50),
        (day(30), day(59), 25),
        (day(60), day(70), Decimal("7.5")),
    ]


def test_a_change_on_an_edge_of_the_span_cuts_no_empty_piece() -> None:
    assert constant_doses(day(0), day(29), [TAPER]) == [(day(0), day(29), 50)]
    assert constant_doses(day(29), day(30), [TAPER]) == [
        (day(29), day(29), 50),
        (day(30), day(30), 25),
    ]
    assert constant_doses(day(30), day(30), [TAPER]) == [(day(30), day(30), 25)]


def test_an_end_without_a_follower_cuts_too() -> None:
    ended = course(0, 9, (0, None, "50"))
    assert constant_doses(day(9), day(12), [ended]) == [
        (day(9), day(9), 50),
        (day(10), day(12), 0),
    ]


def test_no_callers_precision_rounds_the_sum() -> None:
    pulse = course(0, None, (0, None, "1250.125"))
    with localcontext(prec=2):
        assert prednisone_mg_on(day(0), [TAPER, pulse]) == Decimal("1300.125")


def test_a_dose_that_begins_or_ends_on_the_last_day_is_cut_there() -> None:
    begins, ends = course(5, None, (5, None, "50")), course(0, 4, (0, 4, "50"))
    assert constant_doses(day(0), day(5), [begins]) == [
        (day(0), day(4), 0),
        (day(5), day(5), 50),
    ]
    assert constant_doses(day(4), day(5), [ends]) == [
        (day(4), day(4), 50),
        (day(5), day(5), 0),
    ]
    assert len(constant_doses(day(0), day(4), [ends])) == 1
