"""One form makes one visit, whoever presses how often."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError

from clinic.accounts.models import User
from clinic.registry.models import Patient
from clinic.saving import AlreadySaved
from clinic.visits.models import Visit
from clinic.visits.services import record_visit

pytestmark = pytest.mark.django_db


class TestOneFormMakesOneVisit:
    def test_a_form_sent_twice_is_told_which_visit_it_made(
        self, ada: Patient, rossi: User, today: date
    ) -> None:
        token = uuid4()
        first = record_visit(patient=ada, by=rossi, visited_on=today, form_token=token)
        for is_another_visit in (False, True):
            with pytest.raises(AlreadySaved) as told:
                record_visit(
                    patient=ada,
                    by=rossi,
                    visited_on=today - timedelta(days=1),
                    form_token=token,
                    is_another_visit=is_another_visit,
                )
            assert told.value.row == first
        assert ada.visits.count() == 1

    def test_the_database_holds_it_too(self, ada: Patient, today: date) -> None:
        token = uuid4()
        Visit.objects.create(patient=ada, visited_on=today, form_token=token)
        with pytest.raises(IntegrityError):
            Visit.objects.create(patient=ada, visited_on=today, form_token=token)

    def test_visits_from_elsewhere_have_no_token_and_are_as_many_as_they_are(
        self, ada: Patient, rossi: User, today: date
    ) -> None:
        for _ in range(2):
            record_visit(patient=ada, by=rossi, visited_on=today, is_another_visit=True)
        assert ada.visits.count() == 2
