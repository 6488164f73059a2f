"""How the registry's services refuse: with the field's name, before the database does."""

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

Row = TypeVar("Row", bound=Model)


def save(row: Row) -> Row:
    """Save a row that its model accepts. Raises ValidationError with the fields' names."""
    row.full_clean()
    row.save()
    return row


def refuse_blank(reason: str) -> None:
    """A correction is kept with its reason. Raises ValidationError without one."""
    if not reason.strip():
        raise ValidationError({"reason": _("Give the reason for the change.")})


def code_taken_text(code: str) -> str:
    return _("%(code)s is taken by another patient.") % {"code": code}
