"""`import dialdown.science` is quick, and nothing below it needs Django."""

from __future__ import annotations

import subprocess
import sys

import pytest


def imported(code: str) -> set[str]:
    said = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(said.stdout.split())


def test_the_import_loads_nothing_heavy() -> None:
    loaded = imported("import dialdown.science as ds; dir(ds)")
    assert loaded.isdisjoint({"numpy", "scipy", "numba", "django", "pandas", "pyarrow"})


def test_no_module_of_science_imports_django() -> None:
    walk = (
        "import importlib, pkgutil, dialdown.science as ds\n"
        "for module in pkgutil.iter_modules(ds.__path__): importlib.import_module('dialdown.science.' + module.name)"
    )
    loaded = imported(walk)
    assert not [name for name in loaded if name.partition(".")[0] == "django"]
    assert loaded.isdisjoint({"pandas", "pyarrow", "polars"})


def test_every_public_name_is_there() -> None:
    import dialdown.science as ds

    assert all(getattr(ds, name) is not None for name in ds.__all__)
    with pytest.raises(AttributeError, match="has no nothing"):
        ds.nothing  # noqa: B018
