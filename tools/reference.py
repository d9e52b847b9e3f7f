"""Write the reference pages that follow from the code: commands, definitions, addresses.

`make docs` rewrites them; `python -m tools.reference --check` only says which one is out of date (exit 1).
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
MADE = "Made from the code by `make docs`. Not edited by hand.\n"


def _cell(words: object) -> str:
    return re.sub(r"\s+", " ", str(words or "")).replace("|", "\\|").strip()


def _row(*cells: object) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _option(parameter: Any) -> str:
    names = ", ".join([*parameter.opts, *parameter.secondary_opts]) if parameter.opts else parameter.name
    return f"`{parameter.name.upper()}`" if parameter.param_type_name == "argument" else f"`{names}`"


def commands() -> str:
    """Every command of `dialdown` with its options."""
    import typer.main

    from dialdown.cli import app

    def walk(command: Any, name: str) -> Iterator[str]:
        children = getattr(command, "commands", None)
        if children:
            for child in sorted(children):
                yield from walk(children[child], f"{name} {child}")
            return
        yield f"\n## `{name}`\n"
        yield _first_words(command.help or "") + "\n"
        shown = [parameter for parameter in command.params if parameter.name != "help"]
        if shown:
            yield "| Option | Meaning | Default |\n|---|---|---|"
            for parameter in shown:
                default = (
                    ""
                    if callable(parameter.default) or parameter.default in (None, ())
                    else parameter.default
                )
                yield _row(_option(parameter), getattr(parameter, "help", ""), default)

    return "\n".join(["# Commands\n", MADE, *walk(typer.main.get_command(app), "dialdown"), ""])


def _first_words(text: str) -> str:
    return text.split("\f")[0].strip()


def definitions() -> str:
    """Everything that a diary can hold, as shipped."""
    from dialdown.intake.definitions import shipped

    head = "| Key | What | Role | Type | Range | Unit | Day | Modes | Scope |\n|---|---|---|---|---|---|---|---|---|"
    lines = [
        "# What a diary can hold\n",
        MADE,
        "*Day*: how several entries of one day become one number.\n",
        head,
    ]
    for d in shipped():
        span = "" if d.min is None and d.max is None else f"{_number(d.min)} to {_number(d.max)}"
        scope = f"{d.scope} ({'sealed' if d.sealed else 'private'})" if d.private else d.scope
        lines.append(
            _row(f"`{d.key}`", d.label, d.role, d.type, span, d.unit, d.rollup, ", ".join(d.modes), scope)
        )
    return "\n".join([*lines, ""])


def _number(value: float | None) -> str:
    return "…" if value is None else f"{value:g}"


def addresses() -> str:
    """Every address of the web app and whether it needs somebody who is signed in."""
    from django.urls import get_resolver

    from dialdown.server.middleware import is_public

    def walk(patterns: Any, before: str) -> Iterator[str]:
        for pattern in patterns:
            path = before + re.sub(r"^\^|\$$|\\Z$", "", str(pattern.pattern))
            if hasattr(pattern, "url_patterns"):
                yield from walk(pattern.url_patterns, path)
            else:
                yield path

    paths = sorted(set(walk(get_resolver().url_patterns, "/")))
    rows = [_row(f"`{path}`", "anyone" if is_public(path) else "signed in") for path in paths]
    return "\n".join(["# Addresses\n", MADE, "| Address | Open to |\n|---|---|", *rows, ""])


PAGES: dict[str, Callable[[], str]] = {
    "commands.md": commands,
    "definitions.md": definitions,
    "addresses.md": addresses,
}


def out_of_date() -> list[str]:
    """The names of the committed pages that differ from what the code says."""
    found: list[str] = []
    for name, page in PAGES.items():
        path = FOLDER / name
        if not path.exists() or path.read_text(encoding="utf-8") != page():
            found.append(name)
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DIALDOWN_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "dialdown.server.settings"
        import django

        django.setup()
        if "--check" in sys.argv:
            stale = out_of_date()
            print(
                *(f"docs/reference/{name} is out of date: run make docs" for name in stale),
                sep="\n",
                file=sys.stderr,
            )
            return 1 if stale else 0
        FOLDER.mkdir(parents=True, exist_ok=True)
        for name, page in PAGES.items():
            (FOLDER / name).write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
