"""What `./run test` makes of its rounds."""

from collections import Counter
from pathlib import Path

import pytest

from tests.suite import Round, clean_environment, count, report

GOOD = Round("SQLite", 1, 0, Counter(passed=3))


def test_a_failed_round_fails_the_suite() -> None:
    assert report([GOOD, Round("PostgreSQL", 1, 1, Counter(failed=1))], [], 2) == 1


def test_a_suite_that_ran_no_test_fails() -> None:
    assert report([Round("SQLite", 1, 5), Round("PostgreSQL", 1, 5)], [], 2) == 1


def test_arguments_that_select_nothing_on_one_engine_fail_nothing() -> None:
    assert report([GOOD, Round("PostgreSQL", 1, 5)], [], 2) == 0


def test_a_missing_round_is_told_and_fails_under_ci_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert report([GOOD], ["the PostgreSQL round: no binaries"], 2) == 0
    assert "not run: the PostgreSQL round: no binaries" in capsys.readouterr().out
    monkeypatch.setenv("CI", "true")
    assert report([GOOD], ["the PostgreSQL round: no binaries"], 2) == 1


def test_the_last_lines_count_each_round(capsys: pytest.CaptureFixture[str]) -> None:
    skipped = Round("PostgreSQL", 1, 0, Counter(passed=2, skipped=1), {"no browser"})
    report([GOOD, skipped], [], 2)
    lines = capsys.readouterr().out.splitlines()
    assert "not run: PostgreSQL: no browser" in lines
    assert lines[-2:] == [
        "SQLite: 3 passed, 0 failed, 0 skipped",
        "PostgreSQL: 2 passed, 0 failed, 1 skipped",
    ]


def test_outcomes_are_counted_from_the_results(tmp_path: Path) -> None:
    results = tmp_path / "results.xml"
    results.write_text(
        "<testsuites><testsuite><testcase/><testcase><failure/></testcase>"
        "<testcase><error/></testcase><testcase><skipped message='no browser'/></testcase>"
        "</testsuite></testsuites>"
    )
    done = Round("SQLite", 1, 1)
    count(done, results)
    assert done.counts == Counter(passed=1, failed=2, skipped=1)
    assert done.skipped_because == {"no browser"}


def test_nobodys_real_data_are_in_reach_of_the_tests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "RISPOSTA_DATA", "RISPOSTA_HTTPS", "SECRET_KEY"):
        monkeypatch.setenv(name, "the clinic's own")
    environment = clean_environment(tmp_path)
    assert "the clinic's own" not in environment.values()
    assert environment["RISPOSTA_DATA"] == str(tmp_path)
