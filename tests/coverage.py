"""No line and no branch of scoring/criteria that its own tests leave out: part of `./run check`.

Without the project around the rules, and without the twin: it repeats what others run.
"""

import os
import subprocess
import sys
from pathlib import Path

from tests.servers import throwaway_folder
from tests.stack import ROOT

CRITERIA, TESTS = Path("scoring/criteria"), Path("tests/scoring/criteria")
# By hypothesis' profile for CI nothing is left to chance or to the speed of the machine.
CERTAIN = ["--hypothesis-profile=ci", "-m", "not shared", "-W", "ignore:Unknown config"]
ALONE = ["-p", "no:django", "--noconftest", *CERTAIN]
LEFT_OUT = [f"--ignore={TESTS / 'test_twin.py'}"]


def main() -> int:
    """Exit status: 0 where everything is run and passes."""
    with throwaway_folder() as folder:
        env = os.environ | {"COVERAGE_FILE": str(folder / "coverage")}
        coverage = [sys.executable, "-m", "coverage"]
        tests = ["-m", "pytest", "-q", *ALONE, *LEFT_OUT, str(TESTS), str(CRITERIA)]
        for command in ([*coverage, "run", *tests], [*coverage, "report"]):
            status = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
            if status:
                return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
