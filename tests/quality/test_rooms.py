"""A room is entered by its doors. Another app's model may be named, as a type or a foreign key, never queried."""

from __future__ import annotations

import ast
import importlib
import tomllib
from collections.abc import Iterator

from tests.quality.tree import PACKAGE, ROOT, files, name, text

# Pure rooms are libraries; every other app is used through these modules only.
PURE = {"intake", "science", "uuid7"}
# `sealing` is a door of people: whoever keeps something private seals and opens it there.
DOORS = {"services", "selectors", "access", "current", "sealing"}
# They wire everything.
WIRING = {"server", "cli", "__main__"}
EXCEPTIONS = ROOT / "tests" / "quality" / "rooms.toml"


def _without_typing(tree: ast.Module) -> Iterator[ast.AST]:
    """Every node but those that only a type checker reads."""
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    yield from (node for node in ast.walk(tree) if id(node) not in typing_only)


def _imports(tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """(line, module, name) of every import that runs; the name is empty for `import module`."""
    for node in _without_typing(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                # `from dialdown.people import selectors` names the module in its list.
                if node.module.count(".") < 2:
                    yield node.lineno, f"{node.module}.{alias.name}", ""
                else:
                    yield node.lineno, node.module, alias.asname or alias.name


def _uses(tree: ast.Module, name: str) -> bool:
    """True when the class `name` is queried or called to make a row."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager"):
            if isinstance(node.value, ast.Name) and node.value.id == name:
                return True
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            return True
    return False


def _is_model(module: str, name: str) -> bool:
    """False for the enumerations that stand beside the models."""
    from django.db.models import Model

    found = getattr(importlib.import_module(module), name, None)
    return isinstance(found, type) and issubclass(found, Model)


def _crossings() -> Iterator[tuple[str, str]]:
    for path in files():
        if not path.is_relative_to(PACKAGE) or path.suffix != ".py" or "migrations" in path.parts:
            continue
        own = path.relative_to(PACKAGE).with_suffix("").parts
        if own[0] in WIRING:
            continue
        tree = ast.parse(text(path) or "")
        for line, module, imported in _imports(tree):
            parts = module.split(".")
            if (
                parts[0] != "dialdown"
                or len(parts) < 3
                or parts[1] == own[0]
                or parts[1] in PURE
                or parts[2] in DOORS
            ):
                continue
            if (
                parts[2] == "models"
                and imported
                and not (_is_model(module, imported) and _uses(tree, imported))
            ):
                continue
            yield (
                ".".join(("dialdown", *own)) + " -> " + ".".join(parts[:3]),
                f"{name(path)}:{line}: {imported}",
            )


def test_rooms_are_entered_by_their_doors() -> None:
    allowed = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))["allowed"]
    found = dict(_crossings())
    assert {crossing: where for crossing, where in found.items() if crossing not in allowed} == {}
    assert [crossing for crossing in allowed if crossing not in found] == [], (
        "an exception that nothing needs"
    )


def test_every_selector_takes_the_viewer_first() -> None:
    without: dict[str, str] = {}
    for path in files():
        if not path.is_relative_to(PACKAGE) or path.name != "selectors.py":
            continue
        for node in ast.parse(text(path) or "").body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                arguments = [*node.args.posonlyargs, *node.args.args]
                if not arguments or arguments[0].arg != "viewer":
                    room = path.relative_to(PACKAGE).parts[0]
                    without[f"{room}.{node.name}"] = f"{name(path)}:{node.lineno}"
    allowed = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))["without_viewer"]
    assert {selector: where for selector, where in without.items() if selector not in allowed} == {}
    assert [selector for selector in allowed if selector not in without] == [], (
        "an exception that nothing needs"
    )


def test_services_take_their_arguments_by_name() -> None:
    positional = [
        f"{name(path)}:{node.lineno}: {node.name}"
        for path in files()
        if path.is_relative_to(PACKAGE) and path.name == "services.py"
        for node in ast.parse(text(path) or "").body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        and [a.arg for a in (*node.args.posonlyargs, *node.args.args)] not in ([], ["viewer"])
    ]  # fmt: skip
    assert positional == []


# Whoever runs the machine acts on the command line; a running import goes on as whoever started it.
AS_OPERATOR = {
    "diary/table_import.py",
    "export/archive_import.py",
    "export/storing.py",
    "people/services.py",
    "training/recognise/psychopy.py",
}


def test_no_page_reads_as_whoever_runs_the_machine() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in files()
        if path.is_relative_to(PACKAGE)
        and path.suffix == ".py"
        and any(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Operator"
            for node in ast.walk(ast.parse(text(path) or ""))
        )
    }
    assert {path for path in found if not path.startswith(("server/", "cli"))} == AS_OPERATOR
