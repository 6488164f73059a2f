"""The rows of the combined table, from the registry and from the literature."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Prefetch

from clinic.dashboard.cohort import label
from clinic.dashboard.combined import (
    ACUTE_PHASE_ANALYTES,
    Row,
    literature_row,
    own_row,
)
from clinic.dashboard.selectors.cohort import Member
from clinic.registry.models import Patient, TreatmentCourse
from clinic.visits.models import LabResult, Visit
from literature.models import Case, CaseValue, Review
from scoring.selectors import baseline_in


@dataclass(frozen=True)
class Part:
    """A stretch of the table under its heading; the own cohort has no review."""

    review: Review | None
    rows: Sequence[Row]


def own_part(included: Sequence[Member]) -> Part:
    """The members in the order of their numbers. Seven queries."""
    courses = Prefetch("courses", TreatmentCourse.objects.select_related("episode"))
    patients = {
        patient.pk: patient
        for patient in Patient.objects.filter(
            pk__in=[member.patient_id for member in included]
        ).prefetch_related("antibodies", "manifestations", courses, "courses__doses", "visits")
    }
    chosen = {
        member.patient_id: member.course_in(patients[member.patient_id].courses.all())
        for member in included
    }
    baselines = {
        patient_id: baseline_in(course, list(patients[patient_id].visits.all())).baseline
        for patient_id, course in chosen.items()
    }
    laboratory = _acute_phase([visit for visit in baselines.values() if visit])
    rows = []
    for number, member in enumerate(included, start=1):
        patient, baseline = patients[member.patient_id], baselines[member.patient_id]
        values = laboratory[baseline.pk] if baseline else []
        rows.append(own_row(label(number), patient, chosen[member.patient_id], values))
    return Part(None, rows)


def literature_parts() -> list[Part]:
    """One a review, its cases in the order of its references. Three queries."""
    values = Prefetch("values", CaseValue.objects.order_by("pk"))
    cases = (
        Case.objects.select_related("report__review")
        .prefetch_related(values)
        .order_by("report__review__title", F("report__citation_number").asc(nulls_last=True), "pk")
    )
    parts: dict[Review, list[Row]] = defaultdict(list)
    for case in cases:
        parts[case.report.review].append(literature_row(case))
    return [Part(review, rows) for review, rows in parts.items()]


def _acute_phase(baselines: Sequence[Visit]) -> dict[int, list[LabResult]]:
    """CRP and ferritin of the baseline visits, by visit id."""
    rows: dict[int, list[LabResult]] = defaultdict(list)
    for row in LabResult.objects.filter(visit__in=baselines, analyte__in=ACUTE_PHASE_ANALYTES):
        rows[row.visit_id].append(row)
    return rows
