"""The audit trail: one row for every row written, made by database triggers."""

from django.db import models

TRAIL = "audit_auditevent"
# What the triggers write, in their order.
TRIGGER_COLUMNS = (
    '"at", "table", "row", "operation", "centre_id", "patient_id", "account_id",'
    ' "actor_id", "actor", "roles", "source", "request_id", "reason", "program_version",'
    ' "old", "new"'
)


class AuditEvent(models.Model):
    """Who changed what, when and why. Written by triggers only; never changed, never deleted."""

    at = models.DateTimeField()  # the database's clock, UTC
    table = models.CharField(max_length=63)
    row = models.CharField(max_length=40)
    operation = models.CharField(max_length=6)  # insert, update, delete
    # Copies, not foreign keys: the trail outlives what it names and is readable on its own.
    centre_id = models.BigIntegerField(null=True)
    patient_id = models.BigIntegerField(null=True)
    account_id = models.BigIntegerField(null=True)  # whose account, key or second factor
    actor_id = models.BigIntegerField(null=True)
    actor = models.CharField(max_length=150, null=True)
    roles = models.CharField(max_length=200, null=True)
    source = models.CharField(max_length=20)  # page, api, task, command, database
    request_id = models.CharField(max_length=36, null=True)
    reason = models.TextField(null=True)
    program_version = models.CharField(max_length=20, null=True)
    # The columns written: all of them for an insert (new) and a delete (old), the changed ones
    # for an update.
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["table", "row"], name="audit_by_row"),
            models.Index(fields=["patient_id", "id"], name="audit_by_patient"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.table} {self.row}"
