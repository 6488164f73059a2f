"""`manage.py score`: files that cannot be used, cases that cannot be scored, then results."""

import json
import os
import shlex
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from scoring.criteria.cases import answer
from tests.scoring.case_files.table_rows import row_of, table
from tests.scoring.criteria.worked_cases import FIRST, WORKED_CASES

BAD = FIRST | {"id": "bad", "baseline": {"haq": "3.2"}}


def scored(file: str | Path) -> tuple[list[dict[str, Any]], int]:
    """The results that the command prints, and its exit status."""
    printed, status = StringIO(), 0
    try:
        call_command("score", str(file), stdout=printed)
    except SystemExit as end:
        status = int(str(end.code))
    return json.loads(printed.getvalue())["results"], status


def refusal(file: str | Path) -> CommandError:
    with pytest.raises(CommandError) as refused:
        call_command("score", str(file), stdout=StringIO())
    return refused.value


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is not JSON"),
        (b"cases: []", "is not JSON"),
        (b'{"cases": [}', "is not JSON"),
        (b"\xff\xfe\xff", "is not JSON"),
        (b"[]", 'no list "cases"'),
        (b"null", 'no list "cases"'),
        (b'{"case": []}', 'no list "cases"'),
        (b'{"cases": {"id": 1}}', 'no list "cases"'),
        (b'{"cases": null}', 'no list "cases"'),
        (b'{"cases": [], "cases": []}', '"cases" more than once'),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"cases": [' + b'{"id":' * 200_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_list_of_cases_is_refused(
    tmp_path: Path, content: bytes, says: str
) -> None:
    file = tmp_path / "cases.json"
    file.write_bytes(content)
    refused = refusal(file)
    assert refused.returncode == 2
    assert says in str(refused)
    assert str(file) in str(refused)


@pytest.mark.parametrize("name", ["absent.json", "."])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    refused = refusal(tmp_path / name)
    assert refused.returncode == 2
    assert "cannot be read" in str(refused)


def test_a_bad_case_does_not_stop_the_others(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": [FIRST, BAD, 5, FIRST]}))
    results, status = scored(file)
    assert status == 1
    assert [result["id"] for result in results] == ["first", "bad", None, "first"]
    assert results[1]["error"] == {
        "field": "baseline.haq",
        "limit": "0-3",
        "message": "baseline.haq is 3.2, outside 0-3",
    }
    assert results[0] == results[3] == answer(FIRST)
    assert ("number" in results[1], results[2]["number"]) == (False, 3)


def test_results_come_in_the_order_of_the_cases(tmp_path: Path) -> None:
    given = [raw | {"id": number} for number, (raw, _) in enumerate(WORKED_CASES)]
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"meta": {"what": "cases"}, "cases": given}))
    results, status = scored(file)
    assert (status, [result["id"] for result in results]) == (0, list(range(len(given))))
    assert [result["total"] for result in results] == [e["total"] for _, e in WORKED_CASES]


