"""What the studies' pages show: counts for all who see studies, codes for who sees patients."""

from datetime import date

from django.db.models import Count, F, Q, QuerySet

from clinic.accounts.models import User
from clinic.accounts.roles import Permission
from clinic.registry.models import Patient, PatientQuerySet
from clinic.studies.models import Consent, ConsentQuerySet, Study


def studies(user: User, today: date) -> QuerySet[Study]:
    """All studies; `consented` and `withdrawn` count patients of this person's centres."""
    seen = Q(consents__patient__centre_id__in=user.centres_for(Permission.SEE_STUDIES))
    current = Q(consents__in=Consent.objects.current_on(today))
    return (
        Study.objects.annotate(
            ever=Count("consents__patient", filter=seen, distinct=True),
            consented=Count("consents__patient", filter=seen & current, distinct=True),
        )
        .annotate(withdrawn=F("ever") - F("consented"))
        .order_by("title")
    )


def visible_consents(study: Study, user: User) -> ConsentQuerySet:
    """The consents, with their patients, that this person may see by registry code."""
    patients = Patient.objects.visible_to(user, Permission.SEE_PATIENTS)
    return (
        Consent.objects.filter(study=study, patient__in=patients)
        .select_related("patient")
        .order_by("patient__code", "signed_on", "id")
    )


def without_consent(study: Study, user: User) -> PatientQuerySet:
    """The patients whose consent to this study this person may record."""
    running = Consent.objects.filter(study=study, withdrawn_on__isnull=True)
    patients = Patient.objects.visible_to(user, Permission.RECORD_CONSENT)
    return patients.exclude(pk__in=running.values("patient")).order_by("code")
