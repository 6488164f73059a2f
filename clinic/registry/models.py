"""Who the patients are: registry code, identity apart, antibodies, manifestations, treatment."""

import uuid
from typing import TYPE_CHECKING

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Permission
from clinic.registry.vocabulary import (
    Antibody,
    AntibodyMethod,
    CourseRole,
    Drug,
    Manifestation,
    Route,
    Sex,
)
from clinic.saving import MadeByForm, Withdrawable, once_a_form
from scoring.criteria.doses import DaySpan
from scoring.criteria.episode import completed_years
from scoring.criteria.terms import GLUCOCORTICOIDS

if TYPE_CHECKING:
    from datetime import date


# A sign from elsewhere can look like one of these, or like nothing, on screen and on paper.
plain_code = RegexValidator(
    r"\A[A-Za-z0-9./-]+\Z", _("Use letters A to Z, digits, and the signs - . / only.")
)


class PatientQuerySet(models.QuerySet["Patient"]):
    def visible_to(self, user: User, permission: Permission) -> "PatientQuerySet":
        """The patients of the centres at which this person holds the permission."""
        return self.filter(centre_id__in=user.centres_for(permission))


class Patient(models.Model):
    """One person with antisynthetase syndrome, known by a registry code alone."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("registry code"), max_length=20, unique=True, validators=[plain_code])
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="patients", verbose_name=_("centre")
    )
    date_of_birth = models.DateField(_("date of birth"))
    sex = models.CharField(_("sex"), max_length=10, choices=Sex)
    # Invented findings, shown as such on every page and in every export.
    is_illustrative = models.BooleanField(_("illustrative"), default=False)

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(sex__in=Sex.values), name="known_sex"),
            models.CheckConstraint(condition=~models.Q(code=""), name="patient_has_code"),
            models.UniqueConstraint(Upper("code"), name="one_patient_per_code"),
        ]

    def __str__(self) -> str:
        return self.code

    def age_on(self, day: "date") -> int:
        """Completed years on that day."""
        return completed_years(day, self.date_of_birth)


class Identity(models.Model):
    """Names and identifiers, apart from everything clinical; clinical pages do not join it."""

    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="identity")
    family_name = models.CharField(_("family name"), max_length=200)
    given_name = models.CharField(_("given name"), max_length=200)
    hospital_number = models.CharField(_("hospital number"), max_length=40, null=True, blank=True)
    tax_code = models.CharField(_("tax code"), max_length=40, null=True, blank=True)

    class Meta:
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return f"{self.family_name}, {self.given_name}"


class AntibodyResult(models.Model):
    """One test for one anti-aminoacyl-tRNA-synthetase antibody."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="antibodies")
    antibody = models.CharField(_("antibody"), max_length=10, choices=Antibody)
    is_positive = models.BooleanField(_("positive"), default=True)
    method = models.CharField(
        _("method"), max_length=20, choices=AntibodyMethod, null=True, blank=True
    )
    tested_on = models.DateField(_("tested on"), null=True, blank=True)

    class Meta:
        # Without a day last, which the engines do not agree on by themselves.
        ordering = ["antibody", models.F("tested_on").asc(nulls_last=True), "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(antibody__in=Antibody.values), name="known_antibody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_antibody_display()}{'+' if self.is_positive else '-'}"


class PatientManifestation(models.Model):
    """A manifestation this patient has had; `since` is None where the day is not known."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="manifestations")
    kind = models.CharField(_("manifestation"), max_length=20, choices=Manifestation)
    since = models.DateField(_("since"), null=True, blank=True)

    class Meta:
        ordering = ["kind"]
        constraints = [
            models.UniqueConstraint(fields=["patient", "kind"], name="manifestation_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=Manifestation.values), name="known_manifestation"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class TreatmentCourse(MadeByForm, Withdrawable):
    """One drug over one span. A prior course may have no dates; an index course starts the clock.

    Study day 0 is the day the index course starts.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="courses")
    drug = models.CharField(_("drug"), max_length=20, choices=Drug)
    role = models.CharField(_("role"), max_length=12, choices=CourseRole)
    route = models.CharField(_("route"), max_length=14, choices=Route, null=True, blank=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    ended_on = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        ordering = [models.F("started_on").asc(nulls_last=True), "id"]  # a day not known: last
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=CourseRole.values), name="known_course_role"
            ),
            models.CheckConstraint(condition=models.Q(drug__in=Drug.values), name="known_drug"),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(started_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="course_ends_after_start",
            ),
            models.CheckConstraint(
                condition=models.Q(role=CourseRole.PRIOR) | models.Q(started_on__isnull=False),
                name="only_prior_course_without_start",
            ),
            once_a_form("patient", name="one_course_a_form"),
        ]

    def __str__(self) -> str:
        return self.get_drug_display()

    @property
    def span(self) -> DaySpan | None:
        """None where the first day is not known."""
        return DaySpan(self.started_on, self.ended_on) if self.started_on else None

    @property
    def is_glucocorticoid(self) -> bool:
        return self.drug in GLUCOCORTICOIDS


class DosePeriod(models.Model):
    """A dose held over days, both ends included; no end means it goes on with its course."""

    course = models.ForeignKey(
        TreatmentCourse,
        on_delete=models.PROTECT,
        related_name="doses",
        verbose_name=_("treatment"),
    )
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)
    dose_mg = models.DecimalField(_("dose"), max_digits=8, decimal_places=2)
    every_days = models.PositiveSmallIntegerField(_("every (days)"), default=1)
    # Daily mean; None for drugs that are no glucocorticoid.
    prednisone_mg_per_day = models.DecimalField(
        _("prednisone equivalent, mg/d"), max_digits=8, decimal_places=3, null=True, editable=False
    )
    equivalence_version = models.CharField(
        _("version of the equivalents"), max_length=20, null=True, editable=False
    )

    class Meta:
        ordering = ["started_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["course", "started_on"], name="one_dose_starts_on_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(dose_mg__gte=0, dose_mg__lte=10000), name="dose_in_limits"
            ),
            models.CheckConstraint(
                condition=models.Q(every_days__gte=1), name="dose_interval_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="dose_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dose_mg.normalize():f} mg"

    @property
    def is_daily_mean(self) -> bool:
        """Whether its prednisone equivalent is that of no single day."""
        return self.every_days > 1

    @property
    def span(self) -> DaySpan:
        return DaySpan(self.started_on, self.ended_on)
