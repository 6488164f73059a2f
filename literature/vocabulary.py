"""What a case value may be, and the words a page prints for it.

The codes are those of scoring.criteria.terms, so that a case and a patient of the registry mean
the same; the words stand here because the literature does not know the registry.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from literature.models import Variable
from scoring.criteria.terms import ABBREVIATIONS, Antibody, Drug, Manifestation

Words = Mapping[str, str | Promise]

SEXES: Words = {"female": _("Female"), "male": _("Male"), "other": _("Other")}
ACUTE_PHASE: Words = {"increased": _("Increased"), "normal": _("Normal")}
ANTIBODIES: Words = {
    Antibody.JO1: "anti-Jo1",
    Antibody.PL7: "anti-PL7",
    Antibody.PL12: "anti-PL12",
    Antibody.EJ: "anti-EJ",
    Antibody.OJ: "anti-OJ",
    Antibody.KS: "anti-KS",
    Antibody.ZO: "anti-Zo",
    Antibody.HA: "anti-Ha",
}
MANIFESTATIONS: Words = {
    Manifestation.ARTHRITIS: _("Arthritis"),
    Manifestation.FEVER: _("Fever"),
    Manifestation.ILD: _("Interstitial lung disease"),
    Manifestation.MECHANICS_HANDS: _("Mechanic's hands"),
    Manifestation.MYOCARDITIS: _("Myocarditis"),
    Manifestation.MYOPERICARDITIS: _("Myopericarditis"),
    Manifestation.MYOSITIS: _("Myositis"),
    Manifestation.RASH: _("Rash"),
    Manifestation.RAYNAUD: _("Raynaud phenomenon"),
}
DRUGS: Words = {
    Drug.ANAKINRA: _("Anakinra"),
    Drug.AZATHIOPRINE: _("Azathioprine"),
    Drug.CYCLOPHOSPHAMIDE: _("Cyclophosphamide"),
    Drug.CYCLOSPORINE: _("Cyclosporine"),
    Drug.GLUCOCORTICOID: _("Glucocorticoid"),
    Drug.INFLIXIMAB: _("Infliximab"),
    Drug.IVIG: _("Intravenous immunoglobulins"),
    Drug.METHOTREXATE: _("Methotrexate"),
    Drug.MYCOPHENOLATE: _("Mycophenolate mofetil"),
    Drug.RITUXIMAB: _("Rituximab"),
}
assert set(ABBREVIATIONS) <= set(DRUGS)  # a drug that can be abbreviated can be spelt out

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
    if variable in ONE_OF:
        known = value in ONE_OF[Variable(variable)]
    elif variable in LIST_OF:
        words = LIST_OF[Variable(variable)]
        known = isinstance(value, list) and bool(value) and all(item in words for item in value)
    elif variable in WHOLE_NUMBERS:
        low, high = WHOLE_NUMBERS[Variable(variable)]
        known = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
    else:
        known = False
    if not known:
        raise ValidationError({"value": _now("This value is not known for this variable.")})
