"""Treatment as it is prescribed: a course, a dose, the last day."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.registry.doses import ANY_DRUG
from clinic.registry.fields import Choice, Day, FormToken, Number, Reason, renew_token
from clinic.registry.models import TreatmentCourse
from clinic.registry.steps import steps_of
from clinic.registry.treatment import CORRECTABLE, Dose
from clinic.registry.vocabulary import CourseRole, Drug, Route

INTERVALS = [
    (1, gettext_lazy("every day")),
    (2, gettext_lazy("every other day")),
    (7, gettext_lazy("every week")),
]

INDEX_HELP = gettext_lazy("The index treatment is the one whose response is scored.")


def _interval(value: str) -> int:
    return int(value)


class _EpisodeAsked(forms.Form):
    """Whether a second index treatment is meant; another first day is asked about again."""

    new_episode_on = Day(required=False, widget=forms.HiddenInput)

    @property
    def is_new_episode(self) -> bool:
        answered: date | None = self.cleaned_data.get("new_episode_on")
        return answered is not None and answered == self.cleaned_data["started_on"]


class CourseForm(_EpisodeAsked):
    """A course with its first dose. A prior course may lack its days and its dose."""

    form_token = FormToken()

    drug = Choice(Drug.choices, label=gettext_lazy("Drug"))
    role = Choice(CourseRole.choices, label=gettext_lazy("Role"), help_text=INDEX_HELP)
    route = Choice(
        Route.choices, label=gettext_lazy("Route"), required=False, blank=gettext_lazy("not known")
    )
    started_on = Day(label=gettext_lazy("First day"), required=False)
    ended_on = Day(
        label=gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty while it goes on."),
    )
    dose_mg = Number(ANY_DRUG, label=gettext_lazy("First dose"))
    every_days = Choice(
        INTERVALS, label=gettext_lazy("How often"), required=False, coerce=_interval
    )

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        started_on: date | None = found.get("started_on")
        if found.get("dose_mg") is not None and not started_on and "started_on" not in self.errors:
            self.add_error("started_on", _("A dose needs the first day of its course."))
        if started_on and found.get("ended_on") and found["ended_on"] < started_on:
            self.add_error("ended_on", _("The course ends before it starts."))
        return found

    def course(self) -> dict[str, Any]:
        names = ("drug", "role", "route", "started_on", "ended_on")
        return {name: self.cleaned_data[name] for name in names}

    def says(self, made: TreatmentCourse) -> bool:
        """Whether the course that this form has made is what the form still says."""
        steps = [Dose(step.started_on, step.dose_mg, step.every_days) for step in steps_of(made)]
        if made.withdrawn_at:
            return False
        is_same = all(getattr(made, name) == value for name, value in self.course().items())
        return is_same and steps[:1] == self.doses()

    def begin_anew(self, made: TreatmentCourse) -> None:
        """What is typed by now becomes a course of its own, if it is saved once more."""
        renew_token(self)
        message = _(
            "This page has saved %(drug)s already. Save again to record this one beside it."
        )
        self.add_error(None, message % {"drug": made})

    def doses(self) -> list[Dose]:
        found = self.cleaned_data
        if found["dose_mg"] is None:
            return []
        return [Dose(found["started_on"], found["dose_mg"], found["every_days"] or 1)]


class DoseForm(forms.Form):
    """A dose from a day on."""

    started_on = Day(label=gettext_lazy("From"))
    dose_mg = Number(ANY_DRUG, label=gettext_lazy("Dose"), required=True)
    every_days = Choice(INTERVALS, label=gettext_lazy("How often"), coerce=_interval)

    def dose(self) -> Dose:
        found = self.cleaned_data
        dose_mg: Decimal = found["dose_mg"]
        return Dose(found["started_on"], dose_mg, found["every_days"])


class WithdrawalForm(forms.Form):
    """Why something is withdrawn, and what the page showed of it."""

    reason = Reason(label=gettext_lazy("Reason for the withdrawal"))
    opened_on = forms.CharField(widget=forms.HiddenInput, required=False)


class DoseCorrectionForm(DoseForm):
    """A dose as it should have been entered, and why it is corrected."""

    reason = Reason(label=gettext_lazy("Reason for the correction"))
    opened_on = forms.CharField(widget=forms.HiddenInput)  # a fingerprint of all steps, no day


class EndForm(forms.Form):
    """The last day of treatment."""

    ended_on = Day(label=gettext_lazy("Last day"))


class CourseCorrectionForm(_EpisodeAsked):
    """What was entered wrongly about a course, and why it is corrected."""

    drug = Choice(Drug.choices, label=gettext_lazy("Drug"))
    role = Choice(CourseRole.choices, label=gettext_lazy("Role"), help_text=INDEX_HELP)
    route = Choice(
        Route.choices, label=gettext_lazy("Route"), required=False, blank=gettext_lazy("not known")
    )
    started_on = Day(label=gettext_lazy("First day"), required=False)
    ended_on = Day(label=gettext_lazy("Last day"), required=False)
    reason = Reason(label=gettext_lazy("Reason for the correction"))
    opened_on = forms.CharField(widget=forms.HiddenInput)  # a fingerprint, no day

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in CORRECTABLE}
