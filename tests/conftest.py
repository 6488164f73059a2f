"""What every test may ask for: a centre, named people, a patient with her first visits."""

import pytest

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from tests.people import make_person


@pytest.fixture
def milan(db: None) -> Centre:
    return Centre.objects.create(name="Milan")


@pytest.fixture
def rossi(milan: Centre) -> User:
    """Dr Rossi, clinician in Milan."""
    return make_person("rossi", Role.CLINICIAN, milan)
