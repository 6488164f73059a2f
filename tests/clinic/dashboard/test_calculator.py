"""The calculator: what is typed and cannot be used, then scores of what can, stored nowhere."""

import logging
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.dashboard.calculator_form import CalculatorForm
from scoring.criteria.core_set import CoreSet, EnzymeChoice, EnzymeValue
from scoring.criteria.results import score_to_json
from scoring.criteria.tis import score
from tests.people import let_in, make_person
from tests.scoring.criteria.worked_cases import FIRST_EXPECTED

PATH = "/calculator/"
SETTING = {"population": "adult", "instrument": "mmt8_both_sides", "followed": ""}
# The first of the cases worked by hand.
TYPED = SETTING | {
    "baseline-physician_global": "6.4",
    "baseline-patient_global": "5.0",
    "baseline-mmt": "118",
    "baseline-haq": "1.75",
    "baseline-extramuscular": "4.2",
    "baseline-ck-value": "1800",
    "baseline-ck-uln": "180",
    "baseline-ldh-value": "480",
    "baseline-ldh-uln": "240",
    "followup-physician_global": "3.1",
    "followup-patient_global": "3.0",
    "followup-mmt": "133",
    "followup-haq": "1.0",
    "followup-extramuscular": "1.9",
    "followup-ck-value": "900",
    "followup-ck-uln": "180",
    "followup-ldh-value": "360",
    "followup-ldh-uln": "240",
}


def scored(**changes: str) -> dict[str, Any]:
    """The result of the first case with other texts here and there; `__` stands for a hyphen."""
    typed = TYPED | {name.replace("__", "-"): text for name, text in changes.items()}
    case = CalculatorForm(typed).case()
    assert case
    return score_to_json(score(case))


def errors(**changes: str) -> dict[str, list[str]]:
    typed = TYPED | {name.replace("__", "-"): text for name, text in changes.items()}
    return {
        field.html_name: [str(error) for error in field.errors]
        for field, _ in CalculatorForm(typed).fields()
        if field.errors
    }


@pytest.fixture
def desk(client: Client, rossi: User) -> Client:
    let_in(client, rossi)
    return client


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("baseline__haq", "3.2", "3.2 is outside 0-3."),
        ("followup__physician_global", "31", "31 is outside 0-10 cm."),
        ("followup__physician_global", "3.15", "Write at most 1 decimal."),
        ("baseline__patient_global", "five", "Write a number, for example 3.5."),
        ("followup__mmt", "151", "151 is outside 0-150."),
        ("followup__mmt", "133.5", "Write a whole number."),
        ("baseline__ck__value", "-1", "-1 is outside 0-500000 U/L."),
        ("baseline__ck__uln", "0", "The upper limit must be above 0."),
        ("followup__ck__value", "<20", "Write the number itself: a bound cannot be scored."),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_at_its_field(
    field: str, text: str, says: str
) -> None:
    assert errors(**{field: text}) == {field.replace("__", "-"): [says]}


def test_what_is_refused_counts_as_missing() -> None:
    assert scored(baseline__haq="3.2")["missing"] == ["haq"]
    assert scored(baseline__haq="3.2") == scored(baseline__haq="")
    assert scored(followup__ck__uln="-1") == scored(followup__ck__value="")


def test_the_names_of_what_is_refused_are_told_once() -> None:
    typed = TYPED | {"baseline-haq": "4", "followup-haq": "4", "followup-ck-value": "x"}
    assert CalculatorForm(typed).refused() == ["HAQ-DI", "CK"]
    assert CalculatorForm().refused() == CalculatorForm(TYPED).refused() == []


def test_the_cmas_is_for_children() -> None:
    changes = {"instrument": "cmas", "baseline__mmt": "20", "followup__mmt": "31"}
    assert errors(**changes) == {"instrument": ["CMAS is an instrument for children."]}
    assert scored(**changes)["missing"] == ["mmt"]
    of_child = scored(population="juvenile", **changes)
    assert of_child["measures"]["mmt"]["change_percent"] == "21.1538"
    assert (of_child["total"], of_child["category"]) == ("77.5", "major")


def test_a_page_without_a_population_has_no_score() -> None:
    assert CalculatorForm().case() is None
    assert CalculatorForm({}).case() is None
    assert CalculatorForm(TYPED | {"population": "elderly"}).case() is None


def test_a_limit_without_a_value_was_not_measured() -> None:
    case = CalculatorForm(SETTING | {"baseline-ck-uln": "180"}).case()
    assert case
    assert case.baseline == case.followup == CoreSet()


