"""Glucocorticoids over an episode in words: why a sum is not known, then the sum."""

from datetime import date, timedelta
from decimal import Decimal

from clinic.dashboard.steroid_words import CumulativeWords, cumulative_words, relapse_words
from scoring.criteria.doses import DaySpan
from scoring.criteria.glucocorticoid import GlucocorticoidCourse

START, TODAY = date(2026, 8, 1), date(2026, 8, 30)


def day(number: int) -> date:
    return START + timedelta(days=number)


def taken(*doses: tuple[int, int, str | None]) -> list[GlucocorticoidCourse]:
    """One course from the first day on, with doses as (first day, last day, mg a day)."""
    return [
        GlucocorticoidCourse(
            DaySpan(START, None),
            tuple(
                (DaySpan(day(first), day(last)), None if mg is None else Decimal(mg))
                for first, last, mg in doses
            ),
        )
    ]


def test_before_treatment_has_begun_there_is_no_sum() -> None:
    assert cumulative_words(START, START - timedelta(days=1), taken((0, 29, "50"))) is None


def test_without_any_treatment_recorded_the_sum_is_not_known() -> None:
    words = CumulativeWords(None, "no glucocorticoid treatment is recorded", None)
    assert cumulative_words(START, TODAY, []) == words


def test_a_gap_is_named_with_its_days_and_the_rest_is_summed() -> None:
    found = cumulative_words(START, TODAY, taken((0, 9, "50"), (20, 29, "25")))
    assert found == CumulativeWords(
        None,
        "the dose is not known from 11 Aug 2026 to 20 Aug 2026",
        "750 mg on the other 20 days",
    )


def test_a_gap_of_one_day_is_named_as_a_day() -> None:
    found = cumulative_words(START, TODAY, taken((0, 9, "50"), (11, 29, "25")))
    assert found is not None
    assert found.why_unknown == "the dose of 11 Aug 2026 is not known"


def test_several_gaps_are_counted() -> None:
    found = cumulative_words(START, TODAY, taken((0, 9, "50"), (15, 19, "25"), (25, 29, None)))
    assert found is not None
    assert found.why_unknown == "the dose is not known on 15 days, the first is 11 Aug 2026"


def test_where_no_day_is_known_nothing_is_summed() -> None:
    found = cumulative_words(START, TODAY, taken())
    assert found is not None
    assert (found.mg, found.known) == (None, None)


def test_a_known_sum_includes_the_first_day_and_today() -> None:
    found = cumulative_words(START, TODAY, taken((0, 29, "12.5")))
    assert found == CumulativeWords("375", None, None)
    assert cumulative_words(START, START, taken((0, 29, "12.5"))) == CumulativeWords(
        "12.5", None, None
    )


def test_a_relapse_before_treatment_is_not_of_this_episode() -> None:
    assert relapse_words(START, [START - timedelta(days=1)], taken((0, 29, "50"))) == []


def test_a_relapse_carries_the_dose_of_its_day() -> None:
    courses = taken((0, 9, "50"), (10, 19, "7.5"))
    found = relapse_words(START, [START, day(12), day(25)], courses)
    assert [(words.text, words.is_while_tapering) for words in found] == [
        ("1 Aug 2026 at prednisone 50 mg/d", False),
        ("13 Aug 2026 at prednisone 7.5 mg/d", True),
        ("26 Aug 2026, dose not known", False),
    ]
