"""One JSON document: `{"cases": [...]}` in, `{"results": [...]}` out. Held in memory as a whole."""

import json
from collections.abc import Iterator
from typing import IO, Any

from scoring.case_files.answers import with_number
from scoring.case_files.lines import FileUnusable
from scoring.criteria import reading
from scoring.criteria.cases import answer

FORM = 'a JSON object {"cases": [...]}, described in docs/criteria.md'


def answers(stream: IO[bytes]) -> Iterator[tuple[str, bool]]:
    """The document piece by piece, and whether a piece is an error. Raises FileUnusable."""
    cases = _cases(stream)
    yield '{"results": [\n', False
    separator = ""
    for number, case in enumerate(cases, start=1):
        found = with_number(number, answer(case))
        yield f"{separator}{json.dumps(found)}", "error" in found
        separator = ",\n"
    yield "\n]}\n", False


def _cases(stream: IO[bytes]) -> list[Any]:
    document = _document(stream)
    found = document.get("cases") if isinstance(document, dict) else None
    if not isinstance(found, list):
        raise FileUnusable(f'has no list "cases". Give {FORM}.')
    if isinstance(document, reading.RepeatedKey):
        raise FileUnusable(f'has "{document.key}" more than once. Leave one.')
    return found


def _document(stream: IO[bytes]) -> Any:
    try:
        return reading.parse(stream.read())
    except OSError as error:
        raise FileUnusable(f"cannot be read ({error.strerror}).") from error
    except RecursionError as error:
        raise FileUnusable(f"is nested too deeply. Give {FORM}.") from error
    except ValueError as error:
        raise FileUnusable(f"is not JSON ({error}). Give {FORM}.") from error
