"""What a clinician decides on an episode: refusals first."""

import pytest
from django.core.exceptions import ValidationError

from clinic.accounts.models import Centre, User
from clinic.audit.models import AuditEvent
from clinic.registry.models import Patient
from clinic.registry.services import PatientFacts, register_patient
from scoring import services
from scoring.models import Episode, Recomputation, Score
from tests.scoring.findings import (
    active_disease,
    amend,
    ck,
    see,
)

pytestmark = pytest.mark.django_db


def due(patient: Patient) -> Recomputation:
    return Recomputation.objects.get(patient=patient)


def test_a_designation_needs_a_reason(episode: Episode, rossi: User) -> None:
    visit = Score.objects.get().baseline
    with pytest.raises(ValidationError, match="reason"):
        services.designate_baseline(episode=episode, by=rossi, visit=visit, reason=" ")


def test_a_follow_up_cannot_be_designated_as_baseline(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    visit = Score.objects.get().visit
    with pytest.raises(ValidationError) as refused:
        services.designate_baseline(episode=episode, by=rossi, visit=visit, reason="lower")
    assert set(refused.value.message_dict) == {"designated_baseline"}
    episode.refresh_from_db()
    assert episode.designated_baseline is None
    assert not due(ada).is_pending


def test_another_patients_visit_cannot_be_designated(
    ada: Patient, episode: Episode, rossi: User, milan: Centre
) -> None:
    carla = register_patient(
        by=rossi,
        centre=milan,
        facts=PatientFacts(code="P-002", date_of_birth=ada.date_of_birth, sex="female"),
        identity={"family_name": "Neri", "given_name": "Carla"},
    )
    visit = see(carla, rossi, 0, active_disease())
    with pytest.raises(ValidationError):
        services.designate_baseline(episode=episode, by=rossi, visit=visit, reason="typo")


def test_two_decisions_from_old_pages_do_not_undo_each_other(episode: Episode, rossi: User) -> None:
    old_page = Episode.objects.get()
    visit = Score.objects.get().baseline
    services.designate_baseline(episode=episode, by=rossi, visit=visit, reason="on record")
    services.choose_enzyme(episode=old_page, by=rossi, use="ck", exclude=[], reason="as agreed")
    episode.refresh_from_db()
    assert (episode.designated_baseline, episode.enzyme) == (visit, "ck")


def test_a_designation_makes_the_scores_due_and_is_audited(
    ada: Patient, episode: Episode, rossi: User
) -> None:
    visit = Score.objects.get().baseline
    services.designate_baseline(episode=episode, by=rossi, visit=visit, reason="on record")
    assert due(ada).is_pending
    event = AuditEvent.objects.filter(table="scoring_episode").latest("id")
    assert (event.actor, event.reason) == ("rossi", "on record")


@pytest.mark.parametrize(
    ("use", "exclude", "reason"),
    [
        ("ldh", [], ""),
        (None, ["ldh"], "  "),
        ("ldh", ["ldh"], "lung"),
        ("cpk", [], "typo"),
        (None, ["cpk"], "typo"),
    ],
)
def test_an_enzyme_choice_that_makes_no_sense_is_refused(
    ada: Patient, episode: Episode, rossi: User, use: str | None, exclude: list[str], reason: str
) -> None:
    with pytest.raises(ValidationError):
        services.choose_enzyme(episode=episode, by=rossi, use=use, exclude=exclude, reason=reason)
    assert not due(ada).is_pending


def test_a_choice_can_be_taken_back(ada: Patient, episode: Episode, rossi: User) -> None:
    services.choose_enzyme(episode=episode, by=rossi, use=None, exclude=["ck"], reason="exercise")
    services.recompute_if_due(ada.pk)
    assert Score.objects.current().get().missing == ["enzyme"]
    services.choose_enzyme(episode=episode, by=rossi, use=None, exclude=[], reason="slip")
    services.recompute_if_due(ada.pk)
    assert Score.objects.current().get().enzyme == "ck"


def test_a_corrected_limit_makes_a_new_score(ada: Patient, episode: Episode, rossi: User) -> None:
    baseline = Score.objects.get().baseline
    amend(baseline, rossi, active_disease(laboratory=[ck("2000", "2000")]))
    services.recompute_if_due(ada.pk)
    assert Score.objects.current().get().flags == ["uln_changed"]
