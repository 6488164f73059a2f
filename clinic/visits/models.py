"""What was found, and when: a visit, its core set measures and laboratory, relapses.

A field left empty is None: not assessed. It is never 0 and never "".
"""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.registry.models import Patient
from clinic.registry.numbers import limit_text
from clinic.saving import MadeByForm, Withdrawable, once_a_form
from clinic.visits.vocabulary import (
    MUSCLE_LIMITS,
    Analyte,
    Comparator,
    MuscleInstrument,
    Organ,
)
from scoring.criteria import limits
from scoring.criteria.limits import Limit


def within(field: str, limit: Limit) -> models.CheckConstraint:
    """A constraint that holds a nullable field in its limits."""
    in_limits = models.Q(**{f"{field}__gte": limit.low, f"{field}__lte": limit.high})
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__isnull": True}) | in_limits, name=f"{field}_in_limits"
    )


def _muscle_in_limits() -> models.Q:
    """Strength and instrument both or neither, and the strength on the instrument's scale."""
    condition = models.Q(muscle_strength__isnull=True, muscle_instrument__isnull=True)
    for instrument, limit in MUSCLE_LIMITS.items():
        condition |= models.Q(
            muscle_instrument=instrument,
            muscle_strength__gte=limit.low,
            muscle_strength__lte=limit.high,
        )
    return condition


_VAS: dict[str, Any] = {
    "max_digits": 3,
    "decimal_places": limits.GLOBAL_VAS.decimals,
    "null": True,
    "blank": True,
    "validators": [
        MinValueValidator(limits.GLOBAL_VAS.low),
        MaxValueValidator(limits.GLOBAL_VAS.high),
    ],
}


class Visit(MadeByForm, Withdrawable):
    """One visit of one patient, with the core set measures as they were assessed.

    A withdrawn one keeps its laboratory, which is read through its visit only.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="visits")
    visited_on = models.DateField(_("date of visit"))
    physician_global_cm = models.DecimalField(_("physician global"), **_VAS)
    patient_global_cm = models.DecimalField(_("patient global"), **_VAS)
    extramuscular_global_cm = models.DecimalField(_("extramuscular global"), **_VAS)
    muscle_strength = models.DecimalField(
        _("muscle strength"), max_digits=4, decimal_places=0, null=True, blank=True
    )
    muscle_instrument = models.CharField(
        _("instrument"), max_length=15, choices=MuscleInstrument, null=True, blank=True
    )
    haq = models.DecimalField(
        "HAQ-DI",
        max_digits=4,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(limits.HAQ.low), MaxValueValidator(limits.HAQ.high)],
    )
    has_fever = models.BooleanField(_("fever"), null=True, blank=True)
    has_adverse_event = models.BooleanField(_("adverse event"), null=True, blank=True)
    note = models.TextField(_("note"), null=True, blank=True)
    # Raised by every amendment; a form that was opened on an older one is refused.
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["visited_on", "id"]
        indexes = [models.Index(fields=["patient", "visited_on"], name="visit_by_day")]
        constraints = [
            within("physician_global_cm", limits.GLOBAL_VAS),
            within("patient_global_cm", limits.GLOBAL_VAS),
            within("extramuscular_global_cm", limits.GLOBAL_VAS),
            within("haq", limits.HAQ),
            models.CheckConstraint(condition=_muscle_in_limits(), name="muscle_in_limits"),
            once_a_form("patient", name="one_visit_a_form"),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id}, {self.visited_on}"

    def clean(self) -> None:
        """Strength and instrument belong together, and the strength lies on its scale."""
        if self.muscle_strength is None:
            self.muscle_instrument = None
            return
        if self.muscle_instrument is None:
            raise ValidationError({"muscle_instrument": _("Name the instrument.")})
        limit = MUSCLE_LIMITS[self.muscle_instrument]
        if not limit.low <= self.muscle_strength <= limit.high:
            raise ValidationError(
                {"muscle_strength": _("Outside %(limit)s.") % {"limit": limit_text(limit)}}
            )


class LabResult(models.Model):
    """One analyte of one visit: as the laboratory printed it, and in the canonical unit."""

    visit = models.ForeignKey(
        Visit, on_delete=models.CASCADE, related_name="laboratory", verbose_name=_("visit")
    )
    analyte = models.CharField(_("analyte"), max_length=15, choices=Analyte)
    comparator = models.CharField(
        _("comparator"), max_length=1, choices=Comparator, null=True, blank=True
    )
    value = models.DecimalField(_("value"), max_digits=10, decimal_places=3)
    uln = models.DecimalField(
        _("upper limit"), max_digits=10, decimal_places=3, null=True, blank=True
    )
    unit = models.CharField(_("unit"), max_length=8)
    canonical_value = models.DecimalField(
        _("value in the unit of the scores"), max_digits=13, decimal_places=3, editable=False
    )
    canonical_uln = models.DecimalField(
        _("upper limit in the unit of the scores"),
        max_digits=13,
        decimal_places=3,
        null=True,
        editable=False,
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "analyte"], name="analyte_once_a_visit"),
            models.CheckConstraint(
                condition=models.Q(analyte__in=Analyte.values), name="known_analyte"
            ),
            models.CheckConstraint(
                condition=models.Q(canonical_value__gte=0), name="lab_value_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(uln__isnull=True) | models.Q(uln__gt=0), name="uln_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.analyte} {self.value} {self.unit}"


class Relapse(MadeByForm, Withdrawable):
    """A relapse: when, in which organ, what was done. The dose that day is computed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="relapses")
    occurred_on = models.DateField(_("date of relapse"))
    organ = models.CharField(_("organ"), max_length=10, choices=Organ)
    action = models.CharField(_("what was done"), max_length=200, null=True, blank=True)

    class Meta:
        ordering = ["occurred_on", "id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(organ__in=Organ.values), name="known_organ"),
            once_a_form("patient", name="one_relapse_a_form"),
        ]

    def __str__(self) -> str:
        return f"{self.patient_id}, {self.occurred_on}"
