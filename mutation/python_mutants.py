"""Mutants of the mirror: one operator, comparison, number or function changed in a function of `finmodel.lines`."""

from __future__ import annotations

import ast
import gc
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import finmodel.lines

FOLDER = Path(finmodel.lines.__file__).parent
_OPERATORS: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
}
_BOUNDS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,),
}  # fmt: skip
_FUNCTIONS = {
    "minimum": "maximum", "maximum": "minimum", "min": "max", "max": "min", "any": "all", "all": "any",
    "ceil": "floor", "floor": "ceil", "cumsum": "cumprod", "sum": "max", "argmax": "argmin", "argmin": "argmax",
}  # fmt: skip
Undo = Callable[[], None]


@dataclass(frozen=True)
class PythonMutant:
    """A change of a module: what it is, and the code of the whole module with it."""

    path: Path
    line: int
    what: str
    code: types.CodeType

    def __str__(self) -> str:
        return f"finmodel/lines/{self.path.name}:{self.line} {self.what}"


def python_mutants(path: Path) -> Iterator[PythonMutant]:
    """Every mutant of the bodies of a module's functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        nested = {inner for other in ast.walk(function) if isinstance(other, ast.FunctionDef) and other is not function
                  for inner in ast.walk(other)}  # fmt: skip
        for statement in function.body:
            for node in ast.walk(statement):
                if node not in nested:
                    yield from _of_node(path, tree, node)


def _of_node(path: Path, tree: ast.Module, node: ast.AST) -> Iterator[PythonMutant]:
    before = ast.unparse(node) if isinstance(node, ast.expr) else ""
    for change in (*_of_operators(node), *_of_words(node)):
        undo = change()
        what = f"{before} -> {ast.unparse(node)}"
        code = compile(ast.fix_missing_locations(tree), str(path), "exec")
        undo()
        yield PythonMutant(path, getattr(node, "lineno", 0), what, code)


def _of_operators(node: ast.AST) -> Iterator[Callable[[], Undo]]:
    match node:
        case ast.BinOp(op=op):
            if type(op) in _OPERATORS:
                yield _set(node, "op", _OPERATORS[type(op)]())
            if isinstance(op, (ast.Add, ast.Sub, ast.Mult, ast.Div)):
                neutral = ast.Constant(0 if isinstance(op, (ast.Add, ast.Sub)) else 1)
                yield _set(node, "right", neutral)
                yield _set(node, "left", neutral)
        case ast.Compare(ops=[op]):
            for other in _BOUNDS.get(type(op), ()):
                yield _set(node, "ops", [other()])
        case ast.BoolOp(op=op):
            yield _set(node, "op", ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.USub(), operand=operand) if not isinstance(operand, ast.Constant):
            yield _set(node, "op", ast.UAdd())


def _of_words(node: ast.AST) -> Iterator[Callable[[], Undo]]:
    match node:
        case ast.Constant(value=bool() as value):
            yield _set(node, "value", not value)
        case ast.Constant(value=int() | float() as value):
            yield _set(node, "value", value + 1)
        case ast.Attribute(attr=attr) if attr in _FUNCTIONS:
            yield _set(node, "attr", _FUNCTIONS[attr])
        case ast.Name(id=name) if name in ("min", "max", "any", "all"):
            yield _set(node, "id", _FUNCTIONS[name])


def _set(node: ast.AST, name: str, value: object) -> Callable[[], Undo]:
    def change() -> Undo:
        old = getattr(node, name)
        setattr(node, name, value)
        return lambda: setattr(node, name, old)

    return change


def live_functions() -> dict[Path, list[types.FunctionType]]:
    """The functions of `finmodel.lines` that exist now, by module: mutants are put into them."""
    found: dict[Path, list[types.FunctionType]] = {}
    for one in gc.get_objects():
        if isinstance(one, types.FunctionType) and Path(one.__code__.co_filename).parent == FOLDER:
            found.setdefault(Path(one.__code__.co_filename), []).append(one)
    return found


@contextmanager
def planted(mutant: PythonMutant, functions: list[types.FunctionType]) -> Iterator[list[types.FunctionType]]:
    """The mutant stands in the functions that it changes; afterwards they are as they were."""
    codes = {(code.co_qualname, code.co_firstlineno): code for code in _codes(mutant.code)}
    changed: list[tuple[types.FunctionType, types.CodeType]] = []
    for function in functions:
        old = function.__code__
        new = codes.get((old.co_qualname, old.co_firstlineno))
        if new is not None and new != old and new.co_freevars == old.co_freevars:
            changed.append((function, old))
            function.__code__ = new
    try:
        yield [function for function, _ in changed]
    finally:
        for function, old in changed:
            function.__code__ = old


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant
            yield from _codes(constant)
