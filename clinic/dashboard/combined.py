"""The letter's Table, computed: own cohort and literature, one row a patient. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.dashboard.manifestations import manifestation_text
from clinic.dashboard.numerals import printed
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.selectors import dose_on
from clinic.registry.vocabulary import Antibody, CourseRole, Sex
from clinic.visits.models import LabResult
from clinic.visits.vocabulary import Analyte
from literature.models import Case
from literature.vocabulary import ACUTE_PHASE, Status, Variable, abbreviations_in
from scoring.criteria.acute_phase import AcutePhaseValue, is_increased
from scoring.criteria.terms import GLUCOCORTICOIDS, Drug, abbreviation

ACUTE_PHASE_ANALYTES = (Analyte.CRP, Analyte.FERRITIN)
NOT_REPORTED = "NR"
ILD = "ILD"
ALWAYS_FIRST = "GC"  # in every list of treatments, as in the letter
# The letter's columns, left to right.
COLUMNS: tuple[str | Promise, ...] = (
    gettext_lazy("Patient/cohort"),
    gettext_lazy("Sex and age, yrs"),
    gettext_lazy("Clinical manifestations and antibody profile"),
    gettext_lazy("Acute-phase reactants and ferritin levels"),
    gettext_lazy("Treatment prior to anakinra"),
    gettext_lazy("Daily dosage of anakinra, mg"),
    gettext_lazy("Concomitant treatment"),
)
ABBREVIATED: dict[str, str | Promise] = {
    ILD: gettext_lazy("interstitial lung disease"),
    NOT_REPORTED: gettext_lazy("not reported"),
}


@dataclass(frozen=True)
class Row:
    """One patient; every cell as it is printed."""

    label: str
    sex_and_age: str
    manifestations: str
    antibodies: str
    acute_phase: str
    prior: str
    anakinra_mg: str
    concomitant: str
    citation: int | None = None  # of the report in the review's list of references
    drugs: frozenset[Drug] = frozenset()

    @property
    def cells(self) -> tuple[str, ...]:
        """Left to right, as the letter's Table has them."""
        return (
            self.label,
            self.sex_and_age,
            f"{self.manifestations} {self.antibodies}",
            self.acute_phase,
            self.prior,
            self.anakinra_mg,
            self.concomitant,
        )


def own_row(
    label: str, patient: Patient, course: TreatmentCourse, baseline: Iterable[LabResult]
) -> Row:
    """A patient of the registry at the start of anakinra; `baseline` is that visit's laboratory.

    Antibodies, manifestations and courses with their doses come prefetched.
    """
    assert course.started_on is not None  # held by a constraint for index courses
    prior = [other.drug for other in patient.courses.all() if other.role == CourseRole.PRIOR]
    beside = [other.drug for other in patient.courses.all() if _runs_beside(other, course)]
    dose = dose_on(course, course.started_on)
    daily_mg = dose.dose_mg / dose.every_days if dose else None
    return Row(
        label=label,
        sex_and_age=_sex_and_age(patient.sex, patient.age_on(course.started_on)),
        manifestations=_manifestations([row.kind for row in patient.manifestations.all()]),
        antibodies=_antibodies(
            [row.antibody for row in patient.antibodies.all() if row.is_positive]
        ),
        acute_phase=_acute_phase(baseline),
        prior=_own_drugs(prior),
        anakinra_mg=printed(daily_mg) or NOT_REPORTED,
        concomitant=_own_drugs(beside),
        drugs=frozenset(map(Drug, [*prior, *beside])),
    )


