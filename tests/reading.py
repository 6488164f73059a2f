"""What a person reads on a page: its texts, and the names that replace a picture or a field."""

from html.parser import HTMLParser

SPOKEN = ("alt", "aria-label", "placeholder", "title")
VOID = {"br", "circle", "hr", "img", "input", "line", "link", "meta", "path", "rect", "wbr"}
UNREAD = {"script", "style"}


class _Reader(HTMLParser):
    """Collects texts outside parts in a language of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.language: str | None = None
        self.texts: list[str] = []
        self.open: list[tuple[str, bool]] = []  # element, whether its text is read

    @property
    def is_reading(self) -> bool:
        return self.open[-1][1] if self.open else True

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = dict(attributes)
        if tag == "html":
            self.language = said.get("lang")
        is_read = self.is_reading and tag not in UNREAD and (tag == "html" or "lang" not in said)
        if is_read:
            self.texts += [said[name] or "" for name in SPOKEN if name in said]
        if tag not in VOID:
            self.open.append((tag, is_read))

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """An SVG's empty elements; they are not left open."""

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self.open):
            if self.open.pop()[0] == tag:
                return

    def handle_data(self, text: str) -> None:
        if self.is_reading and text.strip():
            self.texts.append(" ".join(text.split()))


def read(page: str) -> tuple[str | None, list[str]]:
    """The page's language and what stands in it, text by text."""
    reader = _Reader()
    reader.feed(page)
    return reader.language, reader.texts
