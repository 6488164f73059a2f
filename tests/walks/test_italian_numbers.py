"""Numbers and days in Italian, on pages, in figures and typed; what programs read stays."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import User
from clinic.accounts.roles import Role
from clinic.audit.models import AuditEvent
from clinic.registry.models import Patient
from clinic.visits.models import Visit
from tests.people import let_in
from tests.reading import read
from tests.walks.test_italian import left_in_english
from tests.walks.world import World

# Not in the number of a version.
DECIMAL_POINT = re.compile(r"(?<!versione )(?<!Risposta )(?<![\d.])\d+\.\d")
FOREIGN_DAY = re.compile(r"\d{4}-\d\d-\d\d|\b\d{1,2} (?:Jan|Feb|May|Jun|Jul|Aug|Sep|Oct|Dec)")
FIGURE = re.compile(r'<script id="[\w-]+" type="application/json">(.+?)</script>')


@pytest.fixture
def pages(demonstration: None) -> dict[str, str]:
    """What a clinician of the demonstration sees, in Italian."""
    browser = Client(headers={"Accept-Language": "it"})
    let_in(browser, User.objects.get(username="rossi"))
    patients = [
        reverse("dashboard:patient", args=[patient.uuid]) for patient in Patient.objects.all()
    ]
    visits = [reverse("dashboard:visit", args=[visit.uuid]) for visit in Visit.objects.all()]
    cohort = [reverse("dashboard:cohort"), reverse("dashboard:combined")]
    paths = [reverse("dashboard:review"), *patients, *visits[-2:], *cohort]
    return {path: browser.get(path).content.decode() for path in paths}


def said_by(figure: Any) -> Iterator[str]:
    """Every text of a figure that a person can read."""
    if isinstance(figure, dict):
        for name, part in figure.items():
            if name in ("text", "hovertext", "ticktext", "name", "title"):
                yield from map(str, part if isinstance(part, list) else [part])
            else:
                yield from said_by(part)
    elif isinstance(figure, list):
        for part in figure:
            yield from said_by(part)


def test_pages_print_numbers_and_days_as_italians_do(pages: dict[str, str]) -> None:
    for path, page in pages.items():
        _, texts = read(page)
        assert [text for text in texts if DECIMAL_POINT.search(text)] == [], path
        assert [text for text in texts if FOREIGN_DAY.search(text)] == [], path
        assert left_in_english(texts) == [], path
    everything = " ".join(pages.values())
    assert re.search(r"\b\d{2},\d\b", everything)
    assert re.search(r"\b\d{2}/\d{2}/\d{4}\b", everything)


def test_figures_do_the_same(pages: dict[str, str]) -> None:
    figures = [json.loads(block) for page in pages.values() for block in FIGURE.findall(page)]
    assert len(figures) == 12  # two of each patient: on the own page and in the cohort
    texts = [text for figure in figures for text in said_by(figure)]
    assert any(re.search(r"\d,\d", text) for text in texts)
    assert [text for text in texts if DECIMAL_POINT.search(text)] == []
    assert [text for text in texts if FOREIGN_DAY.search(text)] == []
    assert left_in_english(texts) == []
    assert {figure["layout"]["separators"] for figure in figures} == {", "}


@pytest.mark.django_db
def test_a_comma_is_understood_and_the_trail_keeps_what_the_database_holds(world: World) -> None:
    browser = world.browser(Role.CLINICIAN)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "it"
    path = reverse("visits:record", args=[world.own.things["patient"]])
    with transaction.atomic():
        saved = browser.post(path, {"visited_on": "2026-02-02", "physician_global_cm": "4,9"})
        visit = Visit.objects.get(visited_on="2026-02-02")
        event = AuditEvent.objects.get(table="visits_visit", row=str(visit.pk))
        transaction.set_rollback(True)
    assert saved.status_code == 302
    assert visit.physician_global_cm == Decimal("4.9")
    assert event.new is not None
    assert Decimal(str(event.new["physician_global_cm"])) == Decimal("4.9")
    assert event.new["visited_on"] == "2026-02-02"


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "json"])
def test_an_export_is_the_same_in_every_language(world: World, form: str) -> None:
    path = reverse("export:rows", kwargs={"slug": "study"})
    exporter = world.browser(Role.EXPORTER)
    answers = []
    for language in ("en", "it"):
        exporter.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        with transaction.atomic():
            page = exporter.get(path, {"format": form})
            answers.append(b"".join(page) if page.streaming else page.content)
            transaction.set_rollback(True)
    assert answers[0] == answers[1]
    assert len(answers[0]) > 200
