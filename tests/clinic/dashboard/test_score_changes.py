"""What changed between two rows and why, in words: first what is not known."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from clinic.dashboard.score_changes import Change, changes_of, whys_of
from clinic.registry.vocabulary import Cause
from scoring.criteria.points import Population

SPRING = "11111111-1111-4111-8111-111111111111"


def told(
    field: str, before: Any, after: Any, population: Population = Population.ADULT
) -> tuple[str, str | None, str | None]:
    changes = [{"field": field, "before": before, "after": after}]
    (one,) = changes_of(changes, population, {SPRING: date(2026, 4, 1)})
    texts = [None if text is None else str(text) for text in (one.before, one.after)]
    return str(one.name), texts[0], texts[1]


def cause(**changes: str | None) -> dict[str, str | None]:
    return {
        "code": "visit_amended",
        "about": SPRING,
        "by": "rossi",
        "reason": "typing slip",
        "at": "2026-05-01T10:00:00+00:00",
    } | changes


def test_nothing_changed_says_nothing() -> None:
    assert changes_of([], Population.ADULT, {}) == []
    assert whys_of([]) == []


def test_a_value_that_was_not_assessed_has_no_number() -> None:
    assert told("followup.haq", None, "1.25") == ("HAQ-DI at this visit", None, "1.25")


def test_no_choice_is_none_and_not_unknown() -> None:
    assert told("enzyme_choice.exclude", ["ldh"], []) == ("Enzymes left out", "LDH", "none")
    assert told("enzyme_choice.use", None, "ck") == ("Chosen enzyme", "none", "CK")
    assert told("enzyme_choice.reason", "exercise", None)[1:] == ("exercise", "none")


def test_a_baseline_that_is_in_no_row_is_another_visit() -> None:
    unknown = SPRING.replace("1", "2")
    assert told("baseline_visit", unknown, SPRING) == ("Baseline", "another visit", "1 Apr 2026")


def test_a_field_of_a_later_program_is_told_by_its_path() -> None:
    assert told("something.new", "a", "b") == ("something.new", "a", "b")


def test_a_cause_of_a_later_program_is_told_by_its_code() -> None:
    (why,) = whys_of([cause(code="moon_phase", by=None, reason=None, at=None)])
    assert (why.what, why.by, why.reason, why.at) == ("moon_phase", None, None, None)


@pytest.mark.parametrize(
    ("field", "before", "after", "words"),
    [
        ("baseline.haq", "2", "3", ("HAQ-DI at the baseline", "2", "3")),
        ("followup.mmt", "78", "79", ("Muscle strength at this visit", "78", "79")),
        ("followup.enzymes.ck.value", "900", "90", ("CK at this visit", "900", "90")),
        (
            "baseline.enzymes.ck.uln",
            "180",
            "190",
            ("Upper limit of CK at the baseline", "180", "190"),
        ),
        ("ranges.physician_global", "10", "100", ("Range of Physician global", "10", "100")),
        ("units.ck", "U/L", "ukat/L", ("Unit of CK", "U/L", "µkat/L")),
        (
            "followup.muscle_instrument",
            "mmt8_right",
            "cmas",
            ("Muscle instrument at this visit", "MMT8, right side (0-80)", "CMAS (0-52, children)"),
        ),
        ("population", "juvenile", "adult", ("Population", "juvenile", "adult")),
        ("criteria_version", "0.9", "1.0", ("Version of the criteria", "0.9", "1.0")),
        (
            "criteria",
            "an older one",
            "2016 ACR/EULAR total improvement score",
            ("Criteria", "an older one", "2016 ACR/EULAR total improvement score"),
        ),
        ("program_version", "0.1", "0.2", ("Version of the program", "0.1", "0.2")),
        ("enzyme_choice.use", "ck", "aldolase", ("Chosen enzyme", "CK", "Aldolase")),
        ("enzyme_choice.reason", "a", "b", ("Reason for the enzyme", "a", "b")),
    ],
)
def test_every_field_has_its_words(
    field: str, before: Any, after: Any, words: tuple[str, str, str]
) -> None:
    assert told(field, before, after) == words


def test_a_childs_measures_have_their_own_names() -> None:
    name, *_ = told("followup.haq", "1", "2", Population.JUVENILE)
    assert name == "CHAQ at this visit"


def test_numbers_are_in_the_readers_language() -> None:
    with translation.override("it"):
        _, before, after = told("followup.haq", "1.25", "0.5")
    assert (before, after) == ("1,25", "0,5")


def test_a_cause_says_what_when_by_whom_and_why_and_once() -> None:
    (why,) = whys_of([cause(), cause()])
    assert str(why.what) == str(Cause.VISIT_AMENDED.label)
    assert (why.by, why.reason) == ("rossi", "typing slip")
    assert why.at is not None
    assert why.at.isoformat() == "2026-05-01T10:00:00+00:00"
    assert len(whys_of([cause(), cause(reason="another")])) == 2


def test_every_change_is_told_in_its_order() -> None:
    found = changes_of(
        [{"field": name, "before": "1", "after": "2"} for name in ("followup.haq", "baseline.haq")],
        Population.ADULT,
        {},
    )
    assert found == [
        Change("HAQ-DI at this visit", "1", "2"),
        Change("HAQ-DI at the baseline", "1", "2"),
    ]
