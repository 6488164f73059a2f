"""What the sources mark for translation, what a .po says of it, and what its .mo holds.

In Python alone: gettext's programs are needed to write a catalogue, not to test it.
"""

import ast
import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

Key = tuple[str, str]  # context, message
CALL = re.compile(
    r"""\b(n?p?gettext|_)\(\s*((?:u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")\s*,?\s*)+)"""
)
COMMENT = re.compile(r"#[,~:. |]")


@dataclass(frozen=True)
class Message:
    context: str
    words: str
    plural: str | None
    translations: tuple[str, ...]
    is_fuzzy: bool
    is_obsolete: bool

    @property
    def key(self) -> Key:
        return self.context, self.words

    @property
    def compiled(self) -> tuple[str, str]:
        """As a .mo holds it."""
        context = f"{self.context}\4" if self.context else ""
        plural = f"\0{self.plural}" if self.plural else ""
        return f"{context}{self.words}{plural}", "\0".join(self.translations)


def messages(catalogue: Path) -> list[Message]:
    """All but the catalogue's head."""
    blocks = catalogue.read_text(encoding="utf-8").strip().split("\n\n")
    return [message for message in map(_message, blocks) if message.words]


def _message(block: str) -> Message:
    """One entry: each keyword's text may run over several quoted lines."""
    texts: dict[str, str] = {}
    flags = ""
    name = ""
    for line in block.splitlines():
        said = line.removeprefix("#~ ")
        if said.startswith("#"):
            flags += said if said.startswith("#,") else ""
            continue
        keyword, quote, text = said.partition('"')
        name = keyword.strip() or name
        texts[name] = texts.get(name, "") + ast.literal_eval(quote + text)
    return Message(
        texts.get("msgctxt", ""),
        texts["msgid"],
        texts.get("msgid_plural"),
        tuple(text for name, text in texts.items() if name.startswith("msgstr")),
        is_fuzzy="fuzzy" in flags,
        is_obsolete=block.splitlines()[-1].startswith("#~"),
    )


def compiled(catalogue: Path) -> dict[str, str]:
    """All that a .mo holds, its head left out."""
    content = catalogue.read_bytes()
    magic, _, count, originals, translations = struct.unpack_from("<5I", content)
    assert magic == 0x950412DE

    def text(table: int, row: int) -> str:
        length, start = struct.unpack_from("<2I", content, table + 8 * row)
        return content[start : start + length].decode()

    pairs = {text(originals, row): text(translations, row) for row in range(count)}
    del pairs[""]
    return pairs


def marked(sources: Iterable[Path]) -> set[Key]:
    """Every message that these Python files and templates ask a catalogue for."""
    return {key for path in sources for key in _marked_in(path)}


def _marked_in(path: Path) -> Iterator[Key]:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return _marked_in_python(text)
    return _marked_in_template(text)


def _marked_in_python(text: str) -> Iterator[Key]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if re.fullmatch(r"_|n?p?gettext(_lazy|_noop)?", name):
                said = [a.value for a in node.args if isinstance(a, ast.Constant)]
                if texts := [text for text in said if isinstance(text, str)]:
                    yield _key(name, texts)


def _marked_in_template(text: str) -> Iterator[Key]:
    for name, said in CALL.findall(templatize(text)):
        yield _key(name, ast.literal_eval(f"[{said}]"))


def _key(name: str, texts: list[str]) -> Key:
    has_context = name.lstrip("n").startswith("p")
    return (texts[0], texts[1]) if has_context else ("", texts[0])
