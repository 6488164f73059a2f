"""docs/criteria.md, read without the project around it."""

from pathlib import Path

PAGE = (Path(__file__).parents[3] / "docs" / "criteria.md").read_text(encoding="utf-8")
