"""How services save: what a row refuses is told with its field, before the database refuses it."""

from typing import Any, TypeVar

from django.db import models
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

Row = TypeVar("Row", bound=Model)


def save(row: Row) -> Row:
    """Save a row that its model accepts. Raises ValidationError with the fields' names."""
    row.full_clean()
    row.save()
    return row


class MadeByForm(models.Model):
    """A row that remembers the form it was typed into, so that one form makes one row.

    The form draws its token when it is opened and keeps it through every refusal. The model
    adds `once_a_form`, the service asks for the token before it saves, in the same transaction.
    """

    form_token = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True


class StandingManager(models.Manager[Any]):
    """What was withdrawn is left out, in related managers too."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(withdrawn_at__isnull=True)


class Withdrawable(models.Model):
    """A row entered by mistake is marked and stays, for the trail; every page leaves it out."""

    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)

    objects = StandingManager()
    recorded = models.Manager[Any]()  # withdrawn ones too

    class Meta:
        abstract = True


def once_a_form(*owner: str, name: str) -> models.UniqueConstraint:
    """Of one owner: a token typed by hand finds no row of another patient."""
    return models.UniqueConstraint(fields=[*owner, "form_token"], name=name)


class AlreadySaved(Exception):
    """This very form was sent before; `row` is what it made then."""

    def __init__(self, row: Any) -> None:
        super().__init__()
        self.row = row


def refuse_sent_again(row: MadeByForm, owner: str = "patient_id") -> None:
    """Raise AlreadySaved where this form has made its row. The owner's rows are locked by now."""
    if row.form_token is None:
        return
    same = {owner: getattr(row, owner), "form_token": row.form_token}
    made = type(row)._base_manager.filter(**same).first()
    if made is not None:
        raise AlreadySaved(made)
