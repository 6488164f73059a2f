"""mutmut over the functions of the criteria, in a copy of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.prove._copies import (
    CRITERIA,
    TESTS,
    WORKERS,
    Progress,
    TestsFailUnchanged,
    copied,
    left_out,
)
from tests.prove._mutants import Mutant, mutant

NOTICED = {"killed", "timeout", "segfault"}
_COUNT = re.compile(rb"(\d+/\d+) ")
# A slow machine must not make a change look endless.
SETTINGS = """
[tool.pytest.ini_options]
addopts = ["--doctest-modules", "-p", "no:cacheprovider", "-p", "no:django"]
pythonpath = ["."]
markers = ["shared: elsewhere"]

[tool.mutmut]
source_paths = ["{criteria}"]
only_mutate = [{files}]
also_copy = ["scoring/__init__.py", "docs"]
pytest_add_cli_args = ["--hypothesis-profile=ci", "-m", "not shared", {left_out}]
pytest_add_cli_args_test_selection = [{tests}]
use_git_change_detection = false
timeout_constant = 10.0
"""


class Functions:
    """A copy in which mutmut changes the functions of these files."""

    def __init__(self, folder: Path, files: Sequence[str], tests: Sequence[Path] = ()) -> None:
        self.folder = copied(folder)
        (self.folder / "pytest.ini").unlink()
        selection = [str(test) for test in tests or (TESTS, CRITERIA)]
        text = SETTINGS.format(
            criteria=CRITERIA,
            files=_quoted(str(CRITERIA / file) for file in files),
            tests=_quoted(selection),
            left_out=_quoted(left_out()),
        )
        (self.folder / "pyproject.toml").write_text(text, encoding="utf-8")

    def run(self) -> None:
        """Change and ask, telling every half minute how far it is. Raises TestsFailUnchanged."""
        command = [*_mutmut("run"), "--max-children", str(WORKERS)]
        said = b""
        with subprocess.Popen(
            command, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            assert process.stdout is not None
            progress = Progress("functions")
            while chunk := os.read(process.stdout.fileno(), 65536):
                said = (said + chunk)[-4000:]
                for count in _COUNT.findall(said)[-1:]:
                    progress.tell(count.decode())
        if process.returncode:
            raise TestsFailUnchanged(said.decode(errors="replace"))

    def results(self) -> dict[str, str]:
        """mutmut's name of every change, and what became of it."""
        listed = self._ask("results", "--all", "true")
        return dict(re.findall(r"^ +(\S+): (.+)$", listed, re.MULTILINE))

    @staticmethod
    def file_of(name: str) -> str:
        return re.sub(r"\.x[_ǁ].*", "", name).rpartition(".")[2] + ".py"

    def changed(self, name: str) -> Mutant:
        """The change behind a name of mutmut's."""
        file = self.file_of(name)
        path = self.folder / CRITERIA / file
        original = path.read_text(encoding="utf-8")
        self._ask("apply", name)
        changed = path.read_text(encoding="utf-8")
        path.write_text(original, encoding="utf-8")
        return mutant(file, original, changed)

    def _ask(self, *arguments: str) -> str:
        done = subprocess.run(
            _mutmut(*arguments), cwd=self.folder, capture_output=True, text=True, check=True
        )
        return done.stdout


def _mutmut(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "mutmut", *arguments]


def _quoted(texts: Iterator[str] | Sequence[str]) -> str:
    return ", ".join(f'"{text}"' for text in texts)
