"""The words for the codes of scores."""

import pytest

from scoring.vocabulary import NoScore


@pytest.mark.parametrize("reason", NoScore)
def test_whoever_reads_that_there_is_no_score_reads_what_to_fix(reason: NoScore) -> None:
    assert str(reason.advice).endswith(".")
    assert str(reason.advice) != reason.label
