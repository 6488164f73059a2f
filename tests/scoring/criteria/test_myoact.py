"""MYOACT: no sum where a scale is empty or nothing was assessable; NA leaves the possible too."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.criteria.myoact import (
    EXTRAMUSCULAR,
    WITH_MUSCLE,
    Myoact,
    NotAssessable,
    System,
    myoact,
)
from scoring.criteria.reading import Refused

NA = NotAssessable.NA
QUIET = dict.fromkeys(EXTRAMUSCULAR, Decimal(0))
SCALES = st.integers(min_value=0, max_value=100).map(lambda mm: Decimal(mm).scaleb(-1))
FORMS = st.fixed_dictionaries({system: st.none() | st.just(NA) | SCALES for system in System})

Form = dict[System, Decimal | int | NotAssessable | None]


def scales(*values: str | None) -> Form:
    """In the order of the form, from the constitutional one on."""
    read = (NA if value == "NA" else None if value is None else Decimal(value) for value in values)
    return dict(zip(System, read, strict=False))


# --- No sum ---------------------------------------------------------------------------------


def test_an_empty_form_has_no_sum() -> None:
    assert myoact({}) == Myoact(None, Decimal(0), None, (), EXTRAMUSCULAR)


def test_a_scale_left_empty_leaves_no_sum_and_is_named() -> None:
    for system in EXTRAMUSCULAR:
        result = myoact({**QUIET, system: None})
        assert result == (None, 50, None, (), (system,))
        assert myoact({key: value for key, value in QUIET.items() if key != system}) == result


def test_where_nothing_could_be_assessed_there_is_no_sum() -> None:
    result = myoact(dict.fromkeys(EXTRAMUSCULAR, NA))
    assert result == (None, 0, None, EXTRAMUSCULAR, ())


def test_not_assessable_is_written_as_on_the_form() -> None:
    assert NotAssessable("NA") is NA


def test_not_assessable_does_not_hide_an_empty_scale() -> None:
    result = myoact(scales("1", "NA", None, "2", "3", "4"))
    assert result == (None, 40, None, (System.CUTANEOUS,), (System.SKELETAL,))


@pytest.mark.parametrize(
    ("value", "limit", "told"),
    [
        ("10.1", "0-10 cm", "is 10.1, outside 0-10 cm"),
        ("45", "0-10 cm", "is 45, outside 0-10 cm"),
        ("-0.1", "0-10 cm", "is -0.1, outside 0-10 cm"),
        ("4.55", "0-10 cm, in steps of 0.1", "is 4.55; the scale is read in steps of 0.1"),
    ],
)
def test_a_value_off_the_scale_is_refused(value: str, limit: str, told: str) -> None:
    with pytest.raises(Refused) as refused:
        myoact({**QUIET, System.PULMONARY: Decimal(value)})
    assert refused.value.to_json() == {
        "field": "myoact.pulmonary",
        "limit": limit,
        "message": f"myoact.pulmonary {told}",
    }


def test_muscle_is_not_among_the_six_and_does_not_count_with_them() -> None:
    six = ["constitutional", "cutaneous", "skeletal", "gastrointestinal", "pulmonary", "cardiac"]
    assert [system.value for system in EXTRAMUSCULAR] == six
    assert [system.value for system in WITH_MUSCLE] == [*six, "muscle"]
    assert myoact({**QUIET, System.MUSCLE: Decimal(9)}) == myoact(QUIET)
    assert myoact({**QUIET, System.MUSCLE: NA}).not_assessable == ()


# --- The sum --------------------------------------------------------------------------------


def test_six_systems_are_of_60_cm() -> None:
    result = myoact(scales("1.5", "0", "2", "0.5", "4.5", "0"))
    assert result == (Decimal("8.5"), 60, Fraction(17, 120), (), ())
    assert myoact(dict.fromkeys(EXTRAMUSCULAR, Decimal(10))) == (60, 60, 1, (), ())
    assert myoact(QUIET) == (0, 60, 0, (), ())


def test_with_muscle_seven_systems_are_of_70_cm() -> None:
    result = myoact(scales("1", "1", "1", "1", "1", "1", "8"), WITH_MUSCLE)
    assert result == (14, 70, Fraction(1, 5), (), ())


def test_a_system_that_was_not_assessable_leaves_sum_and_possible() -> None:
    result = myoact(scales("1", "NA", "2", "3", "4", "NA"))
    assert result == (10, 40, Fraction(1, 4), (System.CUTANEOUS, System.CARDIAC), ())


def test_a_scale_of_zero_is_an_assessment() -> None:
    assert myoact(dict.fromkeys(EXTRAMUSCULAR, NA) | {System.CARDIAC: Decimal(0)}).sum_cm == 0


def test_whole_centimetres_may_be_whole_numbers() -> None:
    assert myoact(dict.fromkeys(EXTRAMUSCULAR, 3)) == myoact(
        dict.fromkeys(EXTRAMUSCULAR, Decimal(3))
    )


def test_no_callers_precision_rounds_the_sum() -> None:
    with localcontext(prec=1):
        result = myoact(scales("9.9", "9.8", "9.7", "9.6", "9.5", "9.4"))
    assert (str(result.sum_cm), str(result.possible_cm)) == ("57.9", "60")


@given(form=FORMS, systems=st.sampled_from([EXTRAMUSCULAR, WITH_MUSCLE]))
def test_the_sum_is_that_of_the_form_added_up_by_hand(
    form: Form, systems: tuple[System, ...]
) -> None:
    result = myoact(form, systems)
    found = [form[system] for system in systems]
    millimetres = [int(value * 10) for value in found if isinstance(value, Decimal)]
    assert result.possible_cm == 10 * len(millimetres)
    if None in found or not millimetres:
        assert (result.sum_cm, result.proportion) == (None, None)
    else:
        assert result.sum_cm == Decimal(sum(millimetres)) / 10
        assert result.proportion == Fraction(sum(millimetres), 100 * len(millimetres))
        assert 0 <= result.proportion <= 1
