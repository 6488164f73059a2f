"""Under what permission data are used: study, approval, consent, pseudonyms."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.registry.models import Patient
from scoring.criteria.doses import DaySpan


class Study(models.Model):
    """A study with its ethics approval. The approval number is kept as it is printed."""

    slug = models.SlugField(_("short name"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    approval_number = models.CharField(_("approval number"), max_length=80)
    committee = models.CharField(_("ethics committee"), max_length=200)
    approved_from = models.DateField(_("approved from"), null=True, blank=True)
    approved_until = models.DateField(_("approved until"), null=True, blank=True)

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "studies"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_from__isnull=True)
                | models.Q(approved_until__isnull=True)
                | models.Q(approved_until__gte=models.F("approved_from")),
                name="approval_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(approval_number=""), name="study_has_approval_number"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """The approval does not end before it starts."""
        if self.approved_from and self.approved_until and self.approved_until < self.approved_from:
            raise ValidationError({"approved_until": _("The approval ends before it starts.")})

    def is_approved_on(self, day: date) -> bool:
        """Whether the ethics approval covers that day; an end that is not stated is open."""
        return DaySpan(self.approved_from or date.min, self.approved_until).covers(day)


class ConsentQuerySet(models.QuerySet["Consent"]):
    def current_on(self, day: date) -> "ConsentQuerySet":
        """Signed on or before that day and not withdrawn by then."""
        return self.filter(signed_on__lte=day).filter(
            models.Q(withdrawn_on__isnull=True) | models.Q(withdrawn_on__gt=day)
        )


class Consent(models.Model):
    """A patient's written consent to a study; withdrawal ends it on its day."""

    study = models.ForeignKey(
        Study, on_delete=models.PROTECT, related_name="consents", verbose_name=_("study")
    )
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    form_version = models.CharField(_("version of the form"), max_length=40)
    signed_on = models.DateField(_("signed on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["signed_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "patient"],
                condition=models.Q(withdrawn_on__isnull=True),
                name="one_current_consent",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_on__isnull=True)
                | models.Q(withdrawn_on__gte=models.F("signed_on")),
                name="consent_withdrawn_after_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.patient}, {self.study}"


class Pseudonym(models.Model):
    """A patient's random name in one study: drawn, never derived from the person."""

    study = models.ForeignKey(
        Study, on_delete=models.PROTECT, related_name="pseudonyms", verbose_name=_("study")
    )
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="pseudonyms")
    value = models.CharField(_("pseudonym"), max_length=40, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "patient"], name="one_pseudonym_per_study"),
        ]

    def __str__(self) -> str:
        return self.value
