"""Scores of a patient: marked as due, computed, stored; and what a clinician decides on them."""

import logging
from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.context import correcting, unattended
from clinic.registry.conflict import refuse_changed
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.signals import announce_change
from clinic.registry.vocabulary import Cause, CourseRole
from clinic.saving import save
from clinic.visits.models import LabResult, Visit
from scoring.causes import Noted, noted
from scoring.criteria.points import CRITERIA, ENZYME_RANGES, VERSION
from scoring.designation import facts_of_designation
from scoring.enzyme_choice import (
    baseline_with_laboratory,
    facts_of_choice,
    refuse_unusable,
)
from scoring.episodes import episode_of, scores_of
from scoring.ledger import Entries, chains_of, enter
from scoring.models import MAX_ATTEMPTS, Episode, Recomputation, RecomputationQuerySet, Score

logger = logging.getLogger(__name__)

# What Recomputation.raise_for changes.
RAISED = ["requested_at", "revision", "causes", "attempts", "not_before", "failure"]
FIRST_RETRY = timedelta(seconds=15)  # doubled after every failed attempt


def mark_due(patient_id: int, cause: Cause = Cause.RESCORE, *, about: UUID | None = None) -> None:
    """Raise the patient's revision and note why; call inside the transaction of the change.

    Locks the row: whoever changes or computes this patient's scores waits for the other.
    """
    why = noted(cause, about)
    with transaction.atomic(savepoint=False):
        due = Recomputation.objects.select_for_update().filter(patient_id=patient_id).first()
        if due is None:
            due, is_first = Recomputation.objects.get_or_create(
                patient_id=patient_id, defaults={"requested_at": timezone.now(), "causes": [why]}
            )
            if is_first:
                return
            # Somebody else's change came in between.
            due = Recomputation.objects.select_for_update().get(pk=due.pk)
        due.raise_for(why)
        due.save()


def mark_many_due(patient_ids: Collection[int], cause: Cause, *, about: UUID | None = None) -> None:
    """As mark_due, of many patients at once: a few queries for them all, in one transaction."""
    why = noted(cause, about)
    with transaction.atomic():
        rows = Recomputation.objects.select_for_update().filter(patient_id__in=patient_ids)
        found = list(rows.order_by("patient_id"))  # in one order: two of these do not deadlock
        _raise_idle([due.pk for due in found if not due.is_pending], why)
        waiting = [due for due in found if due.is_pending]
        for due in waiting:
            due.raise_for(why)
        Recomputation.objects.bulk_update(waiting, RAISED, batch_size=100)
        for patient_id in {*patient_ids} - {due.patient_id for due in found}:
            mark_due(patient_id, cause, about=about)


def _raise_idle(keys: list[int], why: Noted) -> None:
    """As Recomputation.raise_for, of rows that wait for nothing: one statement for all."""
    Recomputation.objects.filter(pk__in=keys).update(
        revision=F("revision") + 1,
        requested_at=timezone.now(),
        causes=[why],
        attempts=0,
        not_before=None,
        failure=None,
    )


def mark_due_after_upgrade() -> int:
    """Mark whose scores another version of the criteria made, and whose recomputation was given
    up by the program before; how many patients that were."""
    outdated = Score.objects.current().exclude(criteria=CRITERIA, criteria_version=VERSION)
    given_up = Recomputation.objects.filter(attempts__gte=MAX_ATTEMPTS)
    of_others = outdated.order_by().values_list("episode__course__patient_id", flat=True)
    why = dict.fromkeys(given_up.values_list("patient_id", flat=True), Cause.NEW_PROGRAM)
    why |= dict.fromkeys(of_others.distinct(), Cause.NEW_CRITERIA)
    with unattended("command"), transaction.atomic():
        for cause in (Cause.NEW_PROGRAM, Cause.NEW_CRITERIA):
            mark_many_due([patient_id for patient_id in why if why[patient_id] is cause], cause)
    return len(why)


def recompute_if_due(patient_id: int, *, is_counted: bool = False) -> bool:
    """Bring one patient's scores up to date; whether there was anything to do.

    Idempotent. Leaves alone what waits for its next attempt, and what somebody else has locked:
    whoever it is computes it, or changes it and says so. A failure is noted on the row with a time
    for the next attempt, and raised. `is_counted`: this attempt stands on the row already.
    """
    revision = None
    try:
        with unattended("task"), transaction.atomic():
            rows = Recomputation.objects
            waiting = rows.due() if is_counted else rows.ready(timezone.now())
            due = _lock(waiting, patient_id)
            if due is None:
                return False
            revision = due.revision
            entries_of(patient_id, due.causes).write()
            due.computed_revision, due.causes = revision, []
            due.attempts, due.not_before, due.failure = 0, None, None
            due.save()
            return True
    except Exception as error:
        _note_failure(patient_id, revision, error, is_counted=is_counted)
        raise