def literature_row(case: Case) -> Row:
    """A case of a report; lists in the order in which the report names their members."""
    reported: Mapping[str, Any] = {
        row.variable: row.value for row in case.values.all() if row.status == Status.REPORTED
    }
    prior = reported.get(Variable.PRIOR_TREATMENT)
    beside = reported.get(Variable.CONCOMITANT_TREATMENT)
    antibody = reported.get(Variable.ANTIBODY)
    acute_phase = reported.get(Variable.ACUTE_PHASE)
    return Row(
        label=case.label,
        sex_and_age=_sex_and_age(reported.get(Variable.SEX), reported.get(Variable.AGE_YEARS)),
        manifestations=_manifestations(reported.get(Variable.MANIFESTATIONS)),
        antibodies=_antibodies(None if antibody is None else [antibody]),
        acute_phase=NOT_REPORTED if acute_phase is None else str(ACUTE_PHASE[acute_phase]),
        prior=_drugs(prior),
        anakinra_mg=_number(reported.get(Variable.ANAKINRA_MG_DAILY)),
        concomitant=_drugs(beside),
        citation=case.report.citation_number,
        drugs=frozenset(map(Drug, [*(prior or ()), *(beside or ())])),
    )


def abbreviations(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """What the abbreviations in these rows stand for, in alphabetical order."""
    drugs = {
        Drug.GLUCOCORTICOID if drug in GLUCOCORTICOIDS else drug
        for row in rows
        for drug in row.drugs
    }
    printed_cells = " ".join(cell for row in rows for cell in row.cells)
    others = [(short, words) for short, words in ABBREVIATED.items() if short in printed_cells]
    spelt_out = [(short, str(words)) for short, words in [*abbreviations_in(drugs), *others]]
    return sorted((short, words[:1].lower() + words[1:]) for short, words in spelt_out)


def _sex_and_age(sex: str | None, age: int | None) -> str:
    words = NOT_REPORTED if sex is None else str(Sex(sex).label)
    return _("%(sex)s, %(age)s") % {"sex": words, "age": _number(age)}


def _number(value: int | None) -> str:
    return NOT_REPORTED if value is None else printed(Decimal(value)) or ""


def _manifestations(kinds: Sequence[str] | None) -> str:
    if not kinds:
        return _("Clinical manifestations %(not_reported)s") % {"not_reported": NOT_REPORTED}
    return manifestation_text(kinds, is_short=True)


def _antibodies(antibodies: Sequence[str] | None) -> str:
    if not antibodies:
        return _("antibody %(not_reported)s") % {"not_reported": NOT_REPORTED}
    return ", ".join(f"{Antibody(antibody).label}+" for antibody in dict.fromkeys(antibodies))


def _acute_phase(baseline: Iterable[LabResult]) -> str:
    """CRP or ferritin above its upper limit at baseline."""
    measured = {row.analyte: row for row in baseline}
    rows = [measured.get(analyte) for analyte in ACUTE_PHASE_ANALYTES]
    found = is_increased(
        AcutePhaseValue(row.canonical_value, row.canonical_uln)
        if row
        else AcutePhaseValue(None, None)
        for row in rows
    )
    if found is None:
        return NOT_REPORTED
    return str(ACUTE_PHASE["increased" if found else "normal"])


def _runs_beside(other: TreatmentCourse, index: TreatmentCourse) -> bool:
    """A concomitant course with a day in common with the index course."""
    if other.role != CourseRole.CONCOMITANT or other.started_on is None:
        return False
    assert index.started_on is not None  # held by a constraint for index courses
    begins_in_time = index.ended_on is None or other.started_on <= index.ended_on
    return begins_in_time and (other.ended_on is None or other.ended_on >= index.started_on)


def _own_drugs(drugs: Iterable[str]) -> str:
    """Glucocorticoids first, then by the alphabet."""
    shorts = {abbreviation(Drug(drug)) for drug in drugs}
    return ", ".join(sorted(shorts, key=lambda short: (short != ALWAYS_FIRST, short))) or _(
        "none recorded"
    )


def _drugs(drugs: Sequence[str] | None) -> str:
    if drugs is None:
        return NOT_REPORTED
    return ", ".join(abbreviation(Drug(drug)) for drug in drugs)
