"""Samples of `./run prove growth` and `./run prove mutation`, and the list of proofs."""

from pathlib import Path
from random import Random

import pytest

from clinic.accounts.models import User
from tests.large_cohort import add_cohort
from tests.prove.__main__ import main, proofs
from tests.prove._mutants import Mutant, mutants
from tests.prove.growth import constant, queries
from tests.prove.mutation import surviving
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


def test_a_rule_is_changed_in_every_way_but_its_words(tmp_path: Path) -> None:
    rule = tmp_path / "rule.py"
    rule.write_text(
        '"""At most 15."""\n\n'
        "def earned(percent: int) -> int | None:\n"
        "    if percent <= 15 and not False:\n"
        "        return percent * 2\n"
        "    return None\n"
    )
    assert {mutant.change for mutant in mutants(rule)} == {
        "`percent <= 15 and (not False)` -> `percent <= 15 or not False`",
        "`percent <= 15` -> `percent < 15`",
        "`not False` -> `False`",
        "`False` -> `True`",
        "`15` -> `16`",
        "`percent * 2` -> `percent / 2`",
        "`2` -> `3`",
        "`return percent * 2` -> `return None`",
    }


@pytest.mark.sqlite  # no engine has a part in it: once is enough
def test_a_changed_rule_is_noticed_and_a_change_of_nothing_is_not() -> None:
    points = ROOT / "scoring" / "criteria" / "points.py"
    changes = list(mutants(points))
    unchanged = Mutant("points.py", 1, "nothing", points.read_text())
    sample = [*Random(2).sample(changes, 3), unchanged]
    assert surviving(sample, thorough=False) == [unchanged]
