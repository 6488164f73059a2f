"""The tests of the criteria notice a changed rule: every small change must make one of them fail.

`./run prove mutation [FILE...]`: all files of scoring/criteria unless told. Changes one comparison,
sum, number, condition or returned value at a time and runs the tests that know no database. What
survives is listed: a change that no test notices, or one that changes nothing.
"""

import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests import report
from tests.bench.machine import stamp
from tests.prove._mutants import Mutant, mutants
from tests.servers import throwaway_folder
from tests.stack import ROOT

CRITERIA = Path("scoring/criteria")
TESTS = Path("tests/scoring/criteria")
# They speak of the project around the criteria.
NOT_HERE = ("test_docs.py", "test_purity.py")
SLOW = "test_twin.py"
WORKERS = 2
# A change may turn a loop endless.
LONGEST_SECONDS = 120


class TestsFailUnchanged(Exception):
    """Nothing can be said: the tests fail on the code as it is."""


def main(arguments: Sequence[str]) -> int:
    names = arguments or [path.name for path in sorted((ROOT / CRITERIA).glob("*.py"))]
    changes = [mutant for name in names for mutant in mutants(ROOT / CRITERIA / name)]
    started = time.monotonic()
    survivors = surviving(changes)
    page = written(len(changes), survivors, time.monotonic() - started)
    print(page)
    report.write("mutation", page)
    return 0


def surviving(changes: Sequence[Mutant], *, thorough: bool = True) -> list[Mutant]:
    """Those that no test notices, in their order; not `thorough`: no test but the quick ones."""
    with throwaway_folder() as folder:
        copies = [copied(folder / str(number), thorough) for number in range(WORKERS)]
        if not passes(copies[0]):
            raise TestsFailUnchanged
        with ThreadPoolExecutor(WORKERS) as pool:
            shares = [changes[number::WORKERS] for number in range(WORKERS)]
            lists = pool.map(survivors_in, copies, shares)
            found = {id(mutant) for survivors in lists for mutant in survivors}
    return [mutant for mutant in changes if id(mutant) in found]


def survivors_in(copy: Path, changes: Iterable[Mutant]) -> list[Mutant]:
    return [mutant for mutant in changes if survives(copy, mutant)]


def survives(copy: Path, mutant: Mutant) -> bool:
    changed = copy / CRITERIA / mutant.file
    original = changed.read_text(encoding="utf-8")
    changed.write_text(mutant.source, encoding="utf-8")
    try:
        return passes(copy)
    finally:
        changed.write_text(original, encoding="utf-8")


def copied(folder: Path, thorough: bool) -> Path:
    """Criteria and their tests alone, in a tree of their own."""
    for part in (CRITERIA, TESTS):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    for package in ("scoring", "tests", "tests/scoring"):
        (folder / package / "__init__.py").touch()
    for name in NOT_HERE if thorough else (*NOT_HERE, SLOW):
        (folder / TESTS / name).unlink(missing_ok=True)
    return folder


def passes(copy: Path) -> bool:
    """Quick tests first; the twin, which takes seconds, only where they notice nothing."""
    quick = ["-k", "not reference", f"--ignore={TESTS / SLOW}", str(TESTS), str(CRITERIA)]
    slow = [str(TESTS / SLOW)] if (copy / TESTS / SLOW).exists() else []
    return run(copy, quick) and (not slow or run(copy, slow))


def run(copy: Path, tests: Sequence[str]) -> bool:
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "--doctest-modules"]
    command += ["-p", "no:django", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command, cwd=copy, capture_output=True, check=False, timeout=LONGEST_SECONDS
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def written(number: int, survivors: Sequence[Mutant], seconds: float) -> str:
    facts = stamp()
    rows = [(mutant.file, mutant.line, mutant.change) for mutant in survivors]
    return f"""# Mutation

{facts["date"]}, commit {facts["commit"]}. Made by `./run prove mutation`, {seconds:.0f} s.

{number} changes of scoring/criteria, one at a time; {number - len(survivors)} noticed by a test,
{len(survivors)} not.

{report.table(("file", "line", "change that no test noticed"), rows)}
"""
