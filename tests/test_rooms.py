"""The map of the package: imports flow one way between its rooms, no modules import each other in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import pfocr_norm

ROOT = Path(pfocr_norm.__file__).parent
PACKAGE = "pfocr_norm"

#: The rooms and flat modules, those that know least first: each imports from those before it alone.
ORDER = (
    "errors", "model", "text", "vocabulary", "organisms", "matching", "resolve", "output", "formats", "online",
    "normalizer", "corpus", "building", "audit", "service", "cli", "__main__",
)  # fmt: skip
#: Flat modules of the package.
FLAT = {"__init__", "__main__", "_moved", "errors", "normalizer", "online"}


@cache
def imports() -> dict[str, frozenset[str]]:
    """Return which modules of the package each of its modules imports, also within functions and for types."""
    return {module: frozenset(_imports(path, module)) for module, path in _modules().items()}


@cache
def _modules() -> dict[str, Path]:
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join((PACKAGE, *parts)).removesuffix(".__init__")] = path
    return found


def _imports(path: Path, module: str) -> Iterator[str]:
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in _modules())
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{source}.{alias.name}"
                if inner in _modules():
                    yield inner
                elif source in _modules() and source != module:
                    yield source


def room(module: str) -> str:
    """Return the room of a module; a flat module is its own."""
    return module.split(".")[1] if "." in module else PACKAGE


def test_every_room_has_its_place_in_the_order() -> None:
    assert {room(module) for module in _modules()} - {PACKAGE, "_moved"} <= set(ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_imports_flow_one_way(name: str) -> None:
    before = {*ORDER[: ORDER.index(name) + 1], PACKAGE}
    wrong = [
        f"{module} imports {other}"
        for module, others in imports().items()
        if room(module) == name
        for other in sorted(others)
        if room(other) not in before
    ]
    assert not wrong


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circles() == []


def circles() -> list[list[str]]:
    """Return the groups of modules that reach each other by imports."""
    graph = imports()
    reached = {module: _reach(module, graph) for module in graph}
    groups = {
        frozenset(other for other in reached[module] if module in reached.get(other, ()))
        for module in graph
        if module in reached[module]
    }
    return sorted(sorted(group) for group in groups)


def _reach(module: str, graph: dict[str, frozenset[str]]) -> set[str]:
    seen: set[str] = set()
    todo = [module]
    while todo:
        for other in graph.get(todo.pop(), ()):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


def test_few_modules_lie_flat() -> None:
    assert {path.stem for path in ROOT.glob("*.py")} <= FLAT
