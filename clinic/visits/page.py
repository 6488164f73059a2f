"""Everything the page of the visit form shows beside the form itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from clinic.registry.doses import dose_text
from clinic.registry.models import DosePeriod, Patient, TreatmentCourse
from clinic.registry.selectors import (
    courses_with_doses,
    dose_on,
    positive_antibodies,
    running_on,
)
from clinic.registry.vocabulary import CourseRole
from clinic.visits.conflict import Newer, newer_values, typed_over
from clinic.visits.forms import AmendmentForm, VisitForm, stored_findings, stored_laboratory
from clinic.visits.models import Visit
from clinic.visits.questions import Question
from clinic.visits.rows import (
    FieldRow,
    global_rows,
    lab_rows,
    likely_instrument,
    plain_row,
    prefilled_laboratory,
    strength_row,
)
from clinic.visits.selectors import History, history
from clinic.visits.vocabulary import Analyte
from scoring.criteria.episode import BASELINE_WINDOW_DAYS, study_day

TROPONINS = (Analyte.TROPONIN_T_HS, Analyte.TROPONIN_T)


@dataclass(frozen=True)
class TreatmentToday:
    """A running course and the dose of the day, None where it is not recorded."""

    course: TreatmentCourse
    dose: DosePeriod | None

    @property
    def text(self) -> str | None:
        return dose_text(self.dose) if self.dose else None


def new_form(patient: Patient, past: History, instrument: str | None = None) -> VisitForm:
    """An empty form: the day, and instrument, units and limits of the last visit before it."""
    initial = {"visited_on": past.until, "muscle_instrument": instrument or likely_instrument(past)}
    return VisitForm(
        patient=patient, initial=initial, laboratory=prefilled_laboratory(past, own={})
    )


def amendment_form(visit: Visit, past: History) -> AmendmentForm:
    """The visit's own findings; units and limits of the visit before for what it lacks."""
    initial = stored_findings(visit)
    initial["muscle_instrument"] = visit.muscle_instrument or likely_instrument(past)
    own = stored_laboratory(visit.laboratory.all())
    return AmendmentForm(
        patient=visit.patient, initial=initial, laboratory=prefilled_laboratory(past, own)
    )


def typed_over_form(visit: Visit, entries: Mapping[str, str]) -> AmendmentForm:
    """A new visit that is this one after all: what was typed, over what is saved."""
    form = AmendmentForm(
        typed_over(visit, entries) | {"haq_kept": entries.get("haq_kept", "")},
        patient=visit.patient,
        laboratory=stored_laboratory(visit.laboratory.all()),
    )
    form.errors.pop("reason", None)  # nobody was asked for it yet
    return form


def context(
    form: VisitForm,
    *,
    past: History | None = None,
    visit: Visit | None = None,
    newer_visit: Visit | None = None,
    question: Question | None = None,
    is_typed_over: bool = False,
) -> dict[str, Any]:
    """The template's context: everything beside the form is that of the day which is typed.

    `newer_visit`: the visit as somebody else saved it meanwhile, or as it stands below what
    `is_typed_over` it.
    """
    patient = form.patient
    past = past or history(patient, before=day_meant(form, visit), other_than=visit)
    newer = newer_values(form, newer_visit) if newer_visit else {}
    courses = courses_with_doses(patient)
    day = past.until
    index = index_course_on(courses, day)
    return {
        "form": form,
        "patient": patient,
        "visit": visit,
        "antibodies": positive_antibodies(patient),
        "age": patient.age_on(day),
        "version": (newer_visit or visit).version if visit else None,
        "conflict": newer_visit is not None and not is_typed_over,
        "is_typed_over": is_typed_over,
        "newer": newer,
        "question": question,
        "last_visit": past.last_visit,
        "index_course": index,
        "study_day": study_day(day, index.started_on) if index and index.started_on else None,
        "treatments": [TreatmentToday(c, dose_on(c, day)) for c in running_on(courses, day)],
        **_rows(form, past, newer, index),
    }


def day_meant(form: VisitForm, visit: Visit | None) -> date:
    """The day that is typed; one that cannot be right leaves the stored one, or today."""
    typed = form.typed()[0] if form.is_bound else None
    return typed or (visit.visited_on if visit else timezone.localdate())


def index_course_on(courses: list[TreatmentCourse], day: date) -> TreatmentCourse | None:
    """The index course last started by that day."""
    index = [c for c in courses if c.role == CourseRole.INDEX and c.started_on]
    return next((c for c in reversed(index) if c.started_on and c.started_on <= day), None)


def _rows(
    form: VisitForm, past: History, newer: Mapping[str, Newer], index: TreatmentCourse | None
) -> dict[str, Any]:
    since = None
    if index and index.started_on:
        since = index.started_on - timedelta(days=BASELINE_WINDOW_DAYS)
    rows = lab_rows(form, past, since=since, newer=newer)
    enzymes = [row for row in rows if row.is_enzyme]
    troponins = [row for row in rows if row.analyte in TROPONINS]
    others = [row for row in rows if row not in enzymes and row not in troponins]
    # The assay in use stands in the table, the other one is a click away.
    troponins.sort(key=lambda row: (not row.value_text, -(row.last_on or date.min).toordinal()))
    return {
        "globals": global_rows(form, past, newer),
        "strength": strength_row(form, past, newer),
        "day": plain_row(form, "visited_on", newer),
        "instrument": plain_row(form, "muscle_instrument", newer),
        "fever": plain_row(form, "has_fever", newer),
        "adverse_event": plain_row(form, "has_adverse_event", newer),
        "note": plain_row(form, "note", newer),
        "haq": FieldRow(form["haq"], past.last("haq"), newer.get("haq")),
        "enzymes": enzymes,
        "markers": [*others, troponins[0]],
        "other_assay": troponins[1],
    }
