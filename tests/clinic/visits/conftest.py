"""Ada's baseline, and the form that Dr Rossi has opened."""

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from clinic.accounts.models import User
from clinic.registry.models import Patient, TreatmentCourse
from clinic.visits.laboratory import LabValue
from clinic.visits.models import Visit
from clinic.visits.services import record_visit
from tests.browser import SignIn


@pytest.fixture
def baseline(ada: Patient, anakinra: TreatmentCourse, rossi: User) -> Visit:
    """All six measures and CRP, on the day anakinra starts."""
    assert anakinra.started_on
    return record_visit(
        patient=ada,
        by=rossi,
        visited_on=anakinra.started_on,
        physician_global_cm=Decimal(8),
        patient_global_cm=Decimal(7),
        extramuscular_global_cm=Decimal(7),
        muscle_strength=Decimal(100),
        muscle_instrument="mmt8_both_sides",
        haq=Decimal(2),
        laboratory=[
            LabValue("ck", Decimal(1900), "U/L", Decimal(190)),
            LabValue("crp", Decimal(40), "mg/L", Decimal(5)),
        ],
    )


@pytest.fixture
def form(page: Page, sign_in: SignIn, rossi: User, ada: Patient, baseline: Visit) -> Page:
    """Dr Rossi has opened a new visit of Ada's, and the live score has answered."""
    sign_in(page, rossi)
    page.goto(reverse("visits:record", args=[ada.uuid]))
    expect(page.locator(".panel-summary")).to_be_visible()
    return page
