"""Form fields of this project: what is left empty is None, and dates are the browser's own."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.registry.days import refuse_future
from clinic.registry.numbers import in_limit, read_number, written
from scoring.criteria.limits import Limit

LONGEST_LIFE_YEARS = 120


class Number(forms.Field):
    """A decimal within its limits, if there are any, as a text input that brings up digits."""

    widget = forms.TextInput

    def __init__(self, limit: Limit | None = None, **kwargs: Any) -> None:
        super().__init__(**{"required": False} | kwargs)
        self.limit = limit

    def to_python(self, value: Any) -> Decimal | None:
        if value is None or not str(value).strip():
            return None
        number = read_number(str(value))
        return in_limit(number, self.limit) if self.limit else number

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}


class Day(forms.DateField):
    """A date, written and read as YYYY-MM-DD whatever the language."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"input_formats": ["%Y-%m-%d"]} | kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value


class BirthDate(Day):
    """A day in a living person's past."""

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value:
            refuse_future(value)
            if value < timezone.localdate() - timedelta(days=366 * LONGEST_LIFE_YEARS):
                raise ValidationError(_("This day is more than 120 years ago."))


class FormToken(forms.UUIDField):
    """Drawn anew for each form that is opened; what it is for stands at clinic.saving.MadeByForm.

    A form sent without one is taken, as a row from elsewhere.
    """

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        options: dict[str, Any] = {"required": False, "initial": uuid.uuid4}
        super().__init__(**options | kwargs)


def renew_token(form: forms.Form) -> None:
    """The form comes back as one that was just opened: sent once more it makes a row of its own."""
    form.data = {name: form.data[name] for name in form.data} | {"form_token": str(uuid.uuid4())}


class Text(forms.CharField):
    """A text; without one, None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"empty_value": None} | kwargs)


class Reason(Text):
    """Why something is changed: in the trail, and on the pages of the scores that it changes, as
    it is written, with no name taken out of it."""

    def __init__(self, **kwargs: Any) -> None:
        words = gettext_lazy("Kept in the audit trail and shown with the scores: name nobody.")
        super().__init__(**{"max_length": 500, "help_text": words} | kwargs)


class Choice(forms.TypedChoiceField):
    """One of the choices; without one, None."""

    def __init__(self, choices: Any, *, blank: Any = "", **kwargs: Any) -> None:
        kwargs = {"empty_value": None} | kwargs
        super().__init__(choices=[("", blank), *choices], **kwargs)


class YesNo(Choice):
    """Yes, no, or not assessed."""

    def __init__(self, words: tuple[Any, Any], **kwargs: Any) -> None:
        choices = [("yes", words[0]), ("no", words[1])]
        super().__init__(choices, **{"coerce": lambda value: value == "yes"} | kwargs)

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value) if value is not None else ""
