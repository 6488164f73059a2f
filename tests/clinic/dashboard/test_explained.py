"""A score's explanation in words: first what is missing, then what would decide."""

from decimal import Decimal
from typing import Any

from django.utils import translation

from clinic.dashboard.explained import ExplainedScore, MeasureLine, explained_score
from clinic.dashboard.explained_words import better_words
from scoring.criteria.core_set import Case, CoreSet, EnzymeChoice, EnzymeValue, Ranges
from scoring.criteria.deciding import deciding
from scoring.criteria.explanation import explain
from scoring.criteria.points import Measure, Population
from scoring.criteria.tis import score

BEFORE = CoreSet(
    physician_global=Decimal("7.4"),
    patient_global=Decimal("6.8"),
    mmt=Decimal(112),
    haq=Decimal("2.25"),
    extramuscular=Decimal("6.2"),
    enzymes={"ck": EnzymeValue(Decimal(2337), Decimal(190))},
)
NOW = CoreSet(
    physician_global=Decimal("3.6"),
    patient_global=Decimal("4.4"),
    mmt=Decimal(124),
    haq=Decimal("1.875"),
    extramuscular=Decimal("3.4"),
    enzymes={"ck": EnzymeValue(Decimal(627), Decimal(190))},
)


def explained(
    before: dict[str, Any] | None = None,
    population: Population = Population.ADULT,
    ranges: Ranges | None = None,
    **now: Any,
) -> ExplainedScore:
    case = Case(population, BEFORE._replace(**before or {}), NOW._replace(**now))
    case = case._replace(ranges=ranges or case.ranges)
    return explained_score(explain(case, score(case)))


def line(found: ExplainedScore, measure: Measure) -> MeasureLine:
    return found.lines[list(Measure).index(measure)]


# --- Missing --------------------------------------------------------------------------------


def test_with_everything_known_nothing_is_missing_and_nothing_left_to_decide() -> None:
    found = explained()
    assert (found.missing, found.why_bounds, found.deciding) == ([], None, [])
    assert (found.text, found.is_open) == ("60.0", False)


def test_a_missing_measure_has_no_number_and_no_cell() -> None:
    haq = line(explained(haq=None), Measure.HAQ)
    assert (haq.followup, haq.change, haq.band, haq.points) == (None, None, None, "0–10")
    assert not any(cell.is_hit for cell in haq.cells)


def test_where_it_is_missing_is_said_with_what_limits_it() -> None:
    assert explained(haq=None).missing == [
        "HAQ-DI: not assessed at this visit. From its value at the baseline it can earn 10 points"
        " at most."
    ]
    assert explained({"haq": None}, haq=Decimal("2.75")).missing == [
        "HAQ-DI: not assessed at the baseline. To its value at this visit it can have earned"
        " 5 points at most."
    ]
    assert explained({"haq": None}, haq=None).missing == [
        "HAQ-DI: not assessed at either visit. At most 10 points, by the table."
    ]
    assert explained({"enzymes": {}}).missing == [
        "Muscle enzyme: none can be followed from the baseline. At most 7.5 points, by the table."
    ]


def test_an_enzyme_left_out_is_not_said_to_be_unknown() -> None:
    """CK was measured, and its limit is known: that it is not followed was a clinician's choice."""
    choice = EnzymeChoice(exclude=frozenset({"ck"}), reason="exercise")
    case = Case(Population.ADULT, BEFORE, NOW._replace(haq=None), enzyme_choice=choice)
    found = explained_score(explain(case, score(case)))
    enzyme = line(found, Measure.ENZYME)
    assert enzyme.missing == (
        "Muscle enzyme: none can be followed from the baseline. At most 7.5 points, by the table."
    )
    assert (
        "Muscle enzyme: the baseline has no value that counts, so nothing measured now makes it"
        " known." in found.deciding
    )


# --- What would decide ----------------------------------------------------------------------


def test_a_scale_decides_from_a_value_on() -> None:
    assert explained(haq=None).deciding == [
        "HAQ-DI 2.125 or higher makes the response moderate.",
        "HAQ-DI 2 or lower makes the response major.",
    ]


def test_strength_decides_upwards() -> None:
    assert explained(mmt=None, haq=Decimal("2.25")).deciding[-1] == (
        "MMT8 128 or higher makes the response major."
    )


def test_an_enzyme_is_told_in_its_unit_and_in_multiples_of_its_limit() -> None:
    assert explained(enzymes={}).deciding == [
        "CK 1624.5 U/L (8.55 × limit) or higher makes the response moderate.",
        "CK below 1624.5 U/L (8.55 × limit) makes the response major.",
    ]


