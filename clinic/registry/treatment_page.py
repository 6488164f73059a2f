"""What the pages about one treatment share."""

import uuid as uuids
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils import timezone

from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from clinic.registry.doses import dose_text
from clinic.registry.models import DosePeriod, Patient, TreatmentCourse
from clinic.registry.selectors import positive_antibodies
from clinic.registry.steps import kept

StepLine = tuple[DosePeriod, str]  # a step and its dose in words


def context(
    patient: Patient, form: forms.Form, *, course: TreatmentCourse | None = None, **more: Any
) -> dict[str, Any]:
    today = timezone.localdate()
    doses = list(course.doses.all()) if course else []
    return {
        "patient": patient,
        "form": form,
        "course": course,
        "doses": step_lines(doses),
        "kept": kept(course, doses) if course else None,
        "antibodies": positive_antibodies(patient),
        "age": patient.age_on(today),
        "today": today,
        **more,
    }


def step_lines(steps: list[DosePeriod]) -> list[StepLine]:
    return [(step, dose_text(step)) for step in steps]


def visible_course(user: User, uuid: uuids.UUID) -> TreatmentCourse:
    """404 for an unknown course and for one of another centre alike."""
    patients = Patient.objects.visible_to(user, Permission.TREAT)
    courses = TreatmentCourse.objects.filter(patient__in=patients)
    visible = courses.select_related("patient").prefetch_related("doses")
    course: TreatmentCourse = get_object_or_404(visible, uuid=uuid)
    return course
