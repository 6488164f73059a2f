"""The disease's words: the letter's abbreviations for every drug."""

import pytest

from scoring.criteria.terms import ABBREVIATIONS, GLUCOCORTICOIDS, Drug, abbreviation

PRINTED = {"GC", "AZA", "MMF", "IVIG", "MTX", "CYA", "CYC", "IFX", "RTX", "ANK"}


@pytest.mark.parametrize("drug", Drug)
def test_every_drug_has_the_letters_abbreviation(drug: Drug) -> None:
    assert abbreviation(drug) in PRINTED
    assert (abbreviation(drug) == "GC") == (drug in GLUCOCORTICOIDS)


def test_no_abbreviation_is_used_twice() -> None:
    assert len(set(ABBREVIATIONS.values())) == len(ABBREVIATIONS)
