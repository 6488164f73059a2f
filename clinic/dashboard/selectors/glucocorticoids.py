"""The glucocorticoid courses of many patients, in one query."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal

from django.db.models import Q

from clinic.registry.models import TreatmentCourse
from clinic.registry.vocabulary import SYSTEMIC_ROUTES
from scoring.criteria.doses import DaySpan
from scoring.criteria.glucocorticoid import GlucocorticoidCourse
from scoring.criteria.terms import GLUCOCORTICOIDS

DRUGS = sorted(GLUCOCORTICOIDS)
ROUTES = sorted(route for route in SYSTEMIC_ROUTES if route)  # and where none is recorded


def glucocorticoids_of(patient_ids: Collection[int]) -> dict[int, list[GlucocorticoidCourse]]:
    """Dated systemic courses by patient id, as registry.selectors.glucocorticoid_courses."""
    found = (
        TreatmentCourse.objects.filter(
            Q(route__isnull=True) | Q(route__in=ROUTES),
            patient_id__in=patient_ids,
            started_on__isnull=False,
            drug__in=DRUGS,
        )
        .order_by("started_on", "pk", "doses__started_on")
        .values_list(
            "patient_id",
            "pk",
            "started_on",
            "ended_on",
            "doses__started_on",
            "doses__ended_on",
            "doses__every_days",
            "doses__prednisone_mg_per_day",
        )
    )
    owners: dict[int, tuple[int, DaySpan]] = {}
    doses: dict[int, list[tuple[DaySpan, Decimal | None]]] = {}
    means: dict[int, set[DaySpan]] = defaultdict(set)
    for patient_id, pk, first, last, dose_first, dose_last, every_days, mg in found:
        assert first is not None  # only dated courses are asked for
        if pk not in owners:
            owners[pk], doses[pk] = (patient_id, DaySpan(first, last)), []
        if dose_first is not None:
            doses[pk].append((DaySpan(dose_first, dose_last), mg))
            if every_days > 1:
                means[pk].add(doses[pk][-1][0])
    courses: dict[int, list[GlucocorticoidCourse]] = defaultdict(list)
    for pk, (patient_id, span) in owners.items():
        courses[patient_id].append(
            GlucocorticoidCourse(span, tuple(doses[pk]), frozenset(means[pk]))
        )
    return courses
