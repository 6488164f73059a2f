"""All that is registered of a patient, as plain facts: two people may correct them at once."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.registry.conflict import Difference
from clinic.registry.models import AntibodyResult, Patient, PatientManifestation
from clinic.registry.vocabulary import Antibody, AntibodyMethod, Manifestation

IDENTITY = ("family_name", "given_name", "hospital_number", "tax_code")
REGISTRY = ("code", "date_of_birth", "sex")
ANTIBODY = ("antibody", "is_positive", "method", "tested_on")
MANIFESTATION = ("kind", "since")
Rows = list[dict[str, Any]]


def registered(patient: Patient) -> dict[str, Any]:
    """What the page of registration asks, as it is stored; findings as lists."""
    antibodies: Iterable[AntibodyResult] = patient.antibodies.all()
    manifestations: Iterable[PatientManifestation] = patient.manifestations.all()
    return {
        **{name: getattr(patient.identity, name) for name in IDENTITY},
        **{name: getattr(patient, name) for name in REGISTRY},
        "antibodies": [{name: getattr(row, name) for name in ANTIBODY} for row in antibodies],
        "manifestations": [
            {name: getattr(row, name) for name in MANIFESTATION} for row in manifestations
        ],
    }


def differing_findings(saved: Mapping[str, Any], typed: Mapping[str, Any]) -> list[Difference]:
    """The antibodies and manifestations that differ, a line for each that is meant."""
    return [
        *_differing(Antibody, _antibody_words, saved["antibodies"], typed["antibodies"]),
        *_differing(
            Manifestation, _manifestation_words, saved["manifestations"], typed["manifestations"]
        ),
    ]


def _differing(
    kinds: type[Antibody | Manifestation],
    words: Callable[[Rows, str], str],
    saved: Rows,
    typed: Rows,
) -> Iterable[Difference]:
    for kind in kinds:
        then, now = words(saved, kind.value), words(typed, kind.value)
        if then != now:
            yield Difference(kind.label, then, now)


def _antibody_words(rows: Rows, antibody: str) -> str:
    tests = sorted(_test_words(row) for row in rows if row["antibody"] == antibody)
    return "; ".join(tests) or _("not recorded")


def _test_words(row: dict[str, Any]) -> str:
    words = [_("positive") if row["is_positive"] else _("negative")]
    if row["method"]:
        words.append(str(AntibodyMethod(row["method"]).label))
    if row["tested_on"]:
        words.append(date_format(row["tested_on"], "SHORT_DATE_FORMAT"))
    return ", ".join(words)


def _manifestation_words(rows: Rows, kind: str) -> str:
    since = next((row["since"] for row in rows if row["kind"] == kind), ...)
    if since is ...:
        return _("not recorded")
    if since is None:
        return _("present")
    return _("since %(day)s") % {"day": date_format(since, "SHORT_DATE_FORMAT")}
