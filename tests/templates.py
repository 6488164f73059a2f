"""Every template of the project compiles: `python -m tests.templates`."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import django
from django.template import TemplateSyntaxError
from django.template.loader import get_template

FOLDER = Path(__file__).resolve().parent.parent / "templates"


def broken_templates(folder: Path = FOLDER) -> Iterator[str]:
    """The names of those that do not compile, each with the reason."""
    for path in sorted(folder.rglob("*.html")):
        try:
            get_template(str(path.relative_to(folder)))
        except TemplateSyntaxError as error:
            yield f"{path.relative_to(folder)}: {error}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    django.setup()
    broken = list(broken_templates())
    print("\n".join(broken))
    sys.exit(1 if broken else 0)
