"""Everything public in the criteria says what it is, and every function and method shows it.

The examples run with the tests (doctest); types are held by mypy.
"""

from collections.abc import Iterator
from doctest import DocTestFinder
from importlib import import_module
from inspect import isclass, isfunction, unwrap
from typing import Any

import pytest

from tests.scoring.criteria.test_purity import MODULES

Part = tuple[str, Any]


def parts_of(module_name: str) -> Iterator[Part]:
    """Public functions and classes that a module defines itself."""
    module = import_module(f"scoring.criteria.{module_name}")
    for name, part in vars(module).items():
        is_own = getattr(part, "__module__", None) == module.__name__
        if is_own and not name.startswith("_") and (isclass(part) or isfunction(unwrap(part))):
            yield f"{module_name}.{name}", part


def members_of(name: str, part: Any) -> Iterator[Part]:
    """Public methods and properties that a class defines itself, and how it is printed."""
    for member_name, member in vars(part).items() if isclass(part) else ():
        if member_name.startswith("_") and member_name != "__str__":
            continue
        function = getattr(member, "fget", getattr(member, "__func__", member))
        if isfunction(function) and function.__module__ == part.__module__:
            yield f"{name}.{member_name}", member


def has_example(name: str, part: Any) -> bool:
    return any(found.examples for found in DocTestFinder(recurse=False).find(part, name))


def has_own_words(part: Any) -> bool:
    """A named tuple without a docstring describes itself by its fields, which says nothing."""
    words = part.__doc__ or ""
    return bool(words.strip()) and not words.startswith(f"{part.__name__}(")


PARTS = [part for module in MODULES for part in parts_of(module)]
CLASSES = [(name, part) for name, part in PARTS if isclass(part)]
FUNCTIONS = [(name, part) for name, part in PARTS if not isclass(part)] + [
    member for part in PARTS for member in members_of(*part)
]


def test_the_walk_finds_functions_methods_and_classes() -> None:
    assert {
        "tis.score",
        "schedule.due",
        "tis.Score.worsening",
        "doses.DaySpan.covers",
        "limits.Limit.__str__",
    } <= {name for name, _ in FUNCTIONS}
    assert {"tis.Score", "points.Measure", "units.Analyte"} <= {name for name, _ in CLASSES}


def test_the_walk_sees_what_is_missing() -> None:
    class Silent(tuple[int]):
        __slots__ = ()

    Silent.__doc__ = "Silent(first, last)"
    assert not has_own_words(Silent)
    assert has_own_words(Any)
    assert not has_example("parts_of", parts_of)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_in_which_section_its_source_stands(module: str) -> None:
    assert "docs/criteria.md" in " ".join(
        (import_module(f"scoring.criteria.{module}").__doc__ or "").split()
    )


@pytest.mark.parametrize(("name", "part"), CLASSES, ids=[name for name, _ in CLASSES])
def test_every_class_says_what_it_is(name: str, part: Any) -> None:
    assert has_own_words(part), f"{name} has no docstring of its own"


@pytest.mark.parametrize(("name", "part"), FUNCTIONS, ids=[name for name, _ in FUNCTIONS])
def test_every_function_and_method_has_a_sentence_and_an_example(name: str, part: Any) -> None:
    assert (part.__doc__ or "").split(">>>")[0].strip(), f"{name} says nothing"
    assert has_example(name, part), f"{name} has no example"
