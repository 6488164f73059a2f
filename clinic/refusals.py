"""What a service refuses, shown at the form that asked for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

from django import forms
from django.core.exceptions import ValidationError


@runtime_checkable
class Asking(Protocol):
    """A form that knows itself where a field stands: it is made of several."""

    def take_refusal(self, refused: ValidationError) -> None: ...


@contextmanager
def shown_at(form: forms.Form | Asking) -> Iterator[None]:
    """What is refused inside stands at the form; then the lines after the block show it again."""
    try:
        yield
    except ValidationError as refused:
        if isinstance(form, Asking):
            form.take_refusal(refused)
        else:
            _show(form, refused)


@contextmanager
def at_field(name: str) -> Iterator[None]:
    """What is refused inside names this field."""
    try:
        yield
    except ValidationError as refused:
        raise ValidationError({name: refused}) from refused


def _show(form: forms.Form, refused: ValidationError) -> None:
    """At the field that is named, and above the form where it has no such field."""
    for name, errors in by_field(refused).items():
        form.add_error(name if name in form.fields else None, errors)


def by_field(refused: ValidationError) -> dict[str, list[ValidationError]]:
    """With or without the names of fields; without one the name is that of no field."""
    found: dict[str, list[ValidationError]] = refused.update_error_dict({})
    return found
