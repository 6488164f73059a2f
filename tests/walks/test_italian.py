"""Whoever asks for Italian reads no English, on any page and in no refusal."""

import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from clinic.accounts.roles import Role
from tests.catalogue import Message, messages
from tests.reading import read
from tests.walks.addresses import ADDRESSES, Address
from tests.walks.world import World

pytestmark = pytest.mark.django_db

PLACEHOLDER = re.compile(r"(%\(\w+\)[sd])")
# Words that stand in almost every English sentence and in no Italian one: they tell a text that
# nobody marked for translation.
ENGLISH_WORDS = re.compile(r"\b(the|this|that|is|are|and|with|from|your|must|please|at|of)\b")
# What people wrote in the world of the walks.
WRITTEN = {"Ethics committee", "person of Milan", "study", "review"}
# Answers for programs, and files.
NOT_READ = {
    "healthz",
    "readyz",
    "accounts:session",
    "export:schema",
    "export:rows",
    "export:stored_score",
    "mfa_download_recovery_codes",
}
# Parts of a page, for somebody who is typing or waiting.
PARTS = {
    *("dashboard:score_panel", "dashboard:scores"),
    *("registry:inclusion", "registry:doses_after", "visits:before", "visits:relapse_dose"),
}
# The trail prints what the database holds; of a choice it prints the label.
STORED = {
    ("audit:trail", "adult"),
    ("audit:trail", "2016 ACR/EULAR total improvement score"),
}
READ = [a for a in ADDRESSES if a.name not in NOT_READ]
PAGES = [a for a in READ if not a.is_post_only or a.name in PARTS]


def ask(world: World, address: Address, *, is_post: bool) -> tuple[int, str]:
    """Status and page for somebody who gets in and chose Italian; its writes are taken back."""
    role = min(address.roles)
    browser = world.browser(role)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "it"
    things = {"key": world.keys[role]} | world.own.things
    names = {part: things[thing] for part, thing in address.names.items()}
    path = reverse(address.name, kwargs=names)
    with transaction.atomic():
        page = browser.post(path, follow=True) if is_post else browser.get(path, follow=True)
        transaction.set_rollback(True)
    return page.status_code, page.content.decode()


@cache
def untranslated() -> re.Pattern[str]:
    """Every message of the catalogue that reads otherwise in Italian, as a whole text."""
    catalogue = messages(Path(settings.LOCALE_PATHS[0]) / "it" / "LC_MESSAGES" / "django.po")
    italian = {text for message in catalogue for text in message.translations}
    english = {text for message in catalogue for text in _forms(message)} - italian
    return re.compile("|".join(_pattern(text) for text in english if _has_words(text)))


def _forms(message: Message) -> set[str]:
    return {message.words, message.plural or message.words}


def _has_words(text: str) -> bool:
    return re.search("[a-z]{3}", PLACEHOLDER.sub("", text), re.IGNORECASE) is not None


def _pattern(text: str) -> str:
    parts = PLACEHOLDER.split(" ".join(text.split()).replace("%%", "%"))
    return "".join(".+" if PLACEHOLDER.fullmatch(part) else re.escape(part) for part in parts)


def left_in_english(texts: list[str]) -> list[str]:
    return [
        text
        for text in texts
        if untranslated().fullmatch(text) or ENGLISH_WORDS.search(text)
        if not any(written in text for written in WRITTEN)
    ]


@pytest.mark.parametrize("address", PAGES, ids=lambda address: address.name)
def test_a_page_is_italian(world: World, address: Address) -> None:
    status, page = ask(world, address, is_post=address.is_post_only)
    language, texts = read(page)
    assert status in (200, 204)
    assert language == (None if address.name in PARTS else "it")
    told = [text for text in texts if (address.name, text) not in STORED]
    assert left_in_english(told) == []


@pytest.mark.parametrize("address", READ, ids=lambda address: address.name)
def test_the_answer_to_an_empty_form_is_italian(world: World, address: Address) -> None:
    _, page = ask(world, address, is_post=True)
    _, texts = read(page)
    assert left_in_english(texts) == []


@pytest.mark.parametrize(("path", "status"), [("/nowhere/", 404), ("/audit/", 403)])
def test_so_is_a_refusal(world: World, path: str, status: int) -> None:
    browser = world.browser(Role.CLINICIAN)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "it"
    page = browser.get(path)
    language, texts = read(page.content.decode())
    assert (page.status_code, language) == (status, "it")
    assert left_in_english(texts) == []


def test_english_would_be_noticed(world: World) -> None:
    _, texts = read(world.browser(Role.CLINICIAN).get("/").content.decode())
    assert {"Patients", "Sign out", "Skip to content"} <= set(left_in_english(texts))
