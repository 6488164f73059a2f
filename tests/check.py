"""What can be said without running the application: `./run check`."""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

BIN = Path(sys.prefix) / "bin"
ROOT = Path(__file__).resolve().parent.parent


def checks() -> Iterator[list[str | Path]]:
    yield [BIN / "ruff", "check"]
    yield [BIN / "ruff", "format", "--check"]
    yield [BIN / "mypy", "."]
    yield [sys.executable, "-m", "tests.coverage"]
    yield [BIN / "lint-imports"]
    yield [sys.executable, "manage.py", "check"]
    yield [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]
    yield [BIN / "djade", "--check", *sorted((ROOT / "templates").rglob("*.html"))]
    yield [sys.executable, "-m", "tests.templates"]
    yield [BIN / "hadolint", "Dockerfile"]
    yield [
        BIN / "check-jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        "docker-compose.yml",
    ]
    if shutil.which("msgfmt"):
        for catalogue in sorted((ROOT / "locale").rglob("*.po")):
            yield ["msgfmt", "--check", "--output-file=/dev/null", catalogue]


def main() -> int:
    key = {"SECRET_KEY": secrets.token_urlsafe(50), "PYTHONUNBUFFERED": "1"}
    failed = []
    for command in checks():
        name = " ".join(Path(part).name for part in command[:3])
        print(f"== {name}", flush=True)
        if subprocess.run(command, cwd=ROOT, env=os.environ | key, check=False).returncode:
            failed.append(name)
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
