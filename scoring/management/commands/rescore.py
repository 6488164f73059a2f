"""`manage.py rescore`: every score computed again, and what changed."""

import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinic.audit.context import unattended
from clinic.registry.models import Patient
from clinic.registry.vocabulary import Cause
from scoring import rescoring, services
from scoring.criteria.exact import plain
from scoring.criteria.points import CRITERIA, VERSION
from scoring.models import RescoreRun, Score

SOME_LEFT_DUE = 1
WRONGLY_CALLED = 2
INTERRUPTED = 130  # as a shell reports a program that SIGINT ended: 128 + 2
NOBODY_READS = 141  # or SIGPIPE: 128 + 13
PROGRESS_SECONDS = 2.0


class Command(BaseCommand):
    help = (
        "Compute all scores again and print what changed: patient, visit, treatment, what was,"
        " what is, and the inputs that differ. Interrupted, it goes on where it stopped when it"
        " is started again. Exit status: 0 all computed, 1 some could not be and stay due, 2 an"
        " unknown patient or version, 130 or 141 interrupted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--patient", metavar="CODE", help="of this patient only")
        parser.add_argument("--criteria", metavar="VERSION", default=VERSION, help="to score by")
        parser.add_argument(
            "--dry-run", action="store_true", help="store nothing; print what would change"
        )

    def handle(
        self, *args: Any, patient: str | None, criteria: str, dry_run: bool, **options: Any
    ) -> None:
        _refuse_other_criteria(criteria)
        chosen = None if patient is None else _patient(patient)
        try:
            left = self._compare(chosen) if dry_run else self._rescore(chosen)
        except KeyboardInterrupt:
            self.stderr.write("Interrupted. Start it again, and it goes on from here.")
            sys.exit(INTERRUPTED)
        except BrokenPipeError:  # `| head` has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(NOBODY_READS)
        if left:
            sys.exit(SOME_LEFT_DUE)

    def _rescore(self, patient: Patient | None) -> int:
        """How many patients could not be scored."""
        if patient is not None:
            run, started_at = uuid4(), timezone.now()
            with unattended("command"):
                services.mark_due(patient.pk, Cause.RESCORE, about=run)
            return self._tell(run, started_at, [[patient.pk]], Progress(self, 1))
        begun = rescoring.begin()
        self._say_if_going_on(begun)
        rescoring.mark_all(begun)
        progress = Progress(self, rescoring.patients_to_score(), begun)
        pages = rescoring.pages(after=begun.told_until)
        left = self._tell(begun.uuid, begun.started_at, pages, progress)
        rescoring.finish(begun)
        return left

    def _tell(self, run: UUID, since: Any, pages: Iterable[list[int]], progress: "Progress") -> int:
        hands = rescoring.Hands(uses_workers=bool(settings.CELERY_BROKER_URL))
        left = 0
        for ids, failed in hands.computed(pages):
            rows = rescoring.written(run, since, ids)
            for row in rows:
                is_added = rescoring.is_added(run, row)
                self.stdout.write(_line(row.supersedes, row) if is_added else _line(row, None))
            for code in Patient.objects.filter(pk__in=failed).values_list("code", flat=True):
                self.stderr.write(f"{code}: not computed; its scores stay due and are tried again")
            left += len(failed)
            progress.come(ids, len(rows))
        progress.end(left)
        return left

    def _compare(self, patient: Patient | None) -> int:
        """Print what computing anew would change; nothing is stored, so nothing is left."""
        total = 1 if patient else rescoring.patients_to_score()
        progress = Progress(self, total)
        for ids in [[patient.pk]] if patient else rescoring.pages():
            lines = [line for patient_id in ids for line in _would_change(patient_id)]
            for line in lines:
                self.stdout.write(line)
            progress.come(ids, len(lines))
        progress.end(0, "would change")
        return 0

    def _say_if_going_on(self, run: RescoreRun) -> None:
        if run.marked_until:
            began = timezone.localtime(run.started_at)
            self.stderr.write(f"Going on with the run that began at {began:%Y-%m-%d %H:%M}.")


class Progress:
    """Says every few seconds how far it is, and keeps that for the next start."""

    def __init__(self, command: Command, patients: int, run: RescoreRun | None = None) -> None:
        self.command, self.patients, self.run = command, patients, run
        self.began = self.said = time.monotonic()
        self.done, self.changed = rescoring.patients_until(run.told_until) if run else 0, 0

    def come(self, ids: list[int], changed: int) -> None:
        self.done += len(ids)
        self.changed += changed
        self.command.stdout.flush()  # what is told is told, whatever ends us
        if self.run:
            self.run.told_until = ids[-1]
            self.run.save(update_fields=["told_until"])
        if time.monotonic() - self.said >= PROGRESS_SECONDS:
            self.said = time.monotonic()
            self.command.stderr.write(f"{self.done} of {self.patients} patients ...")

    def end(self, left: int, changed: str = "changed") -> None:
        seconds = time.monotonic() - self.began
        self.command.stderr.write(
            f"{self.done} of {self.patients} patients in {seconds:.1f} s:"
            f" {self.changed} scores {changed}, {left} patients left due."
        )


def _refuse_other_criteria(version: str) -> None:
    if version != VERSION:
        raise CommandError(
            f"This program scores by version {VERSION} of the {CRITERIA} and knows no"
            f" {version}. Leave --criteria out, or install the release that knows it.",
            returncode=WRONGLY_CALLED,
        )


def _patient(code: str) -> Patient:
    code = code.encode(errors="backslashreplace").decode()  # no database takes bytes of no text
    found = Patient.objects.filter(code__iexact=code).first()
    if found is None:
        raise CommandError(f"There is no patient {code}.", returncode=WRONGLY_CALLED)
    return found


def _would_change(patient_id: int) -> list[str]:
    entries = services.entries_of(patient_id, [], opens_episodes=False)
    return [
        *(_line(row.supersedes, row) for row in entries.added),
        *(_line(row, None) for row in entries.ceased),
    ]


def _line(before: Score | None, after: Score | None) -> str:
    """ "P-001 2020-02-05 anakinra: 47.5 moderate -> 62.5 major; followup.haq 1.25 -> 0"."""
    row = after or before
    assert row is not None
    course = row.episode.course
    what = f"{course.patient.code} {row.visit.visited_on} {course.drug}"
    was = None if before is None or (after and before.ceased) else before
    why = [
        f"{change['field']} {_input(change['before'])} -> {_input(change['after'])}"
        for change in (after.changes if after else [])
    ]
    if after is None:
        why = [f"ceased: {row.ceased}"]
    return "; ".join([f"{what}: {_said(was)} -> {_said(after)}", *why])


def _said(score: Score | None) -> str:
    if score is None:
        return "none"
    if score.problem:
        return f"none ({score.problem})"
    if score.total is not None:
        return f"{plain(score.total)} {score.category}"
    return f"{plain(score.lower)}-{plain(score.upper)} {score.category}"


def _input(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "none"
    return "none" if value is None else str(value)
