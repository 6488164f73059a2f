"""Two people corrected one record: what the other one saved, beside what this one typed.

A form carries a fingerprint of the facts it was opened on. The service compares it, under the
lock, with the facts as they are now; the page then shows both and the newer fingerprint.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.registry.numbers import written

CONFLICT = 409  # the status of the page that shows both


class ChangedMeanwhile(Exception):
    """Somebody changed these facts after the form was opened."""


@dataclass(frozen=True)
class Difference:
    """One fact as it is saved by now and as it was typed, in words."""

    label: Any
    saved: str
    typed: str


def fingerprint(facts: Any) -> str:
    """The same for the same facts: fields by name, or lists of them."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


def refuse_changed(facts: Any, opened_on: str | None) -> None:
    """Raise ChangedMeanwhile where a form was opened on other facts; None: no form was."""
    if opened_on is not None and opened_on != fingerprint(facts):
        raise ChangedMeanwhile


def differences(form: forms.Form, saved: Mapping[str, Any]) -> list[Difference]:
    """Where what is saved by now is not what a valid form holds, in the order of its fields."""
    typed = form.cleaned_data
    return [
        Difference(field.label, words_of(field, saved[name]), words_of(field, typed[name]))
        for name, field in form.fields.items()
        if name in saved and saved[name] != typed[name]
    ]


def words_of(field: forms.Field, value: Any) -> str:
    """A value as a person reads it."""
    choices: Any = getattr(field, "choices", ())
    if isinstance(field, forms.MultipleChoiceField):
        named = dict(choices)
        return ", ".join(str(named[one]) for one in value) or _("none")
    if isinstance(field, forms.ChoiceField):
        return str(dict(choices).get("" if value is None else value, value))
    if value is None:
        return _("not recorded")
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return written(value) if isinstance(value, Decimal) else str(value)
