"""Ada Bianchi, who consented and takes anakinra."""

from decimal import Decimal

import pytest

from clinic.accounts.models import User
from clinic.registry.models import Patient, TreatmentCourse
from clinic.registry.treatment import Dose, start_course
from clinic.studies.models import Consent, Study
from tests.consenting import ada, bruno, consent, genoa, neri, romano, study
from tests.scoring.findings import day

__all__ = ["ada", "bruno", "genoa", "neri", "romano", "study"]


@pytest.fixture
def given(ada: Patient, study: Study, rossi: User) -> Consent:
    return consent(ada, study, rossi)


@pytest.fixture
def anakinra(ada: Patient, rossi: User) -> TreatmentCourse:
    """100 mg a day from study day 0."""
    return start_course(
        patient=ada,
        by=rossi,
        drug="anakinra",
        role="index",
        route="subcutaneous",
        started_on=day(0),
        doses=[Dose(day(0), Decimal(100))],
    )