def take_up(patient_id: int) -> bool:
    """As recompute_if_due, where an attempt before this one may have ended its process.

    Nothing is noted by who is killed, so this attempt is counted before it begins: what exhausts
    the memory is tried MAX_ATTEMPTS times and stands in nobody's way.
    """
    with transaction.atomic():
        due = _lock(Recomputation.objects.ready(timezone.now()), patient_id)
        if due is None:
            return False
        _count_attempt(due, "Interrupted")
    return recompute_if_due(patient_id, is_counted=True)


def sweep() -> int:
    """Compute what is due and not waiting for its next attempt; how many patients that were."""
    ready = Recomputation.objects.ready(timezone.now())
    done = 0
    for patient_id in ready.order_by("requested_at").values_list("patient_id", flat=True):
        try:
            done += take_up(patient_id)
        except Exception:
            logger.exception("recomputation failed; noted for a later attempt")
    return done


def designate_baseline(
    *,
    episode: Episode,
    by: User,
    visit: Visit | None,
    reason: str,
    opened_on: str | None = None,
) -> Episode:
    """Choose the baseline visit of an episode, or with None return to the default.

    `opened_on` is the fingerprint of the designation that the form showed: ChangedMeanwhile
    where it is no longer so. Raises ValidationError for another patient's visit, a follow-up, a
    withdrawn visit, or an empty reason.
    """
    with correcting(by=by, reason=reason):
        cause = Cause.BASELINE_DESIGNATED if visit else Cause.BASELINE_RELEASED
        announce_change(episode.course.patient_id, cause, about=episode.course.uuid)
        episode = _locked(episode)
        refuse_changed(facts_of_designation(episode), opened_on)
        if visit and not Visit.objects.filter(pk=visit.pk).exists():
            message = _("This visit was withdrawn meanwhile.")
            raise ValidationError({"designated_baseline": message})
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
        announce_change(episode.course.patient_id, Cause.ENZYME_CHOSEN, about=episode.course.uuid)
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


def entries_of(patient_id: int, causes: Iterable[Noted], *, opens_episodes: bool = True) -> Entries:
    """What computing this patient's scores from scratch adds to the ledger and closes in it.

    Six queries, however many visits. Opens the episode of an index course that has none yet;
    otherwise nothing is written.
    """
    patient = Patient.objects.get(pk=patient_id)
    enzymes = Prefetch("laboratory", LabResult.objects.filter(analyte__in=ENZYME_RANGES))
    visits = list(Visit.objects.filter(patient_id=patient_id).prefetch_related(enzymes))
    visits_by_id = {visit.pk: visit for visit in visits}
    chains = chains_of(patient_id)
    entries = Entries()
    for course in TreatmentCourse.recorded.filter(patient=patient).select_related("episode"):
        episode, computed = episode_of(course), {}
        if course.role == CourseRole.INDEX and course.withdrawn_at is None:
            if episode is None:
                episode = Episode(course=course)
                if opens_episodes:
                    episode.save()
            computed = scores_of(patient, course, episode, visits)
        if episode:  # else never an index treatment
            enter(entries, course, computed, chains[episode.pk], visits_by_id, causes)
    return entries


def _lock(waiting: RecomputationQuerySet, patient_id: int) -> Recomputation | None:
    """The patient's row, where it is among those waiting and nobody else holds it."""
    return waiting.select_for_update(skip_locked=True).filter(patient_id=patient_id).first()


def _note_failure(
    patient_id: int, revision: int | None, error: Exception, *, is_counted: bool = False
) -> None:
    """Unless the row has moved on: a newer change, or another process that succeeded."""
    with transaction.atomic():
        due = Recomputation.objects.select_for_update().filter(patient_id=patient_id).first()
        if due is None or due.revision != revision or not due.is_pending:
            return
        if is_counted:
            due.failure = type(error).__name__
            due.save()
        else:
            _count_attempt(due, type(error).__name__)


def _count_attempt(due: Recomputation, failure: str) -> None:
    due.not_before = timezone.now() + FIRST_RETRY * 2**due.attempts
    due.attempts = min(due.attempts + 1, MAX_ATTEMPTS)
    due.failure = failure
    due.save()
