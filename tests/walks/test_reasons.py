"""Every verb that asks for a reason refuses a blank one, at its field, and writes nothing."""

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import pytest
from django.core.exceptions import ValidationError

import clinic
import literature
import scoring
from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.audit.models import AuditEvent
from clinic.registry.models import Patient
from clinic.registry.services import PatientFacts
from clinic.registry.treatment import Dose
from clinic.studies.models import Consent
from literature.models import Case, CaseValue, Report, Review
from scoring.models import Episode
from tests.walks.world import DAY, World

pytestmark = pytest.mark.django_db

Verb = Callable[..., Any]


def _verbs() -> Iterator[Verb]:
    """The public functions of the services that take `by` and a `reason`."""
    for package in (clinic, literature, scoring):
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            if not found.name.endswith((".services", ".treatment", ".taper")):
                continue
            for name, verb in inspect.getmembers(import_module(found.name), inspect.isfunction):
                asked = inspect.signature(verb).parameters
                is_own = verb.__module__ == found.name and not name.startswith("_")
                if is_own and {"by", "reason"} <= set(asked):
                    yield verb


VERBS = sorted(_verbs(), key=lambda verb: verb.__qualname__)


@pytest.fixture
def given(world: World) -> dict[str, Any]:
    """What the verbs ask for, by the names of their parameters."""
    patient = Patient.objects.get(uuid=world.own.things["patient"])
    course = patient.courses.get()
    return {
        "patient": patient,
        "identity": patient.identity,
        "facts": PatientFacts(code="P-9", date_of_birth=date(1970, 5, 17), sex="female"),
        "course": course,
        "dose": Dose(DAY, Decimal(100)),
        "recorded_on": DAY,
        "episode": Episode.objects.get(course=course),
        "visit": patient.visits.first(),
        "relapse": patient.relapses.get(),
        "version": 1,
        "use": None,
        "exclude": [],
        "consent": Consent.objects.get(patient=patient),
        "withdrawn_on": DAY,
        "case_value": _case_value(),
        "value": "female",
        "user": User.objects.get(pk=world.own.things["person"]),
        "centre": Centre.objects.get(pk=world.own.things["centre"]),
        "role": Role.DATA_ENTRY,
    }


def _case_value() -> CaseValue:
    report = Report.objects.create(
        review=Review.objects.get(), label="L", authors="A", title="T", journal="J", year=2020
    )
    case = Case.objects.create(report=report, label="L")
    return CaseValue.objects.create(case=case, variable="sex", status="not_reported")


def test_the_walk_knows_the_verbs() -> None:
    assert len(VERBS) == len({verb.__name__ for verb in VERBS}) > 12


@pytest.mark.parametrize("reason", ["", " \t"])
@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.__name__)
def test_a_blank_reason_is_refused_at_its_field(
    verb: Verb, reason: str, world: World, given: dict[str, Any]
) -> None:
    is_of_accounts = verb.__module__.startswith("clinic.accounts")
    by = world.people[Role.ADMINISTRATOR if is_of_accounts else Role.CENTRE_LEAD]
    asked = [
        parameter.name
        for parameter in inspect.signature(verb).parameters.values()
        if parameter.kind is not parameter.VAR_KEYWORD and parameter.default is parameter.empty
    ]
    arguments = {name: given[name] for name in asked if name not in ("by", "reason")}
    before = AuditEvent.objects.count()
    with pytest.raises(ValidationError) as refused:
        verb(by=by, reason=reason, **arguments)
    assert list(refused.value.message_dict) == ["reason"]
    assert AuditEvent.objects.count() == before
