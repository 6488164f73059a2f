"""Ada Bianchi, from whose findings the scores of these tests are computed."""

from datetime import date

import pytest

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from clinic.registry.services import PatientFacts, register_patient


@pytest.fixture
def ada(rossi: User, milan: Centre) -> Patient:
    """Born in 1970, no treatment yet."""
    return register_patient(
        by=rossi,
        centre=milan,
        facts=PatientFacts(code="P-001", date_of_birth=date(1970, 5, 1), sex="female"),
        identity={"family_name": "Bianchi", "given_name": "Ada"},
    )
