"""`./run prove NAME [ARG...]`: proofs that take long. Each is a module here with a `main`."""

import importlib
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path


def proofs() -> dict[str, str]:
    """Name and first line of every proof."""
    names = [m.name for m in pkgutil.iter_modules([str(Path(__file__).parent)])]
    modules = {
        name: importlib.import_module(f"tests.prove.{name}") for name in names if is_one(name)
    }
    return {name: (module.__doc__ or "").splitlines()[0] for name, module in modules.items()}


def is_one(name: str) -> bool:
    return not name.startswith(("_", "test_"))


def main(arguments: Sequence[str]) -> int:
    known = proofs()
    if not arguments or arguments[0] not in known:
        print("\n".join(f"./run prove {name:8} {what}" for name, what in known.items()))
        return 2 if arguments else 0
    proof = importlib.import_module(f"tests.prove.{arguments[0]}")
    return int(proof.main(arguments[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
