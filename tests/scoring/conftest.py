"""Ada Bianchi, from whose findings the scores of these tests are computed."""

from datetime import date

import pytest

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from clinic.registry.services import PatientFacts, register_patient
from scoring import services
from scoring.models import Episode
from tests.scoring.findings import active_disease, remission, see, start_anakinra


@pytest.fixture
def ada(rossi: User, milan: Centre) -> Patient:
    """Born in 1970, no treatment yet."""
    return register_patient(
        by=rossi,
        centre=milan,
        facts=PatientFacts(code="P-001", date_of_birth=date(1970, 5, 1), sex="female"),
        identity={"family_name": "Bianchi", "given_name": "Ada"},
    )


@pytest.fixture
def episode(ada: Patient, rossi: User) -> Episode:
    """Ada on anakinra, in remission after 30 days, computed."""
    start_anakinra(ada, rossi)
    see(ada, rossi, 0, active_disease())
    see(ada, rossi, 30, remission())
    services.recompute_if_due(ada.pk)
    return Episode.objects.get()
