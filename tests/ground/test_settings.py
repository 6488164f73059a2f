"""Settings: refused where they are unsafe, documented where they are read."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests import compose
from tests.stack import ROOT, VALUES

DOCUMENT = ROOT / "docs" / "running.md"
# Where an environment variable is read, and how that looks there.
READ_IN = {
    "clinic/settings.py": r'\benv\.\w+\(\s*"([A-Z][A-Z0-9_]+)"',
    "clinic/gunicorn.py": r'os\.environ(?:\.get\(|\[)"([A-Z][A-Z0-9_]+)"',
    "run": r"\$\{([A-Z][A-Z0-9_]+)[:}]",
    "docker-compose.yml": r"\$\{([A-Z][A-Z0-9_]+)[:}]",
    "tests/facilities.py": r'os\.environ\.get\("([A-Z][A-Z0-9_]+)"',
    "tests/servers.py": r'os\.environ\.get\("([A-Z][A-Z0-9_]+)"',
    "tests/conftest.py": r'os\.environ\.get\("([A-Z][A-Z0-9_]+)"',
}


def variables_read() -> set[str]:
    return {
        name
        for file, pattern in READ_IN.items()
        for name in re.findall(pattern, (ROOT / file).read_text(encoding="utf-8"))
    }


def variables_documented() -> set[str]:
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", DOCUMENT.read_text("utf-8"), re.M))


def test_every_variable_that_is_read_is_documented() -> None:
    assert variables_read() - variables_documented() == set()


def test_every_variable_that_is_documented_is_read() -> None:
    assert variables_documented() - variables_read() == set()


@pytest.mark.parametrize("file", READ_IN)
def test_each_place_is_still_understood(file: str) -> None:
    assert re.search(READ_IN[file], (ROOT / file).read_text(encoding="utf-8"))


@pytest.mark.parametrize("key", ["", "short"])
def test_a_missing_or_short_key_is_refused_with_the_remedy(key: str) -> None:
    refused = manage("check", SECRET_KEY=key)
    assert refused.returncode != 0
    assert "at least 50 random characters" in refused.stderr


def test_the_composed_environment_passes_the_deployment_check(tmp_path: Path) -> None:
    environment = compose.service("web", VALUES).environment
    checked = manage(
        "check",
        "--deploy",
        "--fail-level=INFO",
        **environment,
        RISPOSTA_DATA=str(tmp_path),
        RISPOSTA_COLLECTED_STATIC="1",
    )
    assert checked.returncode == 0, checked.stderr


def test_the_deployment_check_notices_a_site_without_https() -> None:
    environment = compose.service("web", VALUES).environment | {"RISPOSTA_HTTPS": "false"}
    assert manage("check", "--deploy", "--fail-level=INFO", **environment).returncode != 0


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        check=False,
    )
