"""Two centres with one patient each, and a person of every role in the first.

The patients' names, codes and numbers are canaries: where one turns up in an answer that refuses,
something has leaked.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.utils import timezone

from clinic.accounts.models import ApiToken, Centre, User
from clinic.accounts.roles import Role
from clinic.registry.services import PatientFacts, register_patient
from clinic.registry.treatment import Dose, start_course
from clinic.studies.models import Study
from clinic.studies.services import add_study, record_consent
from clinic.visits.services import record_relapse, record_visit
from literature.models import Review
from scoring.models import Score
from scoring.services import recompute_if_due
from tests.people import let_in, make_person

DAY = date(2026, 1, 5)

Things = dict[str, Any]  # what an address names -> its value there


@dataclass(frozen=True)
class Place:
    """A centre with a patient and all that hangs on her."""

    things: Things
    canary: str

    @property
    def identity(self) -> list[str]:
        """What says who the patient is, her note included."""
        return [f"{self.canary}-{part}" for part in ("family", "given", "H", "T", "note")]


@dataclass(frozen=True)
class World:
    people: dict[Role, User]
    own: Place
    foreign: Place
    sessions: dict[Role, str]
    keys: dict[Role, int]

    def browser(self, role: Role | None) -> Client:
        """A browser of somebody with this role, or of nobody; every call opens a new one."""
        client = Client(raise_request_exception=False)
        if role is not None:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client


def make_world() -> World:
    milan, rome = (Centre.objects.create(name=name) for name in ("Milan", "Rome"))
    people = {role: make_person(role, role, milan) for role in Role}
    for person in people.values():
        _carry_app(person)
    roman = make_person("roman", Role.CENTRE_LEAD, rome)
    lead = people[Role.CENTRE_LEAD]
    study = add_study(
        by=lead, slug="study", title="S", approval_number="A/1", committee="Ethics committee"
    )
    Review.objects.create(slug="review", title="R", question="q", guideline="g", source="s")
    return World(
        people,
        own=_place("Milanesi", milan, lead, study),
        foreign=_place("Romagnoli", rome, roman, study, {"key": _key_of(roman)}),
        sessions={role: _session_of(person) for role, person in people.items()},
        keys={role: _key_of(person) for role, person in people.items()},
    )


def _session_of(person: User) -> str:
    client = Client()
    let_in(client, person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _place(
    canary: str, centre: Centre, by: User, study: Study, more: Things | None = None
) -> Place:
    patient = register_patient(
        by=by,
        centre=centre,
        facts=PatientFacts(code=f"{canary}-1", date_of_birth=date(1970, 5, 17), sex="female"),
        identity={
            "family_name": f"{canary}-family",
            "given_name": f"{canary}-given",
            "hospital_number": f"{canary}-H",
            "tax_code": f"{canary}-T",
        },
    )
    course = start_course(
        patient=patient,
        by=by,
        drug="anakinra",
        role="index",
        route="subcutaneous",
        started_on=DAY,
        doses=[Dose(DAY, Decimal(100))],
    )
    visit = record_visit(patient=patient, by=by, visited_on=DAY, note=f"{canary}-note")
    record_visit(patient=patient, by=by, visited_on=DAY + timedelta(days=30))
    relapse = record_relapse(patient=patient, by=by, occurred_on=DAY, organ="lung")
    record_consent(study=study, patient=patient, by=by, form_version="1", signed_on=DAY)
    recompute_if_due(patient.pk)
    things = {
        "patient": patient.uuid,
        "course": course.uuid,
        "dose": course.doses.get().pk,
        "visit": visit.uuid,
        "relapse": relapse.uuid,
        "score": Score.objects.get(episode__course=course).uuid,
        "study": study.slug,
        "review": "review",
        "centre": centre.pk,
        "person": make_person(f"person of {centre}", Role.CLINICIAN, centre).pk,
    } | (more or {})
    return Place(things, canary)


def _key_of(person: User) -> int:
    """The id of a key of this person's programs."""
    return ApiToken.objects.create(
        user=person,
        label="R",
        key_sha256=f"{person.pk:064}",
        expires_at=timezone.now() + timedelta(days=1),
    ).pk


def _carry_app(person: User) -> None:
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": "A" * 32}
    )
    Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.RECOVERY_CODES,
        data={"seed": "0" * 40, "used_mask": 0},
    )
