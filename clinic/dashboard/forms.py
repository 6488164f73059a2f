"""What a clinician decides about the scoring of an episode, with the reason."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.registry.fields import Choice, Reason
from clinic.visits.models import Visit
from clinic.visits.vocabulary import Analyte
from scoring.criteria.core_set import EnzymeChoice
from scoring.criteria.points import ENZYME_RANGES

ENZYMES = [(name, Analyte(name).label) for name in ENZYME_RANGES]


class BaselineForm(forms.Form):
    """One of the visits up to the start, or the default rule."""

    visit = forms.ChoiceField(label=gettext_lazy("Baseline"), required=False)
    reason = Reason(label=gettext_lazy("Reason"), max_length=300)
    opened_on = forms.CharField(widget=forms.HiddenInput, required=False)  # a fingerprint

    def __init__(self, *args: Any, visits: Sequence[Visit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visits = {str(visit.uuid): visit for visit in visits}
        field = self.fields["visit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("By the rule: the latest visit of the 90 days up to the start")),
            *(
                (uuid, date_format(visit.visited_on, "SHORT_DATE_FORMAT"))
                for uuid, visit in self.visits.items()
            ),
        ]

    def chosen(self) -> Visit | None:
        """The visit; None for the default rule."""
        return self.visits.get(self.cleaned_data["visit"])


class EnzymeForm(forms.Form):
    """Which enzyme is followed, and which do not count."""

    enzyme = Choice(
        ENZYMES,
        label=gettext_lazy("Enzyme"),
        required=False,
        blank=gettext_lazy("By the rule: the most abnormal one at baseline"),
    )
    excluded_enzymes = forms.MultipleChoiceField(
        label=gettext_lazy("Leave out"), required=False, choices=ENZYMES
    )
    reason = Reason(label=gettext_lazy("Reason"), max_length=300)
    opened_on = forms.CharField(widget=forms.HiddenInput, required=False)  # a fingerprint

    def clean_excluded_enzymes(self) -> list[str]:
        """In the order of the enzymes, whatever order they were ticked in."""
        ticked = self.cleaned_data["excluded_enzymes"]
        return [enzyme for enzyme in ENZYME_RANGES if enzyme in ticked]

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if found.get("enzyme") and found["enzyme"] in found.get("excluded_enzymes", []):
            message = _("This enzyme is left out: count it again, or follow another one.")
            self.add_error("enzyme", message)
        return found

    def choice(self) -> EnzymeChoice | None:
        """What is chosen so far, with or without its reason; None where it makes no sense."""
        self.is_valid()
        if self.choice_errors():
            return None
        found = self.cleaned_data
        excluded = frozenset(found["excluded_enzymes"])
        return EnzymeChoice(found["enzyme"], excluded, found.get("reason"))

    def choice_errors(self) -> list[str]:
        return [*self.errors.get("enzyme", []), *self.errors.get("excluded_enzymes", [])]


class VisitWithdrawalForm(forms.Form):
    """Why a visit is withdrawn, and which version of it was seen."""

    reason = Reason(
        label=gettext_lazy("Reason for the withdrawal"),
        help_text=gettext_lazy(
            "Kept in the audit trail and shown with the withdrawn visit: name nobody."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class VisitRestorationForm(forms.Form):
    """Why a withdrawn visit holds after all."""

    reason = Reason(label=gettext_lazy("Reason for restoring it"))
