"""Marks planted in everything that identifies a patient: none of them is ever in what leaves."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from clinic.accounts.models import User
from clinic.export.models import Format
from clinic.registry.models import Identity, Patient, TreatmentCourse
from clinic.registry.services import correct_identity, correct_patient
from clinic.studies.models import Consent, Study
from clinic.visits.services import record_relapse
from scoring.services import choose_enzyme, designate_baseline, recompute_if_due
from tests.clinic.export.reading import body_of
from tests.people import let_in
from tests.scoring.findings import active_disease, day, remission, see

CANARY = "CANARY"
BORN_ON = date(1961, 7, 23)


@pytest.fixture
def marked(ada: Patient, given: Consent, anakinra: TreatmentCourse, rossi: User) -> Patient:
    """Ada, with the mark in every text, and a birth date that is found nowhere else."""
    identity = Identity.objects.get(patient=ada)
    correct_identity(
        identity=identity,
        by=rossi,
        reason=f"{CANARY} reason",
        family_name=f"{CANARY} family",
        given_name=f"{CANARY} given",
        hospital_number=f"{CANARY}1",
        tax_code=f"{CANARY}2",
    )
    ada = correct_patient(
        patient=ada, by=rossi, reason=CANARY, code=f"{CANARY}-7", date_of_birth=BORN_ON
    )
    baseline = see(ada, rossi, -1, active_disease(note=f"{CANARY} note"))
    see(ada, rossi, 30, remission(note=f"={CANARY}"))
    record_relapse(
        patient=ada, by=rossi, occurred_on=day(40), organ="heart", action=f"{CANARY} action"
    )
    recompute_if_due(ada.pk)
    episode = anakinra.episode
    designate_baseline(episode=episode, by=rossi, visit=baseline, reason=f"{CANARY} baseline")
    choose_enzyme(episode=episode, by=rossi, use="ck", exclude=[], reason=f"{CANARY} enzyme")
    recompute_if_due(ada.pk)
    return ada


def _identifying(patient: Patient) -> list[str]:
    """What must not leave: marks, the birth date however it is written, uuids."""
    uuids = [patient.uuid, *patient.visits.values_list("uuid", flat=True)]
    uuids += [*patient.courses.values_list("uuid", flat=True)]
    born = [BORN_ON.strftime(form) for form in ("%Y-%m-%d", "%d/%m/%Y", "%Y%m%d", "%Y")]
    return [CANARY, *born, *(str(uuid) for uuid in uuids), *(uuid.hex for uuid in uuids)]


@pytest.mark.parametrize("written", Format)
def test_no_export_holds_what_identifies_a_patient(
    marked: Patient, study: Study, romano: User, written: Format
) -> None:
    body = body_of(study, romano, written).decode()
    assert (body.count("is_baseline"), body.count("major")) == (1, 1)  # both marked visits
    for mark in _identifying(marked):
        assert mark not in body


@pytest.mark.parametrize("written", Format)
def test_no_export_holds_any_date_or_time(
    marked: Patient, study: Study, romano: User, written: Format
) -> None:
    body = body_of(study, romano, written).decode()
    assert not re.search(r"\d{4}-\d{2}-\d{2}|\d{2}:\d{2}", body)
    assert not re.search(rf"\b({BORN_ON.year}|{day(0).year}|{day(-10).year})\b", body)


def test_no_export_holds_a_database_key(
    marked: Patient, study: Study, rossi: User, romano: User
) -> None:
    """The key of a visit is made an unlikely number and looked for."""
    key = 987_654_321
    visit = see(marked, rossi, 60, {"haq": Decimal(1)})
    type(visit).objects.filter(pk=visit.pk).update(id=key)
    assert str(key) not in body_of(study, romano).decode()


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/studies/blockade/rows?format=csv",
        "/api/v1/studies/blockade/rows",
        "/api/v1/studies/blockade/rows?format=xlsx",
        "/api/v1/studies/nothing/rows",
        "/api/schema/",
        "/api/columns/",
        "/studies/blockade/",
    ],
)
def test_nothing_an_exporter_reaches_holds_what_identifies_a_patient(
    client: Client, marked: Patient, romano: User, address: str
) -> None:
    let_in(client, romano)
    response = client.get(address)
    body = response.getvalue().decode()
    for mark in [*_identifying(marked), *response.headers.values()]:
        if mark in response.headers.values():
            assert CANARY not in mark
        else:
            assert mark not in body
