"""After any writes and a sweep, every current score is the one computed from scratch."""

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clinic.accounts.models import User
from clinic.registry.models import Patient
from clinic.registry.services import correct_patient
from clinic.registry.treatment import correct_course
from clinic.visits.models import Visit
from scoring import services
from scoring.criteria.cases import read_case
from scoring.episodes import scores_of
from scoring.models import Episode, Recomputation, Score
from tests.scoring.criteria.twin import twin_score
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

scales = st.none() | st.integers(0, 100).map(lambda tenths: Decimal(tenths).scaleb(-1))
laboratories = st.lists(
    st.builds(ck, st.sampled_from(["150", "2000"]), st.sampled_from([None, "200", "300"])),
    max_size=1,
)
findings = st.builds(
    lambda physician, instrument, laboratory: active_disease(
        physician_global_cm=physician,
        muscle_instrument=instrument,
        muscle_strength=Decimal(40) if instrument else None,
        laboratory=laboratory,
    ),
    scales,
    st.sampled_from(
        [None, "mmt8_both_sides", "mmt8_both_sides", "mmt8_right", "mmt8_left", "cmas"]
    ),
    laboratories,
) | st.builds(remission)
study_days = st.sampled_from([-100, -60, -10, 0, 1, 30, 90, 150, 200])


class Write(NamedTuple):
    """What somebody does; `place` says to which of the patient's visits or episodes."""

    kind: str
    study_day: int
    place: int
    findings: dict[str, Any]


KINDS = ["see", "see", "amend", "course", "start", "designate", "enzyme", "born"]
writes = st.builds(Write, st.sampled_from(KINDS), study_days, st.integers(0, 5), findings)


def write(done: Write, patient: Patient, by: User) -> None:
    visits = list(Visit.objects.filter(patient=patient))
    visit = visits[done.place % len(visits)]
    episodes = list(Episode.objects.filter(course__patient=patient))
    if done.kind == "see":
        see(patient, by, done.study_day, done.findings | {"is_another_visit": True})
    elif done.kind == "amend":
        amend(visit, by, done.findings | {"visited_on": visit.visited_on})
    elif done.kind == "course":
        start_index(patient, by, done.study_day, "rituximab")
    elif done.kind == "born":
        born = date(2001 if done.place % 2 else 2010, 6, 1)
        correct_patient(patient=patient, by=by, reason="slip", date_of_birth=born)
    elif episodes:
        decide(done, episodes[done.place % len(episodes)], visit, by)


def decide(done: Write, episode: Episode, visit: Visit, by: User) -> None:
    if done.kind == "start":
        started_on = day(done.study_day)
        correct_course(course=episode.course, by=by, reason="slip", started_on=started_on)
    elif done.kind == "designate":
        services.designate_baseline(episode=episode, by=by, visit=visit, reason="better")
    elif done.kind == "enzyme":
        use, exclude = ("ck", ["ldh"]) if done.place % 2 else (None, ["ck"])
        services.choose_enzyme(episode=episode, by=by, use=use, exclude=exclude, reason="exercise")


hints = st.sampled_from(["lost", "once", "twice"])


@pytest.fixture
def treated(ada: Patient, rossi: User) -> Patient:
    """Ada with a baseline and two follow-ups, from which every history goes on."""
    start_anakinra(ada, rossi)
    for study_day, found in ((-10, active_disease()), (30, remission()), (90, active_disease())):
        see(ada, rossi, study_day, found)
    return ada


@given(history=st.lists(st.tuples(writes, hints), min_size=1, max_size=12))
@settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],  # each step of shrinking would write to the database
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_scores_are_those_computed_from_scratch(
    treated: Patient, rossi: User, history: list[tuple[Write, str]]
) -> None:
    with transaction.atomic():
        for done, hint in history:
            write_unless_refused(done, treated, rossi)
            for _ in range(["lost", "once", "twice"].index(hint)):
                services.recompute_if_due(treated.pk)
        services.sweep()
        assert_as_from_scratch(treated)
        transaction.set_rollback(True)


def test_the_histories_start_with_scores(treated: Patient) -> None:
    services.sweep()
    assert {score.total for score in Score.objects.up_to_date()} == {0, 100}
    assert_as_from_scratch(treated)


def write_unless_refused(done: Write, patient: Patient, by: User) -> None:
    """A refused write must leave nothing behind either."""
    try:
        with transaction.atomic():
            write(done, patient, by)
    except ValidationError:
        patient.refresh_from_db()


def assert_as_from_scratch(patient: Patient) -> None:
    assert not Recomputation.objects.due().exists()
    patient = Patient.objects.get(pk=patient.pk)
    visits = list(patient.visits.prefetch_related("laboratory"))
    expected = {}
    for episode in Episode.objects.filter(course__patient=patient).select_related("course"):
        for visit_id, score in scores_of(patient, episode.course, episode, visits).items():
            expected[episode.pk, visit_id] = facts(score)
    stored = Score.objects.up_to_date().filter(episode__course__patient=patient)
    assert {(score.episode_id, score.visit_id): facts(score) for score in stored} == expected
    for score in stored:
        if score.problem is None:
            assert_as_the_twin(score)


def facts(score: Score) -> tuple[Any, ...]:
    return (
        score.baseline_id,
        score.population,
        score.fingerprint,
        score.inputs,
        score.measures,
        score.problem,
        score.total,
        score.lower,
        score.upper,
        score.attainable,
        score.category,
    )


def assert_as_the_twin(score: Score) -> None:
    twin = twin_score(read_case(score.inputs))
    assert (score.total, score.lower, score.upper, score.attainable, score.category) == twin[3:]
