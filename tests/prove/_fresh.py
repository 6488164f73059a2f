"""Run as a program in a copy of the criteria: does any test notice a changed file?

Reads JSON lines {"path", "source", "selections"} and answers each with a line: true where all
selections passed. Every run is a fork of a process that has loaded pytest and hypothesis and
nothing of the criteria: what a rule does while it is loaded is changed with it.
"""

import importlib
import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path

LOADED_ONCE = ("pytest", "_pytest.doctest", "hypothesis", "hypothesis.strategies", "fractions")
OPTIONS = ("-x", "-q", "--doctest-modules", "-m", "not shared", "-p", "no:cacheprovider")
# By hypothesis' profile for CI nothing is left to chance or to the speed of the machine.
ALONE = ("-p", "no:django", "-c", "pytest.ini", "--hypothesis-profile=ci")
# A change may turn a loop endless.
LONGEST_SECONDS = 240
NO_TESTS = 5
LOG = "last-run.log"


def main() -> None:
    sys.path[0] = str(Path.cwd())
    for name in LOADED_ONCE:
        importlib.import_module(name)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(passes(Path(asked["path"]), asked["source"], asked["selections"])))
        sys.stdout.flush()
        forget_bytecode()


def passes(path: Path, source: str, selections: list[list[str]]) -> bool:
    original = path.read_text(encoding="utf-8")
    path.write_text(source, encoding="utf-8")
    try:
        return all(status(selection) in (0, NO_TESTS) for selection in selections)
    finally:
        path.write_text(original, encoding="utf-8")


def status(selection: list[str]) -> int:
    """Exit status of pytest; 1 where it took too long."""
    child = os.fork()
    if child == 0:
        run(selection)
    until = time.monotonic() + LONGEST_SECONDS
    while time.monotonic() < until:
        ended, code = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(code)
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 1


def run(selection: list[str]) -> None:
    import pytest

    log = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(log, 1)
    os.dup2(log, 2)
    code = 1
    try:
        code = int(pytest.main([*OPTIONS, *ALONE, *selection]))
    finally:
        os._exit(code)


def forget_bytecode() -> None:
    """That of the tests is kept after the first run; that of a changed rule would be mistaken."""
    sys.dont_write_bytecode = True
    for folder in Path("scoring").rglob("__pycache__"):
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
