"""Ada Bianchi, patient in Milan, and a way to read what the trail says since a moment."""

from collections.abc import Callable
from datetime import date

import pytest

from clinic.accounts.models import Centre, User
from clinic.audit.models import AuditEvent
from clinic.registry.models import Patient
from clinic.registry.services import PatientFacts, register_patient

Trail = Callable[..., list[AuditEvent]]


def register_ada(rossi: User, milan: Centre) -> Patient:
    return register_patient(
        by=rossi,
        centre=milan,
        facts=PatientFacts(code="P-001", date_of_birth=date(1970, 5, 17), sex="female"),
        identity={"family_name": "Bianchi", "given_name": "Ada"},
    )


@pytest.fixture
def ada(rossi: User, milan: Centre) -> Patient:
    return register_ada(rossi, milan)


@pytest.fixture
def since() -> Callable[[], Trail]:
    """Call it before the writes; what it returns gives the rows that these left, oldest first."""

    def begin() -> Trail:
        last = AuditEvent.objects.order_by("id").last()
        after = last.pk if last else 0

        def trail(**facts: object) -> list[AuditEvent]:
            return list(AuditEvent.objects.filter(pk__gt=after, **facts).order_by("id"))

        return trail

    return begin
