"""What is written: percentages as they are printed, and cases that are read back the same."""

import json
from random import Random

from scoring.criteria.cases import answer, read_case
from scoring.criteria.core_set import EnzymeChoice
from scoring.criteria.results import score_to_json, to_json
from scoring.criteria.tis import score
from tests.scoring.criteria.some_cases import random_case
from tests.scoring.criteria.worked_cases import first_with


def test_percent_is_rounded_half_even_to_four_decimals_and_has_no_trailing_zeros() -> None:
    def percent(before: str, after: str) -> str:
        raw = first_with("baseline.physician_global", before)
        raw["followup"]["physician_global"] = after
        return str(answer(raw)["measures"]["physician_global"]["change_percent"])

    assert percent("5", "4.999995") == "0"  # 0.00005 to the even neighbour
    assert percent("5", "4.999985") == "0.0002"  # 0.00015
    assert percent("5", "4.9999751") == "0.0002"
    assert percent("5", "4") == "10"
    assert percent("4", "5") == "-10"


def test_what_is_written_is_read_back_the_same() -> None:
    random = Random(7)
    for _ in range(300):
        case = random_case(random)
        if not case.enzyme_choice.use and not case.enzyme_choice.exclude:
            case = case._replace(enzyme_choice=EnzymeChoice())
        if case.enzyme_choice.use in case.enzyme_choice.exclude:
            continue
        written = json.loads(json.dumps(to_json(case)))
        assert score_to_json(score(read_case(written))) == score_to_json(score(case))
        assert read_case(written) == case
