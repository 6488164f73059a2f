"""The core set of a visit: what was not assessed is None; the scales that hold unless told."""

from decimal import Decimal

from scoring.criteria.core_set import Case, CoreSet, EnzymeChoice, EnzymeValue, Ranges
from scoring.criteria.points import Population


def test_a_visit_at_which_nothing_was_assessed_holds_no_zero() -> None:
    *scales, enzymes = CoreSet()
    assert scales == [None] * 5
    assert enzymes == {}


def test_an_enzyme_has_no_limit_unless_it_is_given() -> None:
    assert EnzymeValue(Decimal(180)).uln is None


def test_nothing_is_chosen_unless_somebody_says_so() -> None:
    assert EnzymeChoice() == (None, frozenset(), None)


def test_scales_are_in_centimetres_both_sides_and_of_the_haq_unless_told() -> None:
    assert Ranges()._asdict() == {
        "physician_global": 10,
        "patient_global": 10,
        "mmt": 150,
        "haq": 3,
        "extramuscular": 10,
    }


def test_the_scales_are_named_as_the_measures_and_in_their_order() -> None:
    assert (*Ranges._fields, "enzymes") == CoreSet._fields
    assert Case(Population.ADULT, CoreSet(), CoreSet())[3:] == (Ranges(), EnzymeChoice())
