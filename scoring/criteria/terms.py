"""The disease's own words as codes, shared by registry, literature and rules.

Codes only: what a page prints stands in the apps, in the reader's language. Abbreviations: below
the letter's Table (docs/criteria.md, "Terms").
"""

from enum import StrEnum


class Antibody(StrEnum):
    """The eight anti-aminoacyl-tRNA-synthetase antibodies, named by their synthetase."""

    JO1 = "jo1"  # histidyl
    PL7 = "pl7"  # threonyl
    PL12 = "pl12"  # alanyl
    EJ = "ej"  # glycyl
    OJ = "oj"  # isoleucyl
    KS = "ks"  # asparaginyl
    ZO = "zo"  # phenylalanyl
    HA = "ha"  # tyrosyl


class Manifestation(StrEnum):
    """Clinical manifestations of the letter's Table and inclusion rule."""

    ARTHRITIS = "arthritis"
    FEVER = "fever"
    ILD = "ild"
    MECHANICS_HANDS = "mechanics_hands"
    MYOCARDITIS = "myocarditis"
    MYOPERICARDITIS = "myopericarditis"
    MYOSITIS = "myositis"
    RASH = "rash"
    RAYNAUD = "raynaud"


class Drug(StrEnum):
    """Drugs of the letter's Table, with the glucocorticoids one by one."""

    ANAKINRA = "anakinra"
    GLUCOCORTICOID = "glucocorticoid"  # which one is not known
    PREDNISONE = "prednisone"
    PREDNISOLONE = "prednisolone"
    METHYLPREDNISOLONE = "methylprednisolone"
    TRIAMCINOLONE = "triamcinolone"
    DEXAMETHASONE = "dexamethasone"
    BETAMETHASONE = "betamethasone"
    HYDROCORTISONE = "hydrocortisone"
    CORTISONE = "cortisone"
    DEFLAZACORT = "deflazacort"
    AZATHIOPRINE = "azathioprine"
    CYCLOPHOSPHAMIDE = "cyclophosphamide"
    CYCLOSPORINE = "cyclosporine"
    INFLIXIMAB = "infliximab"
    IVIG = "ivig"
    METHOTREXATE = "methotrexate"
    MYCOPHENOLATE = "mycophenolate"
    RITUXIMAB = "rituximab"


# The abbreviations below the letter's Table; every glucocorticoid is printed as GC.
ABBREVIATIONS: dict[Drug, str] = {
    Drug.ANAKINRA: "ANK",
    Drug.AZATHIOPRINE: "AZA",
    Drug.CYCLOPHOSPHAMIDE: "CYC",
    Drug.CYCLOSPORINE: "CYA",
    Drug.INFLIXIMAB: "IFX",
    Drug.IVIG: "IVIG",
    Drug.METHOTREXATE: "MTX",
    Drug.MYCOPHENOLATE: "MMF",
    Drug.RITUXIMAB: "RTX",
}
GLUCOCORTICOIDS: frozenset[Drug] = frozenset(
    {
        Drug.GLUCOCORTICOID,
        Drug.PREDNISONE,
        Drug.PREDNISOLONE,
        Drug.METHYLPREDNISOLONE,
        Drug.TRIAMCINOLONE,
        Drug.DEXAMETHASONE,
        Drug.BETAMETHASONE,
        Drug.HYDROCORTISONE,
        Drug.CORTISONE,
        Drug.DEFLAZACORT,
    }
)


def abbreviation(drug: Drug) -> str:
    """As the letter prints it: "GC" for every glucocorticoid, else the drug's own letters.

    >>> abbreviation(Drug.PREDNISONE), abbreviation(Drug.MYCOPHENOLATE)
    ('GC', 'MMF')
    """
    return "GC" if drug in GLUCOCORTICOIDS else ABBREVIATIONS[drug]
