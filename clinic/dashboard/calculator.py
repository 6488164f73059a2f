"""The calculator: a score of numbers that are typed, for nobody in particular. It keeps nothing."""

from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from clinic.accounts.access import SignedInRequest, any_account
from clinic.dashboard.calculator_form import BASELINE, FOLLOWUP, CalculatorForm, Enzyme
from clinic.dashboard.explained import explained_score
from clinic.dashboard.live_score import live_score
from clinic.visits.vocabulary import Analyte
from scoring.criteria.explanation import explain
from scoring.criteria.points import ENZYME_RANGES
from scoring.criteria.tis import score


@dataclass(frozen=True)
class MeasureRow:
    """A measure at both visits; the unit stands inside the fields' edge."""

    name: str
    label: str | Promise
    unit: str
    baseline: BoundField
    followup: BoundField


@dataclass(frozen=True)
class EnzymeRow:
    name: str
    label: str | Promise
    baseline: Enzyme
    followup: Enzyme


@any_account
@require_http_methods(["GET", "HEAD", "POST"])
def calculator(request: SignedInRequest) -> HttpResponse:
    """Scored while it is typed, and as a page of its own where no script runs.

    Findings do not belong in addresses and logs: they are sent as a POST, and written nowhere.
    """
    form = CalculatorForm(request.POST if request.method == "POST" else None)
    is_part = request.headers.get("HX-Request") == "true"
    template = "dashboard/_calculator_answer.html" if is_part else "dashboard/calculator.html"
    return render(request, template, _context(form))


def _context(form: CalculatorForm) -> dict[str, Any]:
    context: dict[str, Any] = {
        "form": form,
        "globals": [_measure(form, name, "cm") for name in ("physician_global", "patient_global")],
        "extramuscular": _measure(form, "extramuscular", "cm"),
        "strength": _measure(form, "mmt", ""),
        "haq": _measure(form, "haq", ""),
        "enzymes": [_enzyme(form, name) for name in ENZYME_RANGES],
        "refused": form.refused(),
        "is_untouched": True,
    }
    case = form.case()
    if case is None:
        return context
    found = score(case)
    explained = explained_score(explain(case, found))
    return context | live_score(case, found) | {"explained": explained}


def _measure(form: CalculatorForm, name: str, unit: str) -> MeasureRow:
    before, after = (form.visits[visit].findings[name] for visit in (BASELINE, FOLLOWUP))
    return MeasureRow(name, before.label, unit, before, after)


def _enzyme(form: CalculatorForm, name: str) -> EnzymeRow:
    before, after = (Enzyme(form.visits[visit].enzymes[name]) for visit in (BASELINE, FOLLOWUP))
    return EnzymeRow(name, Analyte(name).label, before, after)
