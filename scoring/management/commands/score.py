"""Scores a file of cases. Needs no database; stores nothing."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError

from scoring.case_files import document, json_lines, table
from scoring.case_files.lines import FileUnusable

SOME_CASE_REFUSED = 1
FILE_UNUSABLE = 2
NOBODY_READS = 141  # as a shell reports a program that SIGPIPE ended: 128 + 13
FORMATS: dict[str, Callable[[IO[bytes]], Iterator[tuple[str, bool]]]] = {
    "json": document.answers,
    "jsonl": json_lines.answers,
    "csv": table.answers,
}


class Command(BaseCommand):
    help = (
        "Score the cases of FILE. json: one object with a list of cases; jsonl: a case a line;"
        " csv: a row a case, described in docs/criteria.md. Results are printed in the same"
        " format. Exit status: 0 all scored, 1 some case has an error, 2 the file cannot be read"
        " or the results cannot be written."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a file, or - for standard input")
        parser.add_argument(
            "--format",
            choices=FORMATS,
            default="json",
            help="of FILE and of the results; of jsonl and csv one line is held at a time",
        )

    def handle(self, *args: Any, file: str, **options: Any) -> None:
        name = "standard input" if file == "-" else file
        if isinstance(sys.stdout, TextIOWrapper):
            # As the results are described, whatever the terminal's own encoding and line ends.
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        try:
            with _opened(file) as stream:
                is_some_refused = self._score(FORMATS[options["format"]](stream))
        except FileUnusable as problem:
            raise CommandError(f"{name} {problem}", returncode=FILE_UNUSABLE) from problem
        except BrokenPipeError:  # `| head` has seen enough
            _write_no_more()
            sys.exit(NOBODY_READS)
        except OSError as problem:  # one of reading is FileUnusable
            _write_no_more()
            message = f"The results cannot be written ({problem.strerror})."
            raise CommandError(message, returncode=FILE_UNUSABLE) from problem
        if is_some_refused:
            sys.exit(SOME_CASE_REFUSED)

    def _score(self, answers: Iterator[tuple[str, bool]]) -> bool:
        """Prints what comes; whether a case was refused."""
        refused = False
        for piece, is_error in answers:
            refused |= is_error
            self.stdout.write(piece, ending="")
        self.stdout.flush()
        return refused


def _write_no_more() -> None:
    """What is left in the buffer goes nowhere, or the end of the program would fail at it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _opened(file: str) -> Any:
    if file == "-":
        if sys.stdin is None:
            raise FileUnusable("is closed. Name a file.")
        return nullcontext(sys.stdin.buffer)  # not ours to close
    try:
        return Path(file).open("rb")
    except OSError as error:
        raise FileUnusable(
            f"cannot be read ({error.strerror}). Name a file that can, or - for standard input."
        ) from error
