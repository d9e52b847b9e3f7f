"""Left or right never judges: no norm, target, pass mark or signature is said of anybody, and nothing is called damage."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.quality.said import said_in
from tests.quality.tree import ROOT

# That there are no norms may be said.
JUDGING = re.compile(
    r"\b(damag\w*|(?<!no )norms?|pass marks?|targets?|deficits?|impair\w*|abnormal\w*|below average|signatures?|brain (map|area)s?)\b",
    re.IGNORECASE,
)
SAID = (
    "src/dialdown/training",
    "frontend/recognise",
    "frontend/stimuli",
    "src/dialdown/server/laterality_file.py",
)
# The scoring says its warnings itself, without gettext.
SCORED = sorted((ROOT / "src/dialdown/science").glob("laterality*.py"))


def _said() -> Iterator[tuple[str, str]]:
    for place in SAID:
        path = ROOT / place
        for file in [path] if path.is_file() else sorted(path.rglob("*")):
            if file.is_file() and file.suffix in (".py", ".html", ".yaml", ".ts", ".md", ".csv"):
                where = file.relative_to(ROOT).as_posix()
                for _line, words in said_in(where, file.read_text(encoding="utf-8")):
                    yield where, words


def _scored() -> Iterator[tuple[str, str]]:
    """Every text of the scoring but what explains it to those who read the code."""
    for file in SCORED:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        explained = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in explained:
                yield file.name, node.value


def test_nobody_is_held_against_a_norm_and_nothing_is_called_damage() -> None:
    told = [*_said(), *_scored()]
    assert len(told) > 1000
    assert any("many children cannot do this task yet" in words for _where, words in told)
    assert any("Yes." in words for _where, words in told)
    assert [(where, words) for where, words in told if JUDGING.search(words)] == []


@pytest.mark.parametrize(
    "words", ["Below the norm", "a target of 2 s", "Signs of damage", "Your imagery signature", "impaired"]
)
def test_such_words_would_be_found(words: str) -> None:
    assert JUDGING.search(words)
