"""What is extracted of a case, what its value may be, and the words a page prints for it.

The codes are those of scoring.criteria.terms and the words those of clinic.words, so that a case
and a patient of the registry mean the same, though the literature does not know the registry.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clinic import words
from scoring.criteria.terms import ABBREVIATIONS, Drug, Manifestation, abbreviation


class Variable(TextChoices):
    """What is extracted of each case, in the order of the combined table."""

    SEX = "sex", _("Sex")
    AGE_YEARS = "age_years", _("Age, years")
    MANIFESTATIONS = "manifestations", _("Clinical manifestations")
    ANTIBODY = "antibody", _("Antibody")
    ACUTE_PHASE = "acute_phase", _("Acute-phase reactants and ferritin")
    PRIOR_TREATMENT = "prior_treatment", _("Treatment before anakinra")
    ANAKINRA_MG_DAILY = "anakinra_mg_daily", _("Daily dose of anakinra, mg")
    CONCOMITANT_TREATMENT = "concomitant_treatment", _("Concomitant treatment")


class Status(TextChoices):
    REPORTED = "reported", _("reported")
    NOT_REPORTED = "not_reported", _("not reported")


Words = Mapping[str, str | Promise]

SEXES: Words = dict(words.Sex.choices)
ACUTE_PHASE: Words = {"increased": _("Increased"), "normal": _("Normal")}
ANTIBODIES: Words = dict(words.Antibody.choices)
MANIFESTATIONS: Words = {  # as they stand within a list
    Manifestation.ARTHRITIS: _("arthritis"),
    Manifestation.FEVER: _("fever"),
    Manifestation.ILD: _("interstitial lung disease"),
    Manifestation.MECHANICS_HANDS: _("mechanic's hands"),
    Manifestation.MYOCARDITIS: _("myocarditis"),
    Manifestation.MYOPERICARDITIS: _("myopericarditis"),
    Manifestation.MYOSITIS: _("myositis"),
    Manifestation.RASH: _("rash"),
    Manifestation.RAYNAUD: _("Raynaud phenomenon"),
}
# A case names no single glucocorticoid: every one of them is "GC".
DRUGS: Words = {
    **{drug.value: words.Drug(drug).label for drug in ABBREVIATIONS},
    Drug.GLUCOCORTICOID: _("Glucocorticoid"),
}

ONE_OF: Mapping[Variable, Words] = {
    Variable.SEX: SEXES,
    Variable.ANTIBODY: ANTIBODIES,
    Variable.ACUTE_PHASE: ACUTE_PHASE,
}
LIST_OF: Mapping[Variable, Words] = {
    Variable.MANIFESTATIONS: MANIFESTATIONS,
    Variable.PRIOR_TREATMENT: DRUGS,
    Variable.CONCOMITANT_TREATMENT: DRUGS,
}
WHOLE_NUMBERS: Mapping[Variable, tuple[int, int]] = {
    Variable.AGE_YEARS: (0, 120),
    Variable.ANAKINRA_MG_DAILY: (0, 1000),
}


def refuse_unknown(variable: str, value: Any) -> None:
    """Raise ValidationError for a value that its variable does not know."""
    if variable not in Variable.values or not _is_known(Variable(variable), value):
        raise ValidationError({"value": gettext("This value is not known for this variable.")})


def _is_known(variable: Variable, value: Any) -> bool:
    if variable in ONE_OF:
        return _names(value, ONE_OF[variable])
    if variable in LIST_OF:
        known = LIST_OF[variable]
        return isinstance(value, list) and bool(value) and all(_names(x, known) for x in value)
    low, high = WHOLE_NUMBERS[variable]
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high


def _names(value: Any, known: Words) -> bool:
    return isinstance(value, str) and value in known


def words_for(variable: Variable, value: Any) -> str:
    """A reported value as a page prints it; drugs by their abbreviations."""
    if variable in ONE_OF:
        return str(ONE_OF[variable][value])
    if variable is Variable.MANIFESTATIONS:
        return capfirst(", ".join(str(MANIFESTATIONS[kind]) for kind in value))
    if variable in LIST_OF:
        return ", ".join(abbreviation(Drug(drug)) for drug in value)
    return str(value)


def abbreviations_in(drugs: Iterable[Drug]) -> list[tuple[str, str | Promise]]:
    """What the abbreviations of these drugs stand for."""
    return sorted((abbreviation(drug), DRUGS[drug]) for drug in drugs)
