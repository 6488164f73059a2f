"""The Italian catalogue is whole, and the program reads what people edit."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.catalogue import Message, compiled, marked, messages

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "locale" / "it" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w*\}|</?\w+[^>]*>")
# Words that Italian shares or borrows, names and bare marks. Whatever else reads the same in both
# languages has been forgotten.
SHARED = {
    *("%(sex)s, %(age)s", ", %(n)s dose", "Pred., mg", "dose", "Dose", "volume"),
    *("no", "No", "note", "Note", "report", "Report", "Account", "Auditor", "Password"),
    *("ILD", "Immunoblot", "Screening", "Follow-up", "n = %(n)s", "%(value)s %(unit)s"),
    *("Anakinra", "Prednisone", "Prednisolone", "Triamcinolone", "Cortisone", "Deflazacort"),
    *("Rituximab", "Infliximab"),
}


@pytest.fixture(scope="module")
def catalogue() -> list[Message]:
    return messages(FOLDER / "django.po")


def sources() -> list[Path]:
    """The Python and the templates of the program itself."""
    found = [
        path
        for folder in ("clinic", "literature", "scoring", "templates")
        for path in (ROOT / folder).rglob("*")
    ]
    return [path for path in found if path.suffix in (".py", ".html", ".txt")]


def test_the_sources_ask_for_what_the_catalogue_holds_and_for_nothing_else(
    catalogue: list[Message],
) -> None:
    """Otherwise: makemessages and compilemessages, as the head of the .po says."""
    asked = marked(sources())
    held = {message.key for message in catalogue if not message.is_obsolete}
    assert (sorted(asked - held), sorted(held - asked)) == ([], [])


def test_nothing_waits_for_a_translator_and_nothing_obsolete_is_kept(
    catalogue: list[Message],
) -> None:
    assert [m.words for m in catalogue if not all(m.translations)] == []
    assert [m.words for m in catalogue if m.is_fuzzy or m.is_obsolete] == []


def test_each_message_has_as_many_forms_as_the_language(catalogue: list[Message]) -> None:
    assert {len(m.translations) for m in catalogue if m.plural} == {2}
    assert {len(m.translations) for m in catalogue if not m.plural} == {1}


def test_what_the_program_reads_is_what_people_edit(catalogue: list[Message]) -> None:
    assert compiled(FOLDER / "django.mo") == dict(message.compiled for message in catalogue)


def test_a_translation_fills_in_what_its_message_does(catalogue: list[Message]) -> None:
    def filled(text: str) -> list[str]:
        return sorted(PLACEHOLDER.findall(text))

    assert [
        message.words
        for message in catalogue
        for translation in message.translations
        if filled(translation) not in (filled(message.words), filled(message.plural or ""))
    ] == []


def test_no_message_was_left_in_english(catalogue: list[Message]) -> None:
    same = {m.words for m in catalogue if m.words in m.translations}
    assert same == SHARED
