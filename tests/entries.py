"""What stands in the fields of a page, as the browser would send it."""

from html.parser import HTMLParser

TICKED = {"radio", "checkbox"}


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[str, str] = {}
        self._name: str | None = None  # of the select or text area that is open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and given.get("type") in TICKED:
            if "checked" in given:
                self.entries[given["name"]] = given.get("value", "on")
        elif tag == "input" and "name" in given:
            self.entries[given["name"]] = given.get("value", "")
        elif tag in {"select", "textarea"}:
            self._name = given["name"]
            self.entries[self._name] = ""
        elif tag == "option" and "selected" in given and self._name:
            self.entries[self._name] = given["value"]

    def handle_data(self, data: str) -> None:
        if self._name and self.get_starttag_text().startswith("<textarea"):
            self.entries[self._name] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self._name = None


def entries_on(page: str) -> dict[str, str]:
    fields = _Fields()
    fields.feed(page)
    return fields.entries
