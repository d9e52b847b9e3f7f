"""What is declared is used; what is used is declared; what is kept for another reason says so."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions

from tests.quality.tree import ROOT, files, name, text

REASONS = ROOT / "tests" / "quality" / "dependencies.toml"


def _plain(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match, requirement
    return re.sub(r"[-_.]+", "-", match[0]).lower()


@cache
def _project() -> dict[str, object]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _declared(extra: str | None = None) -> set[str]:
    project = _project()
    lines = project["dependencies"] if extra is None else project["optional-dependencies"][extra]  # type: ignore[index]
    return {_plain(str(line)) for line in lines}  # type: ignore[union-attr]


def _imported(*folders: str) -> set[str]:
    """Top-level names that the code imports, plus the dotted strings of settings (installed apps, middleware)."""
    found: set[str] = set()
    for path in files():
        if path.suffix != ".py" or not name(path).startswith(folders):
            continue
        for node in ast.walk(ast.parse(text(path) or "")):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.partition(".")[0])
            elif name(path).endswith("server/settings.py") and isinstance(node, ast.Constant):
                found.add(str(node.value).partition(".")[0])
    return found


_known = cache(packages_distributions)


def _distributions(modules: set[str]) -> set[str]:
    known = _known()
    return {re.sub(r"[-_.]+", "-", dist).lower() for module in modules for dist in known.get(module, ())}


@cache
def _reasons() -> dict[str, str]:
    return tomllib.loads(REASONS.read_text(encoding="utf-8"))["kept"]


def test_every_dependency_is_imported_or_has_a_reason() -> None:
    unused = _declared() - _distributions(_imported("src/")) - set(_reasons())
    assert unused == set()


def test_every_import_is_declared() -> None:
    third_party = _imported("src/") - set(sys.stdlib_module_names) - {"dialdown"}
    undeclared = {
        module for module in third_party
        if (owners := _distributions({module})) and not owners & _declared().union(_declared("cohort"), _declared("encrypted"))
    }  # fmt: skip
    assert undeclared == set()


def test_every_import_of_the_developers_is_declared() -> None:
    known = _declared().union(*(_declared(extra) for extra in _project()["optional-dependencies"]))  # type: ignore[attr-defined]
    found = _imported("tests/", "tools/", "benchmarks/", "hatch_build.py") - set(sys.stdlib_module_names)
    assert {
        module for module in found if (owners := _distributions({module})) and not owners & known
    } == set()


def test_every_extra_of_the_developers_is_used_or_has_a_reason() -> None:
    imported = _distributions(_imported("src/", "tests/", "tools/", "benchmarks/", "hatch_build.py"))
    declared = set().union(*(_declared(extra) for extra in _project()["optional-dependencies"]))  # type: ignore[attr-defined]
    assert declared - imported - set(_reasons()) == set()


def test_a_reason_stands_only_for_what_is_declared_and_not_imported() -> None:
    declared = _declared().union(*(_declared(extra) for extra in _project()["optional-dependencies"]))  # type: ignore[attr-defined]
    assert set(_reasons()) - declared == set()
    assert all(len(reason) > 20 for reason in _reasons().values())