def test_the_best_value_of_a_scale_stands_alone() -> None:
    found = explained(
        {"physician_global": Decimal("4.1")},
        physician_global=None,
        patient_global=Decimal("5.9"),
        haq=Decimal("1.5"),
        extramuscular=Decimal("3.9"),
    )
    assert found.deciding[-1] == "Physician global 0 makes the response major."


def test_a_response_between_two_others_has_both_ends() -> None:
    # 17.5 points of the physician's, and up to 32.5 of the strength.
    unchanged = BEFORE._replace(physician_global=NOW.physician_global, mmt=None)
    assert explained(**unchanged._asdict()).deciding == [
        "MMT8 115 or lower makes the response none.",
        "MMT8 116 to 142 makes the response minimal.",
        "MMT8 143 or higher makes the response moderate.",
    ]


def test_so_has_an_enzyme() -> None:
    # 17.5 points are there, and up to 17.5 of the physician's.
    unchanged = BEFORE._replace(physician_global=None, mmt=NOW.mmt, haq=Decimal("1.5"), enzymes={})
    found = explained({"physician_global": Decimal(4)}, **unchanged._asdict())
    assert (
        "CK from 1909.5 U/L (10.05 × limit) to below 2194.5 U/L (11.55 × limit) makes the"
        " response minimal." in found.deciding
    )


def test_a_value_that_the_baseline_lacks_decides_nothing_now() -> None:
    assert explained({"haq": None}, haq=Decimal(1)).deciding == [
        "HAQ-DI: the baseline has no value that counts, so nothing measured now makes it known.",
        "Nothing that can be measured at this visit decides it.",
    ]


def test_of_several_that_decide_together_only_it_is_said() -> None:
    found = explained(patient_global=None, enzymes={}, haq=None)
    assert found.deciding == [
        "No value alone decides: Patient global, HAQ-DI, CK. Several of them together could."
    ]


def test_beside_the_fields_only_what_makes_it_better_is_said() -> None:
    case = Case(Population.ADULT, BEFORE, NOW._replace(haq=None))
    labels = {Measure.HAQ: "HAQ-DI"}
    scored = score(case)
    words = better_words(case.population, scored, deciding(case, scored), labels)
    assert words == ["HAQ-DI 2 or lower makes the response major."]
    assert better_words(case.population, scored, None, labels) == []


# --- The worksheet --------------------------------------------------------------------------


def test_the_cell_that_was_hit_holds_the_points() -> None:
    found = explained()
    for one in found.lines:
        assert [cell.points for cell in one.cells if cell.is_hit] == [one.points]
    assert found.head == ["≤ 5", "> 5–15", "> 15–25", "> 25–40", "> 40"]


def test_only_strength_prints_its_own_edges() -> None:
    found = explained()
    assert [cell.edges for cell in line(found, Measure.MMT).cells][:2] == ["≤ 2", "> 2–10"]
    assert {cell.edges for cell in line(found, Measure.HAQ).cells} == {None}


def test_an_enzyme_is_printed_in_multiples_and_as_the_laboratory_has_it() -> None:
    ck = line(explained(enzymes={"ck": EnzymeValue(Decimal(627))}), Measure.ENZYME)
    assert (ck.label, ck.baseline, ck.followup, ck.range) == ("CK", "12.3", "3.3", "15 × limit")
    assert (ck.baseline_note, ck.followup_note) == ("2337 U/L, limit 190", "627 U/L")


def test_a_change_has_its_sign() -> None:
    found = explained(mmt=Decimal(109))
    assert line(found, Measure.HAQ).change == "+12.5"
    assert line(found, Measure.MMT).change == "−2"
    assert found.worsening == ["MMT8: 112 at the baseline, 109 at this visit (−2 %)."]


def test_millimetres_are_printed_as_millimetres() -> None:
    found = explained(
        {"physician_global": Decimal(74)},
        ranges=Ranges(physician_global=Decimal(100)),
        physician_global=Decimal(36),
    )
    assert line(found, Measure.PHYSICIAN_GLOBAL).range == "100 mm"


def test_a_child_has_a_childs_instruments_and_thresholds() -> None:
    found = explained(
        {"mmt": Decimal(30)},
        population=Population.JUVENILE,
        ranges=Ranges(mmt=Decimal(52)),
        mmt=Decimal(40),
    )
    labels = [str(one.label) for one in found.lines]
    assert labels[1:4] == ["Parent or patient global", "CMAS", "CHAQ"]
    assert (found.is_juvenile, found.thresholds) == (True, ["30", "45", "70"])


def test_numbers_are_in_the_readers_language() -> None:
    with translation.override("it"):
        found = explained()
    assert (line(found, Measure.PHYSICIAN_GLOBAL).baseline, found.text) == ("7,4", "60,0")
