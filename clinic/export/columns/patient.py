"""Whose row it is, and where it stands on the clock of the index treatment."""

from clinic.export.columns.column import LIST_SEPARATOR, NEVER, NO_INDEX, VISIT, Column, Kind
from clinic.export.rows import VisitRow, VisitType
from clinic.registry.vocabulary import Antibody, Drug, Sex


def _positive_antibodies(row: VisitRow) -> str | None:
    positive = {test.antibody for test in row.subject.patient.antibodies.all() if test.is_positive}
    return LIST_SEPARATOR.join(code for code in Antibody.values if code in positive) or None


WHO: tuple[Column, ...] = (
    Column(
        "pseudonym",
        "Patient's pseudonym in this study",
        Kind.TEXT,
        "drawn at random when consent is recorded; another one in every study",
        NEVER,
        lambda row: row.subject.pseudonym,
    ),
    Column(
        "illustrative",
        "Invented findings of a demonstration, not of a patient",
        Kind.BOOLEAN,
        "registry",
        NEVER,
        lambda row: row.subject.patient.is_illustrative,
    ),
    Column(
        "sex",
        "Sex",
        Kind.TEXT,
        "registry",
        NEVER,
        lambda row: row.subject.patient.sex,
        codes=tuple(Sex.values),
    ),
    Column(
        "age_band",
        "Age when the index treatment started, in bands of five years, 90+ at the end",
        Kind.TEXT,
        "computed from the date of birth, which is not exported",
        NO_INDEX,
        lambda row: row.age_band,
        unit="a",
    ),
    Column(
        "antibodies",
        "Anti-aminoacyl-tRNA-synthetase antibodies that were ever positive",
        Kind.TEXT,
        "registry, antibody results",
        "none positive",
        _positive_antibodies,
        codes=tuple(Antibody.values),
        is_list=True,
    ),
)

WHEN: tuple[Column, ...] = (
    Column(
        "visit_number",
        "Visit of this patient, counted from 1 in the order of days",
        Kind.INTEGER,
        VISIT,
        NEVER,
        lambda row: row.number,
        unit="1",
    ),
    Column(
        "visit_type",
        "Place of the visit in its response episode",
        Kind.TEXT,
        "computed: the designated baseline, else the default one",
        NEVER,
        lambda row: row.visit_type.value,
        codes=tuple(VisitType),
    ),
    Column(
        "index_number",
        "Index treatment the row counts from, 1 for the first. A visit belongs to the last one"
        " whose baseline (without one, whose start) it does not precede, else to the first",
        Kind.INTEGER,
        "registry, treatment courses",
        NO_INDEX,
        lambda row: row.episode_number,
        unit="1",
    ),
    Column(
        "index_drug",
        "Drug of that index treatment",
        Kind.TEXT,
        "registry, treatment courses",
        NO_INDEX,
        lambda row: row.episode.course.drug if row.episode else None,
        codes=tuple(Drug.values),
    ),
    Column(
        "study_day",
        "Days since the index treatment started; its first day is 0, days before are negative",
        Kind.INTEGER,
        "computed from the days of visit and start, which are not exported",
        NO_INDEX,
        lambda row: row.study_day,
        unit="d",
    ),
)
