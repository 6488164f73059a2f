"""Everybody scored again: marked as due, handed out, waited for, told; from where it stopped."""

import logging
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from clinic.audit.context import unattended
from clinic.registry.models import TreatmentCourse
from clinic.registry.vocabulary import Cause, CourseRole
from scoring import services, tasks
from scoring.criteria.points import VERSION
from scoring.models import Recomputation, RescoreRun, Score

logger = logging.getLogger(__name__)

# Marked at once, and at most twice as many handed to the workers: a visit that is saved
# meanwhile waits behind no more than these.
PATIENTS_AT_A_TIME = 100
POLL_SECONDS = 0.1
STALLED_SECONDS = 60.0  # without a worker taking anything up: then the rest is computed here


def patients_to_score() -> int:
    """How many patients have or had an index treatment."""
    return _scored_courses().values("patient_id").distinct().count()


def patients_until(patient_id: int) -> int:
    """How many of them have been told, up to this id."""
    return (
        _scored_courses().filter(patient_id__lte=patient_id).values("patient_id").distinct().count()
    )


def begin() -> RescoreRun:
    """The run by these criteria and this program that was not finished, else a new one."""
    now = {"criteria_version": VERSION, "program_version": settings.PROGRAM_VERSION}
    begun = RescoreRun.objects.filter(finished_at__isnull=True, **now).order_by("id").last()
    return begun or RescoreRun.objects.create(**now)


def finish(run: RescoreRun) -> None:
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at"])


def mark_all(run: RescoreRun) -> None:
    """Mark every patient whom the run has not marked yet, some in each transaction."""
    for ids in pages(after=run.marked_until):
        with unattended("command"), transaction.atomic():
            services.mark_many_due(ids, Cause.RESCORE, about=run.uuid)
            run.marked_until = ids[-1]
            run.save(update_fields=["marked_until"])


def pages(*, after: int = 0) -> Iterator[list[int]]:
    """The ids of the patients to score above this one, in their order, some at a time."""
    scored = _scored_courses().order_by("patient_id").values_list("patient_id", flat=True)
    while ids := list(scored.filter(patient_id__gt=after).distinct()[:PATIENTS_AT_A_TIME]):
        yield ids
        after = ids[-1]


@dataclass
class Hands:
    """Those who compute: the workers where there is a broker that answers, else this process."""

    uses_workers: bool
    stalled_seconds: float = STALLED_SECONDS

    def computed(self, pages: Iterable[list[int]]) -> Iterator[tuple[list[int], set[int]]]:
        """Each page when it is computed, with those of it who could not be.

        Workers have one page more at hand than is waited for.
        """
        given: deque[list[int]] = deque()
        for ids in pages:
            self._give(ids)
            given.append(ids)
            if len(given) > self.uses_workers:
                yield given[0], self._settle(given.popleft())
        while given:
            yield given[0], self._settle(given.popleft())

    def _give(self, ids: list[int]) -> None:
        for patient_id in self._ready(ids):
            if self.uses_workers:
                self._send(patient_id)
            if not self.uses_workers:
                _compute(patient_id)

    def _send(self, patient_id: int) -> None:
        try:
            tasks.hints.send(patient_id)
        except Exception:
            logger.exception("the broker takes no message; computing in this process")
            self.uses_workers = False

    def _settle(self, ids: list[int]) -> set[int]:
        """Wait until nobody of the page is ready to be computed; whose scores are due yet."""
        due = Recomputation.objects.due().filter(patient_id__in=ids)
        left, since = len(ids) + 1, time.monotonic()
        while ready := self._ready(ids):
            if len(ready) < left:
                left, since = len(ready), time.monotonic()
            elif time.monotonic() - since > self.stalled_seconds:
                self.uses_workers = False
            if not self.uses_workers:
                for patient_id in ready:
                    _compute(patient_id)
            time.sleep(POLL_SECONDS)
        if due.exists():
            time.sleep(1)  # an attempt counted before it began may be under way
        return set(due.values_list("patient_id", flat=True))

    def _ready(self, ids: list[int]) -> list[int]:
        ready = Recomputation.objects.ready(timezone.now()).filter(patient_id__in=ids)
        return list(ready.order_by("patient_id").values_list("patient_id", flat=True))


def written(run: UUID, since: datetime, ids: list[int]) -> list[Score]:
    """The rows of these patients that the run added, or closed without another in their place.

    One query; rows carry visit, patient, course and the row they supersede.
    """
    lately = since - timedelta(hours=1)  # clocks of several machines
    rows = (
        Score.objects.filter(episode__course__patient_id__in=ids)
        .filter(Q(computed_at__gte=lately) | Q(superseded_at__gte=lately))
        .select_related("visit", "episode__course__patient", "supersedes")
        .defer("inputs", "measures", "supersedes__inputs", "supersedes__measures")
        .order_by("episode__course__patient_id", "visit__visited_on", "id")
    )
    return [row for row in rows if _is_of(run, row.causes) or _is_of(run, row.ceased_causes)]


def is_added(run: UUID, row: Score) -> bool:
    """Whether the run added the row; else it closed it."""
    return _is_of(run, row.causes)


def _is_of(run: UUID, causes: list[dict[str, str | None]] | None) -> bool:
    return any(cause["about"] == str(run) for cause in causes or ())


def _compute(patient_id: int) -> None:
    try:
        services.recompute_if_due(patient_id)
    except Exception:
        logger.exception("recomputation failed; noted for a later attempt")


def _scored_courses() -> QuerySet[TreatmentCourse]:
    """Index courses, and those that were one once: their rows may have to be closed."""
    index = Q(role=CourseRole.INDEX) | Q(episode__isnull=False)
    courses: QuerySet[TreatmentCourse] = TreatmentCourse.recorded.filter(index)
    return courses
