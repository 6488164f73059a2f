"""Manifestations in running text: "Fever, interstitial lung disease, rash"."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic.registry.vocabulary import Manifestation

# As the letter's Table prints them, where that is shorter.
SHORT: dict[str, str | Promise] = {
    Manifestation.ILD: _("ILD"),
    Manifestation.RAYNAUD: "Raynaud",
}
KEEP_CAPITAL = "Raynaud"  # a person's name, which in English comes first


def manifestation_text(kinds: Iterable[str], *, is_short: bool = False) -> str:
    """Named in a row; a capital at the beginning only."""
    words = [_word(kind, is_short=is_short) for kind in kinds]
    text = ", ".join(words)
    return text[:1].upper() + text[1:]


def _word(kind: str, *, is_short: bool) -> str:
    if is_short and kind in SHORT:
        return str(SHORT[kind])
    word = str(Manifestation(kind).label)
    return word if word.startswith(KEEP_CAPITAL) else word[:1].lower() + word[1:]
