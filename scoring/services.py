"""Scores of a patient: marked as due, computed, stored; and what a clinician decides on them."""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone

from clinic.accounts.models import User
from clinic.audit.context import correcting, unattended
from clinic.registry.conflict import refuse_changed
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.signals import announce_change
from clinic.registry.vocabulary import CourseRole
from clinic.saving import save
from clinic.visits.models import Visit
from scoring.criteria.points import CRITERIA, VERSION
from scoring.enzyme_choice import (
    baseline_with_laboratory,
    facts_of_choice,
    refuse_unusable,
)
from scoring.episodes import EpisodeScores, episode_of, scores_of
from scoring.models import MAX_ATTEMPTS, Episode, Recomputation, Score

logger = logging.getLogger(__name__)

FIRST_RETRY = timedelta(seconds=15)  # doubled after every failed attempt


def mark_due(patient_id: int) -> None:
    """Raise the patient's revision; call inside the transaction of the change.

    Locks the row: whoever changes or computes this patient's scores waits for the other.
    """
    now = timezone.now()
    raised = Recomputation.objects.filter(patient_id=patient_id).update(
        revision=F("revision") + 1,
        # What waits already has waited since its first change.
        requested_at=Case(
            When(revision=F("computed_revision"), then=Value(now)), default=F("requested_at")
        ),
        attempts=0,
        not_before=None,
        failure=None,
    )
    if raised:
        return
    _, is_first = Recomputation.objects.get_or_create(
        patient_id=patient_id, defaults={"requested_at": now}
    )
    if not is_first:  # somebody else's change came in between
        mark_due(patient_id)


def mark_due_after_upgrade() -> int:
    """Mark whose scores another version of the criteria made, and whose recomputation was given
    up by the program before; how many patients that were."""
    with transaction.atomic():
        outdated = Score.objects.current().exclude(criteria=CRITERIA, criteria_version=VERSION)
        given_up = Recomputation.objects.filter(attempts__gte=MAX_ATTEMPTS)
        patients = {*outdated.values_list("episode__course__patient_id", flat=True)}
        patients |= {*given_up.values_list("patient_id", flat=True)}
        for patient_id in sorted(patients):
            mark_due(patient_id)
    return len(patients)


def recompute_if_due(patient_id: int) -> bool:
    """Bring one patient's scores up to date; whether there was anything to do.

    Idempotent. A failure is noted on the row with a time for the next attempt, and raised.
    """
    revision = None
    try:
        with unattended("task"), transaction.atomic():
            due = Recomputation.objects.select_for_update().filter(patient_id=patient_id).first()
            if due is None or not due.is_pending:
                return False
            revision = due.revision
            _recompute(patient_id)
            due.computed_revision = revision
            due.attempts, due.not_before, due.failure = 0, None, None
            due.save()
            return True
    except Exception as error:
        _note_failure(patient_id, revision, error)
        raise


def sweep() -> int:
    """Compute what is due and not waiting for its next attempt; how many patients that were."""
    ready = Recomputation.objects.ready(timezone.now())
    done = 0
    for patient_id in ready.order_by("requested_at").values_list("patient_id", flat=True):
        try:
            done += recompute_if_due(patient_id)
        except Exception:
            logger.exception("recomputation failed; noted for a later attempt")
    return done


def designate_baseline(*, episode: Episode, by: User, visit: Visit | None, reason: str) -> Episode:
    """Choose the baseline visit of an episode, or with None return to the default.

    Raises ValidationError for another patient's visit, a follow-up, or an empty reason.
    """
    with correcting(by=by, reason=reason):
        announce_change(episode.course.patient_id)
        episode = _locked(episode)
        episode.designated_baseline = visit
        episode.baseline_reason = reason if visit else None
        return save(episode)


def choose_enzyme(
    *,
    episode: Episode,
    by: User,
    use: str | None,
    exclude: list[str],
    reason: str,
    opened_on: str | None = None,
) -> Episode:
    """Follow another enzyme than the most abnormal one, or leave some out, with a reason.

    `opened_on` is the fingerprint of what the form showed: ChangedMeanwhile where it is no
    longer so. Raises ValidationError for an unknown enzyme, one that is chosen and excluded, one
    without a value and its upper limit at the baseline, or no reason.
    """
    with correcting(by=by, reason=reason):
        announce_change(episode.course.patient_id)
        episode = _locked(episode)
        baseline = baseline_with_laboratory(episode)
        refuse_changed(facts_of_choice(episode, baseline), opened_on)
        refuse_unusable(use, baseline)
        episode.enzyme, episode.excluded_enzymes = use, exclude
        episode.enzyme_reason = reason if use or exclude else None
        return save(episode)


def _locked(episode: Episode) -> Episode:
    """The episode as it is now, and nobody else's until the end of the transaction."""
    return Episode.objects.select_for_update().get(pk=episode.pk)


def _recompute(patient_id: int) -> None:
    patient = Patient.objects.get(pk=patient_id)
    visits = list(Visit.objects.filter(patient_id=patient_id).prefetch_related("laboratory"))
    for course in TreatmentCourse.recorded.filter(patient=patient).select_related("episode"):
        episode = episode_of(course)
        if course.role == CourseRole.INDEX and course.withdrawn_at is None:
            episode = episode or Episode.objects.create(course=course)
            _store(episode, scores_of(patient, course, episode, visits))
        elif episode:  # an index treatment once, or one that was withdrawn
            _store(episode, {})


def _store(episode: Episode, computed: EpisodeScores) -> None:
    """Add rows for what is new or different; supersede what no longer holds."""
    current = {score.visit_id: score for score in episode.scores.current()}
    added, superseded = [], []
    for visit_id, score in computed.items():
        before = current.pop(visit_id, None)
        if before and before.fingerprint == score.fingerprint:
            continue
        if before:
            superseded.append(before.pk)
        added.append(score)
    superseded += [score.pk for score in current.values()]
    if superseded:
        Score.objects.filter(pk__in=superseded).update(superseded_at=timezone.now())
    Score.objects.bulk_create(added)


def _note_failure(patient_id: int, revision: int | None, error: Exception) -> None:
    """Unless the row has moved on: a newer change, or another process that succeeded."""
    with transaction.atomic():
        due = Recomputation.objects.select_for_update().filter(patient_id=patient_id).first()
        if due is None or due.revision != revision or not due.is_pending:
            return
        due.not_before = timezone.now() + FIRST_RETRY * 2**due.attempts
        due.attempts = min(due.attempts + 1, MAX_ATTEMPTS)
        due.failure = type(error).__name__
        due.save()
