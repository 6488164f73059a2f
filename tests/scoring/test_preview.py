"""The score of unsaved findings is the score that saving them gives."""

from decimal import Decimal
from typing import Any

import pytest

from clinic.accounts.models import User
from clinic.registry.models import Patient
from clinic.visits.models import Visit
from scoring import services
from scoring.models import Score
from scoring.preview import Preview, preview
from scoring.vocabulary import NoScore
from tests.scoring.findings import (
    active_disease,
    amend,
    ck,
    day,
    remission,
    see,
    start_anakinra,
    start_index,
)

pytestmark = pytest.mark.django_db


def typed(
    patient: Patient, study_day: int, findings: dict[str, Any], visit: Visit | None = None
) -> Preview:
    laboratory = findings.pop("laboratory", ())
    return preview(
        patient=patient,
        visited_on=day(study_day),
        findings=findings,
        laboratory=laboratory,
        visit=visit,
    )


def test_without_an_index_treatment_there_is_no_score(ada: Patient) -> None:
    assert typed(ada, 0, active_disease()).no_score == NoScore.NO_INDEX_TREATMENT


def test_without_a_baseline_there_is_no_score(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    assert typed(ada, 30, remission()).no_score == NoScore.NO_BASELINE


def test_a_visit_in_the_window_before_the_start_is_the_baseline(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    shown = typed(ada, -10, active_disease())
    assert (shown.no_score, shown.score) == (NoScore.IS_BASELINE, None)


def test_a_visit_that_is_older_than_the_baseline_has_no_score(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, -3, active_disease())
    assert typed(ada, -10, active_disease()).no_score == NoScore.BEFORE_BASELINE


def test_another_muscle_instrument_than_the_baselines_gives_no_score(
    ada: Patient, rossi: User
) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    other = remission(muscle_instrument="mmt8_right", muscle_strength=Decimal(80))
    assert typed(ada, 30, other).no_score == NoScore.MUSCLE_INSTRUMENT_DIFFERS


def test_the_other_side_than_the_baselines_gives_no_score(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    right, left = (
        active_disease(muscle_instrument=side, muscle_strength=Decimal(70))
        for side in ("mmt8_right", "mmt8_left")
    )
    see(ada, rossi, 0, right)
    assert typed(ada, 30, left).no_score == NoScore.MUSCLE_SIDE_DIFFERS
    assert typed(ada, 30, right).no_score is None


def test_an_instrument_named_before_its_strength_is_typed_is_no_conflict(
    ada: Patient, rossi: User
) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    half = remission(muscle_instrument="mmt8_right", muscle_strength=None)
    shown = typed(ada, 30, half)
    assert shown.no_score is None
    assert shown.score is not None
    assert shown.score.missing == ("mmt",)


def test_a_strength_without_its_instrument_counts_as_missing(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    shown = typed(ada, 30, remission(muscle_instrument=None))
    assert shown.score is not None
    assert shown.score.missing == ("mmt",)


@pytest.mark.parametrize(
    "findings",
    [
        remission(),
        remission(haq=None),
        remission(laboratory=[]),
        remission(laboratory=[ck("1.5", "4", "ukat/L")]),
        remission(muscle_strength=Decimal(101), physician_global_cm=Decimal("9.9")),
    ],
)
def test_the_preview_equals_what_is_stored_after_saving(
    ada: Patient, rossi: User, findings: dict[str, Any]
) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, -1, active_disease())
    shown = typed(ada, 30, dict(findings))
    visit = see(ada, rossi, 30, findings)
    services.recompute_if_due(ada.pk)
    stored = Score.objects.up_to_date().get(visit=visit)
    assert shown.score is not None
    assert (stored.total, stored.lower, stored.upper, stored.attainable, stored.category) == (
        shown.score.total,
        shown.score.lower,
        shown.score.upper,
        shown.score.attainable,
        shown.score.category,
    )
    assert (stored.missing, stored.flags) == (list(shown.score.missing), list(shown.score.flags))


def test_an_enzyme_given_as_a_bound_counts_as_missing(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    shown = typed(ada, 30, remission(laboratory=[ck("20", comparator="<")]))
    assert shown.score is not None
    assert shown.score.missing == ("enzyme",)


def test_an_amended_visit_is_scored_by_what_is_typed_not_by_what_is_stored(
    ada: Patient, rossi: User
) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    visit = see(ada, rossi, 30, active_disease())
    shown = typed(ada, 30, remission(), visit)
    assert shown.score is not None
    assert shown.score.total == 100


def test_amending_the_baseline_shows_that_it_is_the_baseline(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    baseline = see(ada, rossi, 0, active_disease())
    assert typed(ada, 0, active_disease(), baseline).no_score == NoScore.IS_BASELINE


def test_a_baseline_that_is_being_moved_behind_the_start_is_none_any_more(
    ada: Patient, rossi: User
) -> None:
    start_anakinra(ada, rossi)
    baseline = see(ada, rossi, 0, active_disease())
    assert typed(ada, 10, active_disease(), baseline).no_score == NoScore.NO_BASELINE


def test_a_second_visit_on_the_baselines_day_would_be_the_baseline(
    ada: Patient, rossi: User
) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    assert typed(ada, 0, active_disease()).no_score == NoScore.IS_BASELINE


def test_a_designated_baseline_holds_for_the_preview(ada: Patient, rossi: User) -> None:
    course = start_anakinra(ada, rossi)
    early = see(ada, rossi, -30, active_disease())
    see(ada, rossi, 0, remission())
    services.recompute_if_due(ada.pk)
    course.refresh_from_db()
    services.designate_baseline(
        episode=course.episode, by=rossi, visit=early, reason="treated since"
    )
    shown = typed(ada, 30, remission())
    assert shown.baseline == early
    assert shown.score is not None
    assert shown.score.total == 100


def test_each_visit_is_scored_in_the_course_that_was_last_started(
    ada: Patient, rossi: User
) -> None:
    start_anakinra(ada, rossi)
    second = start_index(ada, rossi, 200, "rituximab")
    see(ada, rossi, 0, active_disease())
    see(ada, rossi, 190, remission())
    first_course = typed(ada, 100, remission())
    assert first_course.course is not None
    assert first_course.course != second
    assert typed(ada, 230, active_disease()).course == second


def test_nothing_is_saved(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    baseline = see(ada, rossi, 0, active_disease())
    typed(ada, 30, remission())
    typed(ada, 0, remission(), baseline)
    baseline.refresh_from_db()
    assert baseline.haq == Decimal("1.5")
    assert Visit.objects.count() == 1


def test_a_preview_costs_three_queries(
    ada: Patient, rossi: User, django_assert_num_queries: Any
) -> None:
    start_anakinra(ada, rossi)
    for study_day in (0, 30, 60, 90):
        see(ada, rossi, study_day, active_disease())
    with django_assert_num_queries(3):
        typed(ada, 120, remission())


def test_amending_after_the_preview_gives_what_it_said(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    visit = see(ada, rossi, 30, active_disease())
    said = typed(ada, 30, remission(haq=Decimal(1)), visit).score
    amend(visit, rossi, remission(haq=Decimal(1)))
    services.recompute_if_due(ada.pk)
    assert said is not None
    assert Score.objects.up_to_date().get(visit=visit).total == said.total
