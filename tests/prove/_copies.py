"""Copies of the criteria and their tests, and what the tests say to a changed rule in one."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from tests.prove import _fresh
from tests.prove._mutants import Mutant
from tests.servers import throwaway_folder
from tests.stack import ROOT

CRITERIA = Path("scoring/criteria")
TESTS = Path("tests/scoring/criteria")
PAGE = Path("docs/criteria.md")  # some tests look at it
# They speak of the text of the criteria and of the project around them.
NOT_ASKED = ("test_docs.py", "test_examples.py", "test_purity.py")
SLOW = "test_twin.py"
WORKERS = 2
EVERY_SECONDS = 30


class TestsFailUnchanged(Exception):
    """Nothing can be said: the tests fail on the code as it is."""


def copied(folder: Path) -> Path:
    """Criteria and their tests alone, in a tree of their own."""
    for part in (CRITERIA, TESTS):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / PAGE).parent.mkdir()
    shutil.copy(ROOT / PAGE, folder / PAGE)
    for package in ("scoring", "tests", "tests/scoring"):
        (folder / package / "__init__.py").touch()
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n    shared: elsewhere\n")
    return folder


def left_out() -> list[str]:
    return [f"--ignore={TESTS / name}" for name in NOT_ASKED]


class Copy:
    """A copy with a process in it that knows pytest already."""

    def __init__(self, folder: Path, *, thorough: bool) -> None:
        self.folder, self._thorough = copied(folder), thorough
        self._process = subprocess.Popen(
            [sys.executable, _fresh.__file__],
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def passes(self, file: str, source: str) -> bool:
        """Whether no test notices that the file is this: its own tests are asked first."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        asked = {"path": str(CRITERIA / file), "source": source, "selections": self._tests(file)}
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        return bool(json.loads(self._process.stdout.readline()))

    def said(self) -> str:
        """The last lines of the last run."""
        return (self.folder / _fresh.LOG).read_text(errors="replace")[-2000:]

    def end(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _tests(self, file: str) -> list[list[str]]:
        mirrored = sorted((self.folder / TESTS).glob(f"test_*{Path(file).stem}*.py"))
        own = [str(CRITERIA / file), *(str(TESTS / test.name) for test in mirrored)]
        slow = [str(TESTS / SLOW)]
        quick = [*left_out(), f"--ignore={TESTS / SLOW}", str(TESTS), str(CRITERIA)]
        return [own, quick, slow] if self._thorough else [own]


@contextmanager
def copies(number: int = WORKERS, *, thorough: bool = True) -> Iterator[list[Copy]]:
    """So many copies whose tests pass. Not `thorough`: a file is asked of its own tests alone."""
    with throwaway_folder() as folder, ExitStack() as stack:
        made = [Copy(folder / str(at), thorough=thorough) for at in range(number)]
        for copy in made:
            stack.callback(copy.end)
        with ThreadPoolExecutor(number) as pool:
            if not all(pool.map(_passes_unchanged, made)):
                raise TestsFailUnchanged(made[0].said())
        yield made


def surviving(asked: Sequence[Copy], changes: Sequence[Mutant], what: str) -> list[Mutant]:
    """Those that no test notices, in their order."""
    progress, done = Progress(what), count(1)

    def survivors(copy: Copy, share: Sequence[Mutant]) -> list[Mutant]:
        found = []
        for change in share:
            if copy.passes(change.file, change.source):
                found.append(change)
                print(f"not noticed: {change.file}, {change.change}", flush=True)
            progress.tell(f"{next(done)}/{len(changes)}")
        return found

    shares = [changes[at :: len(asked)] for at in range(len(asked))]
    with ThreadPoolExecutor(len(asked)) as pool:
        found = {id(change) for share in pool.map(survivors, asked, shares) for change in share}
    return [change for change in changes if id(change) in found]


class Progress:
    """Tells how far something is, twice a minute."""

    def __init__(self, what: str) -> None:
        self._what, self._told = what, time.monotonic()

    def tell(self, how_far: str) -> None:
        if time.monotonic() - self._told > EVERY_SECONDS:
            self._told = time.monotonic()
            print(f"{self._what}: {how_far}", flush=True)


def _passes_unchanged(copy: Copy) -> bool:
    name = "points.py"
    return copy.passes(name, (copy.folder / CRITERIA / name).read_text(encoding="utf-8"))
