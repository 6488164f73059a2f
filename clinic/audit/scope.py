"""To which centre, patient and account a row belongs, found over its required foreign keys.

A visit belongs to its patient, a laboratory value to its visit's patient, and so on; the trail
keeps them, so that it can be read centre by centre and patient by patient.
"""

from collections import deque
from itertools import pairwise

from django.db import models

# Column of the trail -> the table whose row it names.
SCOPES = {
    "centre_id": "accounts_centre",
    "patient_id": "registry_patient",
    "account_id": "accounts_user",
}

Key = models.ForeignKey[models.Model, models.Model]


def path_to(model: type[models.Model], table: str) -> list[Key] | None:
    """The shortest way from a row to the table: its keys in order, or None where there is none."""
    waiting: deque[tuple[type[models.Model], list[Key]]] = deque([(model, [])])
    seen = {model}
    while waiting:
        here, path = waiting.popleft()
        if here._meta.db_table == table:
            return path
        for key in _required_keys(here):
            if key.related_model not in seen:
                seen.add(key.related_model)
                waiting.append((key.related_model, [*path, key]))
    return None


def owner(model: type[models.Model], table: str, column: str) -> str:
    """SQL for the id of the row's owner in that table; `column` formats one of the row's own."""
    path = path_to(model, table)
    if path is None:
        return "NULL"
    if not path:
        return column.format(model._meta.pk.column)
    expression = column.format(path[0].column)
    for before, key in pairwise(path):
        parent = before.target_field
        expression = (
            f'(SELECT "{key.column}" FROM "{parent.model._meta.db_table}"'
            f' WHERE "{parent.column}" = {expression})'
        )
    return expression


def _required_keys(model: type[models.Model]) -> list[Key]:
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and not field.null
    ]
