"""Reports under docs/reports/: a page to read and, where numbers are compared, the same as JSON."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from tests.stack import ROOT

FOLDER = ROOT / "docs" / "reports"


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def write(name: str, page: str, numbers: dict[str, Any] | None = None) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.md").write_text(page.rstrip() + "\n", encoding="utf-8")
    if numbers is not None:
        text = json.dumps(numbers, indent=2)
        (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")
