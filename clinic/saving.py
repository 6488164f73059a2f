"""How services save: what a row refuses is told with its field, before the database refuses it."""

from typing import TypeVar

from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def save(row: Row) -> Row:
    """Save a row that its model accepts. Raises ValidationError with the fields' names."""
    row.full_clean()
    row.save()
    return row
