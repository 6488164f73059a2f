"""Episodes, the scores computed for them, and what is due to be computed again."""

import uuid
from datetime import datetime
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.registry.models import Patient, TreatmentCourse
from clinic.visits.models import Visit
from scoring.criteria.points import ENZYME_RANGES, Population
from scoring.vocabulary import Category, Ceased, NoScore

MAX_ATTEMPTS = 8  # failed computations after which only a new change tries again


class Episode(models.Model):
    """A response episode: one index treatment, and what a clinician decided about its scoring.

    Without a designated baseline the default of scoring.criteria.episode holds.
    """

    course = models.OneToOneField(
        TreatmentCourse,
        on_delete=models.PROTECT,
        related_name="episode",
        verbose_name=_("treatment"),
    )
    designated_baseline = models.ForeignKey(
        Visit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("designated baseline"),
    )
    baseline_reason = models.TextField(_("reason for the baseline"), null=True, blank=True)
    enzyme = models.CharField(
        _("enzyme"),
        max_length=10,
        choices=[(name, name) for name in ENZYME_RANGES],
        null=True,
        blank=True,
    )
    excluded_enzymes = models.JSONField(_("excluded enzymes"), default=list, blank=True)
    enzyme_reason = models.TextField(_("reason for the enzyme"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(designated_baseline__isnull=True) | Q(baseline_reason__isnull=False),
                name="designated_baseline_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(enzyme__isnull=True) | Q(enzyme_reason__isnull=False),
                name="chosen_enzyme_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"episode {self.pk}"

    def clean(self) -> None:
        """A baseline of this patient and not after the start; an enzyme that is not excluded."""
        visit, course = self.designated_baseline, self.course
        if visit and visit.patient_id != course.patient_id:
            raise ValidationError({"designated_baseline": _("Choose a visit of this patient.")})
        if visit and course.started_on and visit.visited_on > course.started_on:
            raise ValidationError(
                {"designated_baseline": _("Choose a visit on or before the start of treatment.")}
            )
        if self.enzyme in self.excluded_enzymes:
            raise ValidationError({"enzyme": _("This enzyme is excluded.")})
        if not set(self.excluded_enzymes) <= set(ENZYME_RANGES):
            raise ValidationError({"excluded_enzymes": _("Choose among the muscle enzymes.")})


class ScoreQuerySet(models.QuerySet["Score"]):
    def current(self) -> "ScoreQuerySet":
        """The last computed score of each visit and episode, be it up to date or not."""
        return self.filter(superseded_at__isnull=True)

    def up_to_date(self) -> "ScoreQuerySet":
        """What may be shown: nothing of a patient whose scores are being recomputed."""
        recomputation = "episode__course__patient__recomputation"
        return self.current().filter(
            **{f"{recomputation}__revision": F(f"{recomputation}__computed_revision")}
        )


class Score(models.Model):
    """A computed score with everything it was computed from: a row of a ledger.

    A row is never changed; the database holds to that (clinic.audit.ledgers). Another result
    adds a row that supersedes it; a follow-up that ceases to be one closes its last row, and the
    row made when it is one again supersedes that. The same inputs give no new row.
    `problem` says in a code why a follow-up has no score; then there are no points.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(
        Episode, on_delete=models.PROTECT, related_name="scores", verbose_name=_("response episode")
    )
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, related_name="scores", verbose_name=_("visit")
    )
    baseline = models.ForeignKey(
        Visit, on_delete=models.PROTECT, related_name="+", verbose_name=_("baseline")
    )
    population = models.CharField(_("population"), max_length=8)
    criteria = models.CharField(_("criteria"), max_length=80)
    criteria_version = models.CharField(_("version of the criteria"), max_length=20)
    program_version = models.CharField(_("version of the program"), max_length=20)
    inputs = models.JSONField()  # as used, written by scoring.criteria.results
    units = models.JSONField()  # of those values, by measure and enzyme
    instruments = models.JSONField()  # of the muscle strength, at "baseline" and "followup"
    fingerprint = models.CharField(max_length=64)  # SHA-256 of inputs and criteria version
    measures = models.JSONField()
    enzyme = models.CharField(_("enzyme"), max_length=10, null=True)
    missing = models.JSONField(_("missing"))
    flags = models.JSONField(_("flags"))
    problem = models.CharField(_("why there is none"), max_length=40, choices=NoScore, null=True)
    total = models.DecimalField(_("total"), max_digits=4, decimal_places=1, null=True)
    lower = models.DecimalField(_("lower bound"), max_digits=4, decimal_places=1, null=True)
    upper = models.DecimalField(_("upper bound"), max_digits=4, decimal_places=1, null=True)
    attainable = models.DecimalField(_("attainable"), max_digits=4, decimal_places=1, null=True)
    category = models.CharField(_("response"), max_length=12, choices=Category, null=True)
    computed_at = models.DateTimeField(_("computed"), auto_now_add=True)
    supersedes = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="successor",
        verbose_name=_("supersedes"),
    )
    changes = models.JSONField(default=list)  # since that row; see scoring.ledger.changes_between
    causes = models.JSONField(default=list)  # what made it due; see scoring.causes.noted
    # Written once, when the row is closed; the last two where no other row takes its place.
    superseded_at = models.DateTimeField(_("superseded"), null=True)
    ceased = models.CharField(_("why it ceased"), max_length=30, choices=Ceased, null=True)
    ceased_causes = models.JSONField(null=True)

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["visit"], name="score_by_visit")]
        constraints = [
            models.UniqueConstraint(
                fields=["episode", "visit"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_score",
            ),
            models.UniqueConstraint(
                fields=["episode", "visit"],
                condition=Q(supersedes__isnull=True),
                name="one_first_score",
            ),
            models.CheckConstraint(
                condition=Q(ceased__isnull=True, ceased_causes__isnull=True)
                | Q(
                    ceased__isnull=False,
                    ceased_causes__isnull=False,
                    superseded_at__isnull=False,
                ),
                name="ceased_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(problem__isnull=False, lower__isnull=True, category__isnull=True)
                | Q(problem__isnull=True, lower__isnull=False, category__isnull=False),
                name="score_or_problem",
            ),
            models.CheckConstraint(
                condition=Q(lower__isnull=True) | Q(lower__lte=F("upper")), name="bounds_in_order"
            ),
            models.CheckConstraint(
                condition=Q(population__in=[p.value for p in Population]), name="known_population"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category or self.problem}"


class Standing(StrEnum):
    """Whether a patient's scores are up to date."""

    CURRENT = "current"
    PENDING = "pending"  # being recomputed
    FAILED = "failed"  # given up after MAX_ATTEMPTS; the next change tries again

    @property
    def is_current(self) -> bool:
        return self is Standing.CURRENT


def standing_of(*, is_behind: bool, attempts: int) -> Standing:
    """The rule, for statements that read these columns themselves."""
    if not is_behind:
        return Standing.CURRENT
    return Standing.FAILED if attempts >= MAX_ATTEMPTS else Standing.PENDING


class RecomputationQuerySet(models.QuerySet["Recomputation"]):
    def due(self) -> "RecomputationQuerySet":
        """Patients whose scores are behind their findings."""
        return self.exclude(revision=F("computed_revision"))

    def ready(self, now: datetime) -> "RecomputationQuerySet":
        """Those of them that are not given up and not waiting for their next attempt."""
        waited = Q(not_before__isnull=True) | Q(not_before__lte=now)
        return self.due().filter(waited, attempts__lt=MAX_ATTEMPTS)


class Recomputation(models.Model):
    """What is to be recomputed: one row a patient, raised in the transaction of every change.

    A patient's scores are current when `computed_revision` equals `revision`.
    """

    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="recomputation")
    revision = models.PositiveIntegerField(default=1)
    computed_revision = models.PositiveIntegerField(default=0)
    requested_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)  # failed ones since the request
    not_before = models.DateTimeField(null=True)
    failure = models.CharField(_("failure"), max_length=100, null=True)  # the exception's type
    causes = models.JSONField(default=list)  # since the last computation; scoring.causes.noted

    objects = RecomputationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(computed_revision__lte=F("revision")), name="computed_not_ahead"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.computed_revision} of {self.revision}"

    def raise_for(self, cause: dict[str, str | None]) -> None:
        """One more change to compute for, and an end to earlier failures; not saved."""
        if not self.is_pending:  # what waits already has waited since its first change
            self.requested_at = timezone.now()
        self.revision += 1
        self.causes.append(cause)
        self.attempts, self.not_before, self.failure = 0, None, None

    @property
    def is_pending(self) -> bool:
        return self.computed_revision != self.revision

    @property
    def standing(self) -> Standing:
        return standing_of(is_behind=self.is_pending, attempts=self.attempts)


class RescoreRun(models.Model):
    """`manage.py rescore` over everybody: how far it has come, so that it can go on from there.

    Patients are taken in the order of their ids: first all are marked as due, then each is
    computed and what changed is told.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    criteria_version = models.CharField(max_length=20)
    program_version = models.CharField(max_length=20)
    started_at = models.DateTimeField(auto_now_add=True)
    marked_until = models.BigIntegerField(default=0)  # the id of the last patient marked
    told_until = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"rescore of {self.started_at:%Y-%m-%d %H:%M}"
