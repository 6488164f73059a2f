"""What was found at the visit, and what the patient took that day."""

from collections.abc import Callable

from clinic.export.columns.column import NOT_ASSESSED, NOT_MEASURED, VISIT, Cell, Column, Kind
from clinic.export.rows import VisitRow
from clinic.visits.vocabulary import Analyte, Comparator, MuscleInstrument
from scoring.criteria.units import ANALYTES


def _finding(field: str) -> Callable[[VisitRow], Cell]:
    def value(row: VisitRow) -> Cell:
        found: Cell = getattr(row.visit, field)
        return found

    return value


MEASURES: tuple[Column, ...] = (
    Column(
        "physician_global_cm",
        "Physician global activity, visual analogue scale 0-10",
        Kind.DECIMAL,
        VISIT,
        NOT_ASSESSED,
        _finding("physician_global_cm"),
        unit="cm",
    ),
    Column(
        "patient_global_cm",
        "Patient (children: parent) global activity, visual analogue scale 0-10",
        Kind.DECIMAL,
        VISIT,
        NOT_ASSESSED,
        _finding("patient_global_cm"),
        unit="cm",
    ),
    Column(
        "extramuscular_global_cm",
        "Extramuscular global activity, visual analogue scale 0-10",
        Kind.DECIMAL,
        VISIT,
        NOT_ASSESSED,
        _finding("extramuscular_global_cm"),
        unit="cm",
    ),
    Column(
        "muscle_strength",
        "Muscle strength on the instrument named beside it",
        Kind.DECIMAL,
        VISIT,
        NOT_ASSESSED,
        _finding("muscle_strength"),
        unit="{score}",
    ),
    Column(
        "muscle_instrument",
        "Instrument of the muscle strength",
        Kind.TEXT,
        VISIT,
        NOT_ASSESSED,
        _finding("muscle_instrument"),
        codes=tuple(MuscleInstrument.values),
    ),
    Column(
        "haq_di",
        "HAQ disability index 0-3 (children: CHAQ)",
        Kind.DECIMAL,
        VISIT,
        NOT_ASSESSED,
        _finding("haq"),
        unit="{score}",
    ),
    Column("fever", "Fever", Kind.BOOLEAN, VISIT, NOT_ASSESSED, _finding("has_fever")),
    Column(
        "adverse_event",
        "Adverse event",
        Kind.BOOLEAN,
        VISIT,
        NOT_ASSESSED,
        _finding("has_adverse_event"),
    ),
)


def _laboratory_columns(analyte: str, label: str) -> tuple[Column, ...]:
    """Comparator, value and upper limit of normal of one analyte, in its canonical unit."""
    unit = ANALYTES[analyte].unit
    suffix = unit.lower().replace("/", "_")

    def of_result(field: str) -> Callable[[VisitRow], Cell]:
        def value(row: VisitRow) -> Cell:
            found: Cell = getattr(row.laboratory.get(analyte), field, None)
            return found

        return value

    laboratory = f"visit record, converted to {unit}"
    return (
        Column(
            f"{analyte}_comparator",
            f"{label}: the laboratory's mark where the value lies beyond what it can measure",
            Kind.TEXT,
            VISIT,
            "the value was measured as it stands, or not at all",
            of_result("comparator"),
            codes=tuple(Comparator.values),
        ),
        Column(
            f"{analyte}_{suffix}",
            label,
            Kind.DECIMAL,
            laboratory,
            NOT_MEASURED,
            of_result("value"),
            unit=unit,
        ),
        Column(
            f"{analyte}_uln_{suffix}",
            f"{label}: the laboratory's upper limit of normal",
            Kind.DECIMAL,
            laboratory,
            "not measured at this visit, or its limit is not recorded",
            of_result("uln"),
            unit=unit,
        ),
    )


LABORATORY_LABELS = {
    Analyte.CK: "Creatine kinase",
    Analyte.ALDOLASE: "Aldolase",
    Analyte.LDH: "Lactate dehydrogenase",
    Analyte.AST: "Aspartate aminotransferase",
    Analyte.ALT: "Alanine aminotransferase",
    Analyte.CRP: "C-reactive protein",
    Analyte.FERRITIN: "Ferritin",
    Analyte.TROPONIN_T_HS: "Troponin T, high-sensitivity assay",
    Analyte.TROPONIN_T: "Troponin T, conventional assay",
}
LABORATORY: tuple[Column, ...] = tuple(
    column
    for analyte in Analyte
    for column in _laboratory_columns(analyte.value, LABORATORY_LABELS[analyte])
)

TREATMENT: tuple[Column, ...] = (
    Column(
        "prednisone_mg_per_day",
        "Glucocorticoids taken on the day of the visit, as prednisone equivalent",
        Kind.DECIMAL,
        "computed from the dose periods; 0 between recorded courses",
        "no dated course of a systemic glucocorticoid, or its dose on that day, is recorded",
        lambda row: row.prednisone_mg_per_day,
        unit="mg/d",
    ),
    Column(
        "anakinra_mg_per_day",
        "Anakinra taken on the day of the visit, daily mean",
        Kind.DECIMAL,
        "computed from the dose periods; 0 between recorded courses",
        "no dated course of anakinra, or its dose on that day, is recorded",
        lambda row: row.anakinra_mg_per_day,
        unit="mg/d",
    ),
)