def test_no_cases_are_no_results(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text('{"cases": []}')
    assert scored(file) == ([], 0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_does_not_matter(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "cases.json"
    file.write_bytes(json.dumps({"cases": [FIRST]}).encode(encoding))
    assert scored(file) == ([answer(FIRST)], 0)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999999", "1e99999999999999999999"])
def test_numbers_that_are_none_are_the_fault_of_their_case(tmp_path: Path, number: str) -> None:
    text = json.dumps({"cases": [FIRST, FIRST]}).replace('"1.75"', number, 1)
    file = tmp_path / "cases.json"
    file.write_text(text)
    results, status = scored(file)
    assert (status, results[0]["error"]["field"]) == (1, "baseline.haq")
    assert results[1] == answer(FIRST)


def test_a_number_of_a_million_digits_is_refused_quickly(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": [FIRST]}).replace('"1.75"', "1" * 10**6))
    assert scored(file)[0][0]["error"]["limit"] == "15 digits"


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    content = BytesIO(json.dumps({"cases": [FIRST]}).encode())
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(content))
    assert scored("-") == ([answer(FIRST)], 0)


def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it, with nothing set up: no key, no folder, no database."""
    own = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "RISPOSTA_DATA")
    environment = {name: value for name, value in os.environ.items() if name not in own}
    return subprocess.run(
        [sys.executable, "manage.py", "score", *arguments],
        cwd=settings.BASE_DIR,
        env=environment | changes,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_it_works_with_no_database_in_reach_and_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": [FIRST, BAD]}))
    elsewhere = tmp_path / "data"
    done = run(
        str(file),
        DATABASE_URL="postgres://nobody@localhost:1/none",
        RISPOSTA_DATA=str(elsewhere),
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert json.loads(done.stdout)["results"] == [answer(FIRST), answer(BAD)]
    assert not elsewhere.exists()


def test_what_is_wrong_goes_to_standard_error_without_a_traceback(tmp_path: Path) -> None:
    done = run(str(tmp_path / "absent.json"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "cannot be read" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_a_file_of_another_format_is_refused_by_its_name(tmp_path: Path, kind: str) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("score", str(tmp_path / "absent"), format=kind)
    done = run("--format", "xml", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "jsonl" in done.stderr


def test_a_table_without_its_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("id,population,cpk\n")
    with pytest.raises(CommandError, match="cpk") as refused:
        call_command("score", str(file), format="csv")
    assert refused.value.returncode == 2
    assert str(file) in str(refused.value)


def test_a_name_is_printed_in_utf8_whatever_the_terminal_speaks(tmp_path: Path) -> None:
    file = tmp_path / "cases.csv"
    file.write_bytes(table([row_of(FIRST | {"id": "Łódź"})]))
    done = run("--format", "csv", str(file), PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Łódź,60," in done.stdout


@pytest.mark.parametrize(("bad", "expected"), [([], 0), ([BAD], 1)])
def test_lines_and_tables_say_whether_a_case_was_refused(
    tmp_path: Path, bad: list[dict[str, Any]], expected: int
) -> None:
    given = [FIRST, *bad, FIRST]
    lines = "\n".join(map(json.dumps, given)).encode()
    for kind, content in (("jsonl", lines), ("csv", table(map(row_of, given)))):
        file = tmp_path / kind
        file.write_bytes(content)
        done = run("--format", kind, str(file))
        assert (done.returncode, done.stderr) == (expected, "")
        header = kind == "csv"
        assert len(done.stdout.splitlines()) == len(given) + header


def peak_kib(kind: str, cases: int) -> int:
    """The most memory that the command held while it scored so many cases from a pipe."""
    case = FIRST | {"title": LONG_TITLE}
    line = f"{json.dumps(case)}\n".encode()
    header, row = (f"{part}\r\n".encode() for part in table([row_of(case)]).decode().split())
    command = [sys.executable, "-c", WATCHED, "manage.py", "score", "--format", kind, "-"]
    with subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdin
        assert child.stderr
        if kind == "csv":
            child.stdin.write(header)
        for _ in range(cases // 100):
            child.stdin.write((line if kind == "jsonl" else row) * 100)
        child.stdin.close()
        return int(child.stderr.read())


# Runs the command and prints the most memory that it held, in KiB. The kernel's own count of the
# process as it stands: what getrusage says begins with the parent's.
WATCHED = """
import re, runpy, sys
from pathlib import Path
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
held = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(held[1], file=sys.stderr)
"""
FEW, MANY = 200, 6000
# Kept, the lines of the many would hold 12 MB, and their results, without a title, 2 MB or more.
LONG_TITLE = 2000 * "T"
MAY_DIFFER_KIB = 1024


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_memory_does_not_grow_with_the_number_of_cases(kind: str) -> None:
    assert peak_kib(kind, MANY) - peak_kib(kind, FEW) < MAY_DIFFER_KIB


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_whoever_has_seen_enough_may_stop_reading(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "cases"
    lines = f"{json.dumps(FIRST)}\n".encode() * 2000
    file.write_bytes(lines if kind == "jsonl" else table([row_of(FIRST)] * 2000))
    with subprocess.Popen(
        [sys.executable, "manage.py", "score", "--format", kind, str(file)],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdout
        assert child.stderr
        assert child.stdout.readline()
        child.stdout.close()
        assert child.stderr.read() == b""
        assert child.wait() == 141


def run_into(results: str, file: Path | None = None) -> tuple[int, str]:
    """Through a shell, which can close standard input and write to a device that is full."""
    source = "- <&-" if file is None else shlex.quote(str(file))
    command = f"{shlex.quote(sys.executable)} manage.py score --format jsonl {source} >{results}"
    done = subprocess.run(
        command, shell=True, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("cases", [1, 200])  # what is left in the buffer, and more than it holds
def test_results_that_cannot_be_written_are_no_case_with_an_error(
    tmp_path: Path, cases: int
) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text(f"{json.dumps(FIRST)}\n" * cases)
    status, told = run_into("/dev/full", file)
    assert (status, told) == (
        2,
        "CommandError: The results cannot be written (No space left on device).\n",
    )


def test_a_closed_standard_input_is_told_as_a_file_that_cannot_be_read() -> None:
    status, told = run_into("/dev/null")
    assert (status, told) == (2, "CommandError: standard input is closed. Name a file.\n")
