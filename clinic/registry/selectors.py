"""What pages ask of the registry. Names are joined for the list and for correction only."""

import unicodedata
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from clinic.registry.models import (
    AntibodyResult,
    DosePeriod,
    Patient,
    PatientQuerySet,
    TreatmentCourse,
)
from clinic.registry.vocabulary import SYSTEMIC_ROUTES
from scoring.criteria.doses import held_on
from scoring.criteria.glucocorticoid import (
    GlucocorticoidCourse,
    is_daily_mean_on,
    prednisone_mg_on,
)

CODE_PREFIX = "P-"
HIGHEST_NUMBER = 999_999  # a higher one is a slip, and no suggestion follows it


def patient_list(patients: PatientQuerySet, search: str = "") -> PatientQuerySet:
    """With names and antibodies, in the order of their codes; `search` by code or name."""
    listed = patients.select_related("identity").prefetch_related("antibodies").order_by("code")
    words = folded(search).split()
    if not words:
        return listed
    rows = patients.values_list("pk", "code", "identity__family_name", "identity__given_name")
    found = [
        pk
        for pk, *names in rows
        if all(word in folded(" ".join(name or "" for name in names)) for word in words)
    ]
    return listed.filter(pk__in=found)


def folded(text: str) -> str:
    """Without accents and capitals, so that "muller" finds "Müller".

    >>> folded("Müller, ZOË"), folded("D’Angiò")
    ('muller, zoe', "d'angio")
    """
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).casefold()


def next_code() -> str:
    """The code after the highest one in use, "P-012" after "P-011"."""
    codes = Patient.objects.filter(code__istartswith=CODE_PREFIX).values_list("code", flat=True)
    endings = (code[len(CODE_PREFIX) :] for code in codes)
    used = {int(ending) for ending in endings if ending.isdecimal()}
    free = max((number for number in used if number <= HIGHEST_NUMBER), default=0) + 1
    while free in used:
        free += 1
    return f"{CODE_PREFIX}{free:03d}"


def is_code_taken(code: str, *, other_than: Patient | None = None) -> bool:
    """Codes that differ in capitals only would be mistaken for each other."""
    taken = Patient.objects.filter(code__iexact=code)
    return (taken.exclude(pk=other_than.pk) if other_than else taken).exists()


def positive_antibodies(patient: Patient) -> list[AntibodyResult]:
    return [result for result in patient.antibodies.all() if result.is_positive]


def courses_with_doses(patient: Patient) -> list[TreatmentCourse]:
    """Treatment courses in the order of their start, with `doses` at hand. Two queries."""
    doses = Prefetch("doses", DosePeriod.objects.order_by("started_on"))
    return list(patient.courses.prefetch_related(doses))


def locked_course(course: TreatmentCourse) -> TreatmentCourse:
    """The course as it is now, and nobody else's until the end of the transaction.

    Raises ValidationError where it was withdrawn meanwhile.
    """
    locked = TreatmentCourse.objects.select_for_update().filter(pk=course.pk)
    found: TreatmentCourse | None = locked.first()
    if found is None:
        raise ValidationError(_("This treatment was withdrawn meanwhile."))
    return found


def running_on(courses: Iterable[TreatmentCourse], day: date) -> list[TreatmentCourse]:
    """The courses with a known start that cover a day."""
    return [course for course in courses if course.span and course.span.covers(day)]


def dose_on(course: TreatmentCourse, day: date) -> DosePeriod | None:
    """The dose that is taken on a day; `doses` are at hand."""
    if course.span is None:
        return None
    return held_on(day, course.span, ((dose.span, dose) for dose in course.doses.all()))


def glucocorticoid_courses(courses: Iterable[TreatmentCourse]) -> list[GlucocorticoidCourse]:
    """Dated systemic glucocorticoid courses for the rules; `doses` are at hand."""
    return [
        GlucocorticoidCourse(
            course.span,
            tuple((dose.span, dose.prednisone_mg_per_day) for dose in course.doses.all()),
            frozenset(dose.span for dose in course.doses.all() if dose.is_daily_mean),
        )
        for course in courses
        if course.is_glucocorticoid and course.span and course.route in SYSTEMIC_ROUTES
    ]


def prednisone_mg_per_day_on(patient: Patient, day: date) -> Decimal | None:
    """The prednisone equivalent taken on a day; None where it is not known. Two queries."""
    return prednisone_mg_on(day, glucocorticoid_courses(courses_with_doses(patient)))


def takes_a_daily_mean_on(patient: Patient, day: date) -> bool:
    """Whether that equivalent is a mean of days with and without a dose. Two queries."""
    return is_daily_mean_on(day, glucocorticoid_courses(courses_with_doses(patient)))
