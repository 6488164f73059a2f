"""Lines of a file: what cannot be read is the fault of its line, and no line is held for ever."""

from io import BytesIO, RawIOBase

import pytest

from scoring.case_files.lines import LONGEST_LINE_BYTES, FileUnusable, lines_of
from scoring.criteria.reading import Refused


def lines(content: bytes) -> list[tuple[int, str]]:
    """Number and text of each line, or what is wrong with it."""
    return [
        (number, f"{line.field}: {line}" if isinstance(line, Refused) else line)
        for number, line in lines_of(BytesIO(content))
    ]


@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff"])
def test_a_file_in_utf16_is_refused_as_a_whole(mark: bytes) -> None:
    with pytest.raises(FileUnusable, match="Save it as UTF-8"):
        lines(mark + "a\n".encode("utf-16-le"))


def test_a_disk_that_fails_is_reported() -> None:
    class Failing(RawIOBase):
        def readline(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(FileUnusable, match="Input/output error"):
        list(lines_of(Failing()))


def test_a_line_that_is_not_utf8_does_not_stop_the_others() -> None:
    assert lines(b"a\ncaff\xe8\nb\n") == [
        (1, "a"),
        (2, "line: the line is not UTF-8"),
        (3, "b"),
    ]


@pytest.mark.parametrize("extra", [1, 2, LONGEST_LINE_BYTES, 3 * LONGEST_LINE_BYTES])
def test_a_line_that_is_too_long_is_left_out_whole(extra: int) -> None:
    too_long = b"x" * (LONGEST_LINE_BYTES + extra)
    assert lines(too_long + b"\nb") == [(1, "line: the line is too long"), (2, "b")]
    assert lines(b"\xef\xbb\xbf" + too_long) == [(1, "line: the line is too long")]


def test_the_longest_line_is_read() -> None:
    longest = b"x" * (LONGEST_LINE_BYTES - 1)
    assert lines(longest + b"\nb") == [(1, longest.decode()), (2, "b")]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_blank_lines_are_left_out_and_counted(end: bytes) -> None:
    content = end.join([b"\xef\xbb\xbfa", b"", b"  ", b"b", b""])
    assert lines(content) == [(1, "a"), (4, "b")]


def test_the_last_line_may_end_without_a_break() -> None:
    assert lines(b"a\nb") == [(1, "a"), (2, "b")]
    assert lines(b"") == []
