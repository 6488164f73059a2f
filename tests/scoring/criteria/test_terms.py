"""The disease's words: the letter's abbreviations for every drug."""

from enum import StrEnum

import pytest

from scoring.criteria.terms import (
    ABBREVIATIONS,
    GLUCOCORTICOIDS,
    Antibody,
    Drug,
    Manifestation,
    abbreviation,
)

PRINTED = {"GC", "AZA", "MMF", "IVIG", "MTX", "CYA", "CYC", "IFX", "RTX", "ANK"}


@pytest.mark.parametrize("drug", Drug)
def test_every_drug_has_the_letters_abbreviation(drug: Drug) -> None:
    assert abbreviation(drug) in PRINTED
    assert (abbreviation(drug) == "GC") == (drug in GLUCOCORTICOIDS)


def test_no_abbreviation_is_used_twice() -> None:
    assert len(set(ABBREVIATIONS.values())) == len(ABBREVIATIONS)


@pytest.mark.parametrize(
    ("terms", "codes"),
    [
        (Antibody, "jo1 pl7 pl12 ej oj ks zo ha"),
        (
            Manifestation,
            "arthritis fever ild mechanics_hands myocarditis myopericarditis myositis rash raynaud",
        ),
        (
            Drug,
            "anakinra glucocorticoid prednisone prednisolone methylprednisolone triamcinolone "
            "dexamethasone betamethasone hydrocortisone cortisone deflazacort azathioprine "
            "cyclophosphamide cyclosporine infliximab ivig methotrexate mycophenolate rituximab",
        ),
    ],
)
def test_codes_are_stored_and_stay_as_they_are(terms: type[StrEnum], codes: str) -> None:
    assert [term.value for term in terms] == codes.split()


@pytest.mark.parametrize(
    ("drug", "printed"),
    [
        (Drug.ANAKINRA, "ANK"),
        (Drug.AZATHIOPRINE, "AZA"),
        (Drug.CYCLOPHOSPHAMIDE, "CYC"),
        (Drug.CYCLOSPORINE, "CYA"),
        (Drug.INFLIXIMAB, "IFX"),
        (Drug.IVIG, "IVIG"),
        (Drug.METHOTREXATE, "MTX"),
        (Drug.MYCOPHENOLATE, "MMF"),
        (Drug.RITUXIMAB, "RTX"),
        (Drug.GLUCOCORTICOID, "GC"),
    ],
)
def test_a_drug_is_abbreviated_as_the_letter_does(drug: Drug, printed: str) -> None:
    assert abbreviation(drug) == printed
