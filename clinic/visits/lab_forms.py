"""One row of the laboratory table: value, unit and upper limit of normal of one analyte."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from clinic.registry.fields import Choice, Number
from clinic.registry.numbers import unit_text
from clinic.visits import laboratory
from clinic.visits.laboratory import LabValue
from scoring.criteria.units import ANALYTES


class LabText(forms.CharField):
    """A value as the laboratory prints it, kept as typed until its unit is known."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "decimal", "autocomplete": "off"}


class LabRowForm(forms.Form):
    """Without a value the row was not measured, whatever else stands in it."""

    value = LabText(label=gettext_lazy("This visit"), required=False, empty_value=None)
    unit = Choice((), label=gettext_lazy("Unit"), required=False)
    uln = Number(label=gettext_lazy("Upper limit"))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        analyte: str,
        initial: Mapping[str, Any] | None = None,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix or analyte, initial=dict(initial or {}))
        self.analyte = analyte
        unit_field = self.fields["unit"]
        assert isinstance(unit_field, Choice)
        unit_field.choices = [(unit, unit_text(unit)) for unit in ANALYTES[analyte].factors]

    def clean(self) -> dict[str, Any]:
        unit = self.cleaned_data.get("unit") or ANALYTES[self.analyte].unit
        self.cleaned_data["unit"] = unit
        if "unit" not in self.errors:
            self._clean_value(unit)
            self._clean_uln(unit)
        return self.cleaned_data

    def typed(self) -> LabValue | None:
        """The value of a valid row, None where nothing was measured."""
        found = self.cleaned_data
        if found["value"] is None:
            return None
        return LabValue(
            self.analyte, found["value"], found["unit"], found["uln"], found["comparator"]
        )

    def _clean_value(self, unit: str) -> None:
        text = self.cleaned_data.get("value")
        if text is None:
            return
        try:
            comparator, number = laboratory.read_value(text)
            self._refuse_ambiguous(text, unit)
            number = laboratory.usable_value(self.analyte, number, unit, comparator)
        except ValidationError as refused:
            self.add_error("value", refused)
        else:
            self.cleaned_data |= {"value": number, "comparator": comparator}

    def _refuse_ambiguous(self, text: str, unit: str) -> None:
        if text != self.initial.get("value"):  # what is stored already was understood
            laboratory.refuse_ambiguous(text, self.analyte, unit)

    def _clean_uln(self, unit: str) -> None:
        uln: Decimal | None = self.cleaned_data.get("uln")
        if uln is None:
            return
        try:
            self.cleaned_data["uln"] = laboratory.usable_uln(self.analyte, uln, unit)
        except ValidationError as refused:
            self.add_error("uln", refused)
