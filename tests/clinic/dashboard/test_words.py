"""Words of the pages: what a measure is called, which enzyme is followed, whose limit changed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Centre, User
from clinic.dashboard.contributions import measure_words
from clinic.dashboard.enzymes import enzyme_words, flag_words
from clinic.registry.treatment import Dose, end_course, start_course
from scoring.criteria.points import Population
from scoring.models import Episode
from scoring.services import recompute_if_due
from tests.clinic.dashboard.course import active, better, course, register, see, treat

REASON = "ALT raised by methotrexate"


def test_an_adults_measures_have_no_names_of_children() -> None:
    assert measure_words(["haq", "patient_global"], Population.ADULT) == "HAQ-DI, Patient global"
    assert (
        measure_words(["haq", "patient_global"], Population.JUVENILE)
        == "CHAQ, Parent or patient global"
    )


@pytest.mark.parametrize("name", ["patient", "visit"])
def test_a_childs_pages_name_the_instruments_of_children(
    name: str, at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    child = course(rossi, milan, "P-101", today, born=date(today.year - 12, 3, 2))
    shown = child if name == "patient" else child.visits.all()[1]

    text = at_desk.get(reverse(f"dashboard:{name}", args=[shown.uuid])).content.decode()
    assert "HAQ-DI" not in text
    assert "Patient global" not in text
    assert "CHAQ" in text
    assert "Parent or patient global" in text


@pytest.mark.parametrize(
    ("chosen", "excluded", "words"),
    [
        (None, ["alt"], f"CK. Left out: ALT (reason: {REASON})"),
        ("ck", [], f"CK. Chosen (reason: {REASON})"),
        ("ck", ["alt", "ast"], f"CK. Chosen; left out: ALT, AST (reason: {REASON})"),
    ],
)
def test_a_reason_stands_beside_the_enzyme_it_is_about(
    chosen: str | None, excluded: list[str], words: str
) -> None:
    episode = Episode(enzyme=chosen, excluded_enzymes=excluded, enzyme_reason=REASON)

    assert enzyme_words("ck", episode) == words


def test_an_enzyme_that_follows_the_rule_stands_alone() -> None:
    assert enzyme_words("ck", Episode()) == "CK"
    assert enzyme_words(None, Episode()) == "none"


def test_a_flag_without_an_enzyme_says_what_it_can() -> None:
    assert "chosen enzyme" in flag_words("chosen_enzyme_unusable", {}, None)


def test_two_episodes_of_one_drug_are_told_apart_by_their_start(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = register(rossi, milan, "P-101")
    first, second = today - timedelta(days=300), today - timedelta(days=100)
    anakinra = treat(patient, rossi, first)
    end_course(course=anakinra, by=rossi, ended_on=first + timedelta(days=90))
    start_course(
        patient=patient,
        by=rossi,
        drug="anakinra",
        role="index",
        route="subcutaneous",
        started_on=second,
        doses=[Dose(second, Decimal(100))],
        is_new_episode=True,
    )
    see(patient, rossi, first, active())
    see(patient, rossi, second, active())
    last = see(patient, rossi, today, better(haq=None, extramuscular_global_cm=None))
    recompute_if_due(patient.pk)

    text = at_desk.get(reverse("dashboard:visit", args=[last.uuid])).content.decode()
    assert text.count("Response to Anakinra, started on") == 2
    assert "whatever their values would have been" in text
