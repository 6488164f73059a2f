"""Scores a file of cases. Needs no database; stores nothing."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scoring.criteria import cases, reading

SOME_CASE_REFUSED = 1
FILE_UNUSABLE = 2
FORMAT = 'a JSON object {"cases": [...]}, described in docs/criteria.md'


class Command(BaseCommand):
    help = (
        f"Score the cases of FILE: {FORMAT}. Exit status: 0 all scored, 1 some case has an error,"
        " 2 the file cannot be read."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a JSON file, or - for standard input")

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        results = [cases.answer(case) for case in _cases_in(file)]
        lines = ",\n".join(json.dumps(result) for result in results)
        self.stdout.write(f'{{"results": [\n{lines}\n]}}')
        if any("error" in result for result in results):
            sys.exit(SOME_CASE_REFUSED)


def _cases_in(file: str) -> list[Any]:
    name = "standard input" if file == "-" else file
    document = _document_in(file, name)
    found = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(found, list):
        raise CommandError(f'{name} has no list "cases". Give {FORMAT}.', returncode=FILE_UNUSABLE)
    if isinstance(document, reading.RepeatedKey):
        raise CommandError(
            f'{name} has "{document.key}" more than once. Leave one.', returncode=FILE_UNUSABLE
        )
    return found


def _document_in(file: str, name: str) -> Any:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise CommandError(
            f"{name} cannot be read ({error.strerror}). Name a file that can, or - for standard"
            " input.",
            returncode=FILE_UNUSABLE,
        ) from error
    try:
        return reading.parse(content)
    except RecursionError as error:
        raise CommandError(
            f"{name} is nested too deeply. Give {FORMAT}.", returncode=FILE_UNUSABLE
        ) from error
    except ValueError as error:
        raise CommandError(
            f"{name} is not JSON ({error}). Give {FORMAT}.", returncode=FILE_UNUSABLE
        ) from error
