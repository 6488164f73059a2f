"""A case a line: a bad line is an error with its number, and the others are scored."""

import json
from io import BytesIO
from typing import Any

import pytest

from scoring.case_files.json_lines import answers
from scoring.criteria.cases import answer
from tests.scoring.criteria.worked_cases import FIRST, WORKED_CASES

BAD = FIRST | {"id": "bad", "baseline": {"haq": "3.2"}}
FIRST_LINE = json.dumps(FIRST).encode()


def answered(content: bytes) -> list[dict[str, Any]]:
    found = []
    for piece, is_error in answers(BytesIO(content)):
        assert piece.endswith("\n")
        assert piece.count("\n") == 1
        found.append(json.loads(piece))
        assert is_error == ("error" in found[-1])
    return found


@pytest.mark.parametrize(
    ("line", "limit", "says"),
    [
        (b"{", "a JSON object", "is not JSON"),
        (b"adult", "a JSON object", "is not JSON: Expecting value at character 1"),
        (b'{"id": 1} {"id": 2}', "a JSON object", "is not JSON: Extra data at character 11"),
        (b"[" * 200_000, "a JSON object", "nested too deeply"),
        (b'{"id": "caff\xe8"}', "UTF-8", "not UTF-8"),
    ],
)
def test_a_bad_line_names_itself_and_the_others_are_scored(
    line: bytes, limit: str, says: str
) -> None:
    first, bad, last = answered(b"\n".join([FIRST_LINE, line, FIRST_LINE]))
    assert first == last == answer(FIRST)
    assert (bad["id"], bad["line"], bad["error"]["field"]) == (None, 2, "line")
    assert bad["error"]["limit"] == limit
    assert says in bad["error"]["message"]


def test_a_refused_case_names_its_line_too() -> None:
    lines = b"\n\n".join([FIRST_LINE, json.dumps(BAD).encode()])
    assert answered(lines) == [answer(FIRST), answer(BAD) | {"line": 3}]


@pytest.mark.parametrize("line", [b"5", b"null", b"[]", b'"case"'])
def test_what_is_no_object_is_refused(line: bytes) -> None:
    (refused,) = answered(line)
    assert (refused["line"], refused["error"]["field"]) == (1, "case")


def test_every_worked_case_gives_what_it_gives_alone() -> None:
    lines = b"\r\n".join(json.dumps(raw).encode() for raw, _ in WORKED_CASES)
    assert answered(b"\xef\xbb\xbf" + lines) == [answer(raw) for raw, _ in WORKED_CASES]


def test_an_empty_file_has_no_results() -> None:
    assert answered(b"") == answered(b"\n\n") == []


def test_results_come_while_the_lines_are_read() -> None:
    """The second line is never asked for when one result is enough."""

    class OneLine(BytesIO):
        asked = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            self.asked += 1
            return FIRST_LINE + b"\n"

    stream = OneLine()
    assert json.loads(next(answers(stream))[0]) == answer(FIRST)
    assert stream.asked == 1
