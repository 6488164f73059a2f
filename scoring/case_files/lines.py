"""A file read line by line: no more than one line is held, however long the file is."""

from collections.abc import Iterator
from typing import IO

from scoring.criteria.reading import Refused

LONGEST_LINE_BYTES = 1024 * 1024  # a case has some 2,000
_UTF8_MARK, _UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


class FileUnusable(Exception):
    """Nothing of the file can be read; says why, in words that follow the file's name."""


def lines_of(stream: IO[bytes]) -> Iterator[tuple[int, str | Refused]]:
    """The number and the text of each line that is not blank, or why it cannot be read.

    UTF-8, with or without its mark; lines end with LF or CRLF. Raises FileUnusable.
    """
    number = 0
    while line := _line(stream):
        number += 1
        if number == 1:
            _refuse_utf16(line)
        if len(line) > LONGEST_LINE_BYTES:
            _skip_rest(stream, line)
            yield number, _refused(f"up to {LONGEST_LINE_BYTES} bytes", "the line is too long")
            continue
        if number == 1:
            line = line.removeprefix(_UTF8_MARK)
        if line.strip():
            yield number, _text(line)


def _line(stream: IO[bytes]) -> bytes:
    try:
        return stream.readline(LONGEST_LINE_BYTES + 1)
    except OSError as error:
        raise FileUnusable(f"cannot be read ({error.strerror}).") from error


def _skip_rest(stream: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = _line(stream)


def _refuse_utf16(line: bytes) -> None:
    if line.startswith(_UTF16_MARKS):
        raise FileUnusable("is UTF-16. Save it as UTF-8.")


def _text(line: bytes) -> str | Refused:
    try:
        return line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        return _refused("UTF-8", "the line is not UTF-8")


def _refused(limit: str, message: str) -> Refused:
    return Refused("line", limit, message)
