"""Texts that a spreadsheet would compute."""

import pytest

from scoring.case_files.spreadsheet import guarded


@pytest.mark.parametrize("text", ["=1+1", "+39", "-3", "@SUM(A1)", "\tx", "\r=1", "\n=1"])
def test_a_text_a_spreadsheet_would_compute_is_quoted(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "jo1", "a=1", "<", "'=1", "7K3QX"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text
