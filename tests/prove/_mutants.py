"""Small changes of a source file, one at a time, where mutmut changes nothing.

mutmut changes the bodies of functions. What it leaves alone is what a rule is made of: the tables
and limits of a module, its codes, the fields of a class, and functions below a decorator
(properties and kept results). No published tool changes a decimal that is written as a text
("7.5") into another decimal.
"""

import ast
import copy
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
# Below these alone mutmut changes the body of a function.
CHANGED_BY_MUTMUT = {"staticmethod", "classmethod"}


@dataclass(frozen=True)
class Mutant:
    """One change: where, what, and the whole changed source."""

    file: str
    line: int
    change: str
    source: str


def mutant(file: str, original: str, changed: str) -> Mutant:
    """What differs between two sources of one file, named by its lines."""
    before, after = original.splitlines(), changed.splitlines()
    spans = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    differing = [span for span in spans if span[0] != "equal"]
    first, last = differing[0], differing[-1]
    was, becomes = _lines(before[first[1] : last[2]]), _lines(after[first[3] : last[4]])
    return Mutant(file, first[1] + 1, f"`{was}` -> `{becomes}`", changed)


def mutants(path: Path) -> Iterator[Mutant]:
    """The changes of tables, limits, codes, fields and decorated functions of one file."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    silent = _silent(tree)
    for node in ast.walk(tree):
        if node in silent:
            continue
        for changed in _changes(node):
            yield mutant(path.name, text, _with(text, node, changed))


def has_functions(path: Path) -> bool:
    """Whether mutmut finds something to change in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return any(_is_left_to_mutmut(function.decorator_list) for function in functions)


def _lines(lines: list[str]) -> str:
    return " / ".join(line.strip() for line in lines)


def _changes(node: ast.AST) -> Iterator[ast.expr | ast.stmt]:
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in SWAPPED:
            yield _replaced(node, ops=[SWAPPED[type(operator)]()])
        case ast.BinOp(op=operator) | ast.BoolOp(op=operator) if type(operator) in SWAPPED:
            yield _replaced(node, op=SWAPPED[type(operator)]())
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield operand
        case ast.Constant(value=bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(value=int() as value):
            yield ast.Constant(value + 1)
        case ast.Constant(value=str() as value) if _is_number(value):
            yield ast.Constant(str(Decimal(value) + 1))
        case ast.Constant(value=str() as value):
            yield ast.Constant(f"not {value}")
        case ast.Return(value=ast.expr() as value) if not _is_none(value):
            yield ast.Return(ast.Constant(None))


def _replaced(node: ast.expr, **changes: object) -> ast.expr:
    changed = copy.copy(node)
    for name, value in changes.items():
        setattr(changed, name, value)
    return changed


def _with(text: str, node: ast.AST, changed: ast.expr | ast.stmt) -> str:
    """The text in which the node is another and every other line is as it was."""
    assert isinstance(node, ast.expr | ast.stmt)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    lines = text.encode().splitlines(keepends=True)  # columns are counted in bytes
    begin = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    written = ast.unparse(ast.fix_missing_locations(changed))
    if isinstance(changed, ast.BinOp | ast.BoolOp):
        written = f"({written})"
    whole = text.encode()
    return (whole[:begin] + written.encode() + whole[end:]).decode()


def _silent(tree: ast.Module) -> set[ast.AST]:
    """Functions that mutmut changes, and what speaks to readers and type checkers only."""
    roots: list[ast.AST | None] = []
    for node in ast.walk(tree):
        roots += [getattr(node, name, None) for name in ("annotation", "returns")]
        match node:
            case ast.Expr(value=ast.Constant() as docstring):
                roots.append(docstring)
            case ast.FunctionDef(decorator_list=decorators):  # how much is kept is no rule
                roots += [node] if _is_left_to_mutmut(decorators) else decorators
            case ast.Call(func=ast.Name(id="TypeVar")):
                roots.append(node)
            case ast.JoinedStr():  # its parts have no place of their own in Python 3.11
                roots.append(node)
            case ast.Assign(targets=[ast.Name(id="__all__")]):
                roots.append(node)
    return {inner for root in roots if root is not None for inner in ast.walk(root)}


def _is_left_to_mutmut(decorators: list[ast.expr]) -> bool:
    names = {getattr(decorator, "id", None) for decorator in decorators}
    return not names or (len(decorators) == 1 and names <= CHANGED_BY_MUTMUT)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
