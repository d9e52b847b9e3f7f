"""Every setting, command, definition and address is documented; the pages made from the code are current."""

from __future__ import annotations

import re

import pytest

from tests.quality.tree import ROOT, files, name, text
from tools import reference


def test_every_variable_is_documented() -> None:
    from dialdown.server.config import SWITCHES

    said = "".join(
        text(path) or ""
        for path in files()
        if name(path).startswith("docs/") or path.name == "CONTRIBUTING.md"
    )
    source = "".join(
        text(path) or "" for path in files() if name(path).startswith("src/") and path.suffix == ".py"
    )
    variables = set(re.findall(r"\bDIALDOWN_[A-Z]+(?:_[A-Z]+)*\b", source))
    variables |= {f"DIALDOWN_{flag.upper()}" for flag in (*SWITCHES, *re.findall(r'_flag\("(\w+)"', source))}
    assert {variable for variable in variables if not re.search(rf"\b{variable}\b", said)} == set()


@pytest.mark.parametrize("page", sorted(reference.PAGES))
def test_reference_page_is_current(page: str) -> None:
    path = reference.FOLDER / page
    assert path.exists(), "run `make docs`"
    assert path.read_text(encoding="utf-8") == reference.PAGES[page](), "run `make docs`"


def test_every_target_of_the_makefile_is_explained() -> None:
    lines = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", lines, re.MULTILINE)
    assert phony
    targets = set(phony[1].split())
    explained = set(re.findall(r"^([a-z]+):.*## ", lines, re.MULTILINE))
    assert targets == explained
