"""How the registry's services refuse: with the field's name, before the database does."""

from typing import TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

Row = TypeVar("Row", bound=Model)


def save(row: Row) -> Row:
    """Save a row that its model accepts. Raises ValidationError with the fields' names."""
    row.full_clean()
    row.save()
    return row


def code_taken_text(code: str) -> str:
    return _("%(code)s is taken by another patient.") % {"code": code}
