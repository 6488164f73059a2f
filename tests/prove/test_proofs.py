"""A sample of `./run prove growth`, and the list of proofs."""

import pytest

from clinic.accounts.models import User
from tests.large_cohort import add_cohort
from tests.prove.__main__ import main, proofs
from tests.prove.growth import constant, queries


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
