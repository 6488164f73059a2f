"""JSON lines: a case in each line, its result in a line of its own."""

import json
from collections.abc import Iterator
from typing import IO, Any

from scoring.case_files.answers import refused_line, with_line
from scoring.case_files.lines import lines_of
from scoring.criteria import reading
from scoring.criteria.cases import answer
from scoring.criteria.reading import Refused


def answers(stream: IO[bytes]) -> Iterator[tuple[str, bool]]:
    """Each result as it is printed, and whether it is an error. Raises FileUnusable."""
    for number, line in lines_of(stream):
        found = _answer(number, line)
        yield f"{json.dumps(found)}\n", "error" in found


def _answer(number: int, line: str | Refused) -> dict[str, Any]:
    if isinstance(line, Refused):
        return refused_line(number, line)
    try:
        case = reading.parse(line)
    except json.JSONDecodeError as error:
        message = f"the line is not JSON: {error.msg} at character {error.pos + 1}"
        return refused_line(number, Refused("line", "a JSON object", message))
    except RecursionError:
        message = "the line is nested too deeply"
        return refused_line(number, Refused("line", "a JSON object", message))
    return with_line(number, answer(case))