def test_the_case_worked_by_hand_gives_its_score() -> None:
    result = scored()
    for key in ("enzyme", "missing", "total", "lower", "upper", "attainable", "category"):
        assert result[key] == FIRST_EXPECTED[key], key
    for measure, parts in FIRST_EXPECTED["measures"].items():
        assert parts.items() <= result["measures"][measure].items()


def test_one_side_is_read_on_its_own_range() -> None:
    one_side = scored(instrument="mmt8_left", baseline__mmt="62", followup__mmt="70")
    assert one_side["measures"]["mmt"]["change_percent"] == "10"


@pytest.mark.parametrize("with_limit", [True, False])
def test_units_may_differ_between_the_visits(with_limit: bool) -> None:
    """900 U/L are 15 ukat/L; a limit that is left empty is the baseline's, in its own unit."""
    limit = "3" if with_limit else ""
    in_ukat = {"followup__ck__value": "15", "followup__ck__unit": "ukat/L"}
    assert scored(followup__ck__uln=limit, **in_ukat) == scored()


def test_another_enzyme_can_be_followed() -> None:
    result = scored(followed="ldh")
    assert (result["enzyme"], result["measures"]["enzyme"]["points"]) == ("ldh", "5")
    without_limit = scored(followed="ldh", baseline__ldh__uln="")
    assert without_limit["flags"] == ["enzyme_without_uln", "chosen_enzyme_unusable"]


def test_a_decimal_comma_is_a_point() -> None:
    assert scored(baseline__haq="1,75") == scored()
    case = CalculatorForm(TYPED | {"followed": "ck"}).case()
    assert case
    assert case.enzyme_choice == EnzymeChoice("ck")
    assert case.baseline.enzymes["ck"] == EnzymeValue(Decimal(1800), Decimal(180))


def test_the_empty_page_says_what_to_do(desk: Client) -> None:
    page = desk.get(PATH).content.decode()
    assert "No score yet" in page
    assert "Type the baseline on the left" in page
    assert 'aria-invalid="true"' not in page


def test_with_a_baseline_alone_it_asks_for_the_follow_up(desk: Client) -> None:
    typed = {name: text for name, text in TYPED.items() if not name.startswith("followup")}
    page = desk.post(PATH, typed).content.decode()
    assert "No follow-up yet" in page
    assert "Highest score this baseline allows: 95.0" in page


def test_without_a_script_the_page_comes_back_with_its_score_and_everything_typed(
    desk: Client,
) -> None:
    typed = TYPED | {"followup-haq": "x1"}
    page = desk.post(PATH, typed).content.decode()
    assert "<html" in page
    assert "52.5–62.5" in page
    for text in typed.values():
        assert not text or f'value="{text}"' in page
    assert "Write a number, for example 3.5." in page


def test_while_somebody_types_only_the_score_and_the_errors_come(desk: Client) -> None:
    part = desk.post(PATH, TYPED | {"baseline-haq": "4"}, headers={"HX-Request": "true"})
    text = part.content.decode()
    assert "<html" not in text
    assert text.lstrip().startswith('<div class="panel-summary"')
    assert "4 is outside 0-3." in text
    errors_and_explanation = len(list(CalculatorForm().fields())) + 1
    assert text.count('hx-swap-oob="true"') == errors_and_explanation


def test_the_score_is_explained_below_the_numbers_once_there_is_a_follow_up(desk: Client) -> None:
    typed = {name: text for name, text in TYPED.items() if not name.startswith("followup")}
    assert "Measure by measure" not in desk.get(PATH).content.decode()
    assert "Measure by measure" not in desk.post(PATH, typed).content.decode()
    page = desk.post(PATH, TYPED).content.decode()
    assert "Measure by measure" in page
    assert page.count("fell here") == len(FIRST_EXPECTED["measures"])


@pytest.mark.parametrize("role", Role)
def test_it_is_in_everybodys_sidebar(client: Client, milan: Centre, role: Role) -> None:
    let_in(client, make_person("somebody", role, milan))
    page = client.get(PATH)
    assert page.status_code == 200
    assert f'href="{PATH}" aria-current="page"' in page.content.decode()


def test_nothing_is_stored_and_no_value_is_logged(
    desk: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    rows = {model: model._default_manager.count() for model in apps.get_models()}
    desk.post(PATH, TYPED | {"baseline-haq": "47.11"})
    assert {model: model._default_manager.count() for model in apps.get_models()} == rows
    assert "1800" not in caplog.text
    assert "47.11" not in caplog.text
