"""What has left: one row for every export that was delivered, audited like any other."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import User
from clinic.studies.models import Study


class Format(models.TextChoices):
    JSON = "json", "JSON"
    CSV = "csv", "CSV"


class Transfer(models.Model):
    """A delivered export: whose, of which study, how much, and the digest of its bytes."""

    study = models.ForeignKey(
        Study, on_delete=models.PROTECT, related_name="transfers", verbose_name=_("study")
    )
    delivered_to = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="transfers", verbose_name=_("delivered to")
    )
    delivered_at = models.DateTimeField(_("delivered"), auto_now_add=True)
    format = models.CharField(_("format"), max_length=8, choices=Format)
    row_count = models.PositiveIntegerField(_("rows"))
    patient_count = models.PositiveIntegerField(_("patients"))
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.study}, {self.delivered_at:%Y-%m-%d}"
