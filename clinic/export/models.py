"""What has left: one row for every export that was delivered, audited like any other."""

from django.db import models

from clinic.accounts.models import User
from clinic.studies.models import Study


class Format(models.TextChoices):
    JSON = "json", "JSON"
    CSV = "csv", "CSV"


class Transfer(models.Model):
    """A delivered export: whose, of which study, how much, and the digest of its bytes."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="transfers")
    delivered_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="transfers")
    delivered_at = models.DateTimeField(auto_now_add=True)
    format = models.CharField(max_length=8, choices=Format)
    row_count = models.PositiveIntegerField()
    patient_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.study}, {self.delivered_at:%Y-%m-%d}"
