"""The criteria need the standard library only, every one of them."""

import subprocess
import sys
from pathlib import Path

import scoring.criteria

FOLDER = Path(next(iter(scoring.criteria.__path__)))
MODULES = sorted(file.stem for file in FOLDER.glob("*.py") if file.stem != "__init__")


def test_no_criterion_loads_anything_but_the_standard_library() -> None:
    imports = ", ".join(f"scoring.criteria.{module}" for module in MODULES)
    ask = f"import sys, {imports}; print(*{{name.split('.')[0] for name in sys.modules}})"
    loaded = set(
        subprocess.run(
            [sys.executable, "-S", "-c", ask],
            cwd=FOLDER.parent.parent,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
    )
    assert "scoring" in loaded
    assert loaded - set(sys.stdlib_module_names) == {"scoring"} | (loaded & {"__main__"})
