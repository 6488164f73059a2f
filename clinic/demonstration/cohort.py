"""The demonstration cohort as it stands in cohort.json, typed and put on a calendar."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from clinic.visits.laboratory import LabValue
from clinic.visits.vocabulary import Analyte
from scoring.criteria.units import ANALYTES

COHORT_FILE = Path(__file__).with_name("cohort.json")
VAS = ("physician_global_cm", "patient_global_cm", "extramuscular_global_cm")


@dataclass(frozen=True)
class IllustrativeVisit:
    """One row of the file: a study day, what was found, and the laboratory."""

    day: int
    findings: dict[str, Any]
    laboratory: tuple[LabValue, ...]


@dataclass(frozen=True)
class IllustrativePatient:
    """A patient of the letter with an illustrated course, on the calendar of `start`.

    `facts` is the patient's object in the file.
    """

    facts: dict[str, Any]
    start: date
    visits: tuple[IllustrativeVisit, ...]

    def on(self, day: int) -> date:
        """The calendar day of a study day."""
        return self.start + timedelta(days=day)

    @property
    def date_of_birth(self) -> date:
        """A birthday that gives the letter's age on the day anakinra starts."""
        birthday = self.start - timedelta(days=self.facts["days_since_birthday"])
        year = birthday.year - self.facts["age_at_start"]
        if (birthday.month, birthday.day) == (2, 29):
            return date(year, 2, 28)
        return birthday.replace(year=year)


def read_cohort(today: date) -> list[IllustrativePatient]:
    """The patients of the file; each was last seen the stated number of days before `today`."""
    content = json.loads(COHORT_FILE.read_text(encoding="utf-8"))
    patients = []
    for facts in content["patients"]:
        rows = [dict(zip(content["visit_columns"], row, strict=True)) for row in facts["visits"]]
        since_start = rows[-1]["day"] + facts["last_visit_days_ago"]
        start = today - timedelta(days=since_start)
        visits = tuple(_visit(row, facts) for row in rows)
        patients.append(IllustrativePatient(facts, start, visits))
    return patients


def _visit(row: dict[str, Any], facts: dict[str, Any]) -> IllustrativeVisit:
    findings: dict[str, Any] = {name: _decimal(row[name]) for name in (*VAS, "haq")}
    findings |= {
        "muscle_strength": _decimal(row["muscle_strength"]),
        "muscle_instrument": facts["muscle_instrument"],
        "has_fever": row["has_fever"],
        "has_adverse_event": False,  # the letter: no adverse reactions
    }
    laboratory = tuple(
        _lab_value(analyte, row[analyte], facts["uln"][analyte])
        for analyte in Analyte.values
        if row.get(analyte) is not None
    )
    return IllustrativeVisit(row["day"], findings, laboratory)


def _lab_value(analyte: str, printed: str, uln: str) -> LabValue:
    comparator = "<" if printed.startswith("<") else None
    return LabValue(
        analyte=analyte,
        value=Decimal(printed.removeprefix("<")),
        unit=ANALYTES[analyte].unit,
        uln=Decimal(uln),
        comparator=comparator,
    )


def _decimal(printed: str | None) -> Decimal | None:
    return None if printed is None else Decimal(printed)
