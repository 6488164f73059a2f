"""Samples of `./run prove growth` and `./run prove mutation`, and the list of proofs."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from clinic.accounts.models import User
from tests.large_cohort import add_cohort
from tests.prove.__main__ import main, proofs
from tests.prove._copies import CRITERIA, TESTS, copies, surviving
from tests.prove._functions import NOTICED, Functions
from tests.prove._mutants import Mutant, has_functions, mutant, mutants
from tests.prove.growth import constant, queries
from tests.prove.mutation import Tally, accepted, is_proven
from tests.stack import ROOT


def test_an_unknown_proof_is_answered_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nothing"]) == 2
    told = capsys.readouterr().out
    assert all(name in told for name in ("faults", "growth"))


def test_every_proof_says_in_a_line_what_it_proves() -> None:
    assert all(what.endswith(".") for what in proofs().values())


@pytest.mark.django_db
def test_pages_take_as_many_queries_for_three_patients_as_for_twelve(rossi: User) -> None:
    centre = rossi.memberships.get().centre
    add_cohort(centre, patients=3, visits=2)
    few = queries(rossi)
    add_cohort(centre, patients=9, visits=4)
    assert queries(rossi) == few


def test_a_page_whose_queries_grow_would_be_noticed() -> None:
    assert constant([{"patients": 3, "queries of a": 5}, {"patients": 12, "queries of a": 5}])
    assert not constant([{"patients": 3, "queries of a": 5}, {"patients": 12, "queries of a": 14}])


def test_tables_limits_and_kept_results_are_changed_and_nothing_that_mutmut_changes(
    tmp_path: Path,
) -> None:
    rule = tmp_path / "rule.py"
    rule.write_text(
        '"""At most 15."""\n\n'
        "LIMIT: int = 15\n"
        'POINTS = {"haq": Decimal("7.5")}\n'
        "@cache\n"
        "def earned(percent: int) -> int | None:\n"
        "    if percent <= LIMIT and not False:\n"
        "        return percent * 2\n"
        "    return None\n"
        "def missed(percent: int) -> int:\n"
        "    return LIMIT - percent\n"
    )
    assert has_functions(rule)
    condition = "`if percent <= LIMIT and not False:`"
    assert {mutant.change for mutant in mutants(rule)} == {
        "`LIMIT: int = 15` -> `LIMIT: int = 16`",
        '`POINTS = {"haq": Decimal("7.5")}` -> `POINTS = {"haq": Decimal(\'8.5\')}`',
        '`POINTS = {"haq": Decimal("7.5")}` -> `POINTS = {\'not haq\': Decimal("7.5")}`',
        f"{condition} -> `if (percent <= LIMIT or not False):`",
        f"{condition} -> `if percent < LIMIT and not False:`",
        f"{condition} -> `if percent <= LIMIT and False:`",
        f"{condition} -> `if percent <= LIMIT and not True:`",
        "`return percent * 2` -> `return (percent / 2)`",
        "`return percent * 2` -> `return percent * 3`",
        "`return percent * 2` -> `return None`",
    }


def test_a_change_over_several_lines_is_named_by_all_of_them() -> None:
    change = mutant("rule.py", "a\nb(\n  1,\n)\n", "a\nc(\n  1,\n  2)\n")
    assert (change.line, change.change) == (2, "`b( / 1, / )` -> `c( / 1, / 2)`")


def test_a_changed_table_is_noticed_and_a_change_of_nothing_is_not() -> None:
    episode = ROOT / "scoring" / "criteria" / "episode.py"
    unchanged = Mutant("episode.py", 1, "nothing", episode.read_text())
    sample = [*Random(2).sample(list(mutants(episode)), 3), unchanged]
    with copies(1, thorough=False) as asked:
        assert surviving(asked, sample, "a sample") == [unchanged]


def test_mutmut_changes_functions_and_what_their_tests_say_is_read(tmp_path: Path) -> None:
    functions = Functions(tmp_path / "copy", ["acute_phase.py"], [TESTS / "test_acute_phase.py"])
    functions.run()
    became = functions.results()
    assert len(became) > 10
    assert set(became.values()) <= NOTICED
    change = functions.changed(next(iter(became)))
    assert change.file == "acute_phase.py"
    assert change.source != (ROOT / "scoring" / "criteria" / "acute_phase.py").read_text()


def test_a_survivor_without_a_reason_and_too_many_survivors_prove_nothing() -> None:
    change = Mutant("rule.py", 1, "`1` -> `2`", "2")
    reasons = {("rule.py", "`1` -> `2`"): "means the same"}
    tally = Tally(tables=Counter({"rule.py": 40}))
    assert is_proven(tally, {})
    tally.survivors = [change]
    assert is_proven(tally, reasons)
    assert not is_proven(tally, {})
    tally.survivors = [change] * 3
    assert not is_proven(tally, reasons)


def test_every_accepted_survivor_names_lines_that_are_there_and_a_reason() -> None:
    for (file, change), reason in accepted().items():
        lines = [line.strip() for line in (ROOT / CRITERIA / file).read_text().splitlines()]
        was, _, becomes = change.removeprefix("`").removesuffix("`").partition("` -> `")
        assert set(was.split(" / ")) <= set(lines), change
        assert was != becomes
        assert len(reason.split()) > 3
