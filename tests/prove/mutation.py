"""The tests of the criteria notice a changed rule: every small change must make one of them fail.

`./run prove mutation [FILE...]`: all files of scoring/criteria unless told. mutmut changes the
bodies of functions; tables, limits and codes, which it leaves alone, are changed by _mutants.py.
What no test notices is asked once more by itself, with every test, and listed in the report with
the reason why it may stay (accepted.toml). Exit status 1 where one has no reason, or where fewer
than 95 % are noticed.
"""

import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests import report
from tests.bench.machine import stamp
from tests.prove._copies import CRITERIA, Copy, copies, surviving
from tests.prove._functions import NOTICED, Functions
from tests.prove._mutants import Mutant, has_functions, mutants
from tests.servers import throwaway_folder
from tests.stack import ROOT

ACCEPTED = Path(__file__).with_name("accepted.toml")
AT_LEAST_NOTICED = 0.95


@dataclass
class Tally:
    """How many changes were made of each file, and those that no test noticed."""

    tables: Counter[str] = field(default_factory=Counter)
    functions: Counter[str] = field(default_factory=Counter)
    became: Counter[str] = field(default_factory=Counter)
    survivors: list[Mutant] = field(default_factory=list)

    @property
    def number(self) -> int:
        return self.tables.total() + self.functions.total()

    @property
    def noticed(self) -> float:
        return 1 - len(self.survivors) / self.number if self.number else 1.0


def main(arguments: Sequence[str]) -> int:
    names = list(arguments) or [path.name for path in sorted((ROOT / CRITERIA).glob("*.py"))]
    reasons = accepted()
    tally, started = Tally(), time.monotonic()
    print("asking the tests of the rules as they are ...", flush=True)
    with copies() as asked:
        change_tables(names, asked, tally)
        change_functions(names, asked, tally, reasons)
    page = written(tally, reasons, time.monotonic() - started)
    print(page)
    if not arguments:
        report.write("mutation", page)
    return 0 if is_proven(tally, reasons) else 1


def accepted() -> dict[tuple[str, str], str]:
    """Why a change may go unnoticed, by file and change."""
    listed = tomllib.loads(ACCEPTED.read_text(encoding="utf-8"))["survivor"]
    return {(entry["file"], entry["change"]): entry["reason"] for entry in listed}


def change_tables(names: Sequence[str], asked: Sequence[Copy], tally: Tally) -> None:
    changes = [change for name in names for change in mutants(ROOT / CRITERIA / name)]
    tally.tables.update(change.file for change in changes)
    tally.survivors += surviving(asked, changes, "tables, limits and codes")


def change_functions(
    names: Sequence[str],
    asked: Sequence[Copy],
    tally: Tally,
    reasons: dict[tuple[str, str], str],
) -> None:
    """Where mutmut sees no test fail and no reason is known, every test is asked afresh.

    mutmut forks after the rules are loaded and runs the tests that it saw in a function: it is
    wrong about functions that run while a table is built, and about kept results.
    """
    names = [name for name in names if has_functions(ROOT / CRITERIA / name)]
    if not names:
        return
    with throwaway_folder() as folder:
        functions = Functions(folder / "functions", names)
        functions.run()
        results = functions.results()
        names = [name for name, became in results.items() if became not in NOTICED]
        print(f"reading {len(names)} changes that mutmut saw no test notice ...", flush=True)
        unnoticed = [functions.changed(name) for name in names]
    tally.functions.update(map(functions.file_of, results))
    tally.became.update(results.values())
    doubtful = [change for change in unnoticed if (change.file, change.change) not in reasons]
    unexplained = surviving(asked, doubtful, "asked again")
    tally.survivors += [c for c in unnoticed if c not in doubtful or c in unexplained]


def is_proven(tally: Tally, reasons: dict[tuple[str, str], str]) -> bool:
    explained = all((change.file, change.change) in reasons for change in tally.survivors)
    return explained and tally.noticed >= AT_LEAST_NOTICED


def written(tally: Tally, reasons: dict[tuple[str, str], str], seconds: float) -> str:
    facts = stamp()
    rows = [
        (change.file, change.line, change.change.replace("|", "\\|"), reasons.get(_key(change)))
        for change in sorted(tally.survivors, key=lambda change: (change.file, change.line))
    ]
    explained = [(*row[:3], row[3] or "**NO REASON KNOWN**") for row in rows]
    return f"""# Mutation

{facts["date"]}, commit {facts["commit"]}. Made by `./run prove mutation`, {seconds:.0f} s.

{tally.number} changes of scoring/criteria, one at a time: {tally.functions.total()} in functions,
by mutmut, and {tally.tables.total()} in tables, limits and codes.
{tally.number - len(tally.survivors)} noticed by a test ({tally.noticed:.1%}), {len(rows)} not; of
those in functions {tally.became["timeout"]} because the tests did not end.

{report.table(("file", "in functions", "in tables"), _by_file(tally))}

## What no test notices, and why it may stay

{report.table(("file", "line", "change", "reason"), explained)}
"""


def _by_file(tally: Tally) -> Iterable[tuple[str, int, int]]:
    for name in sorted(tally.functions | tally.tables):
        yield name, tally.functions[name], tally.tables[name]


def _key(change: Mutant) -> tuple[str, str]:
    return change.file, change.change
