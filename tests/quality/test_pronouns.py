"""No sentence that people read takes a person for a girl or a boy: the name, or no pronoun at all."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.quality.said import said, said_in
from tests.quality.tree import files, name, text

PRONOUN = re.compile(r"\b(?:she|her|hers|herself|he|him|his|himself)\b", re.IGNORECASE)
# Of somebody in a story, and never of whoever reads.
STORIES = {
    "src/dialdown/learn/claims/explain.yaml": "a doctor in the story for children",
    "src/dialdown/server/demo/data/SOURCE.md": "the adult who published the diary",
}


def _commands() -> Iterator[tuple[str, int, str]]:
    """What a command says of itself: its help is its docstring."""
    for path in files():
        where, source = name(path), text(path)
        if source is not None and where.startswith("src/dialdown/") and where.endswith("cli.py"):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.FunctionDef) and node.decorator_list:
                    yield where, node.lineno, ast.get_docstring(node) or ""


def _sentences_of_science() -> Iterator[tuple[str, int, str]]:
    """Warnings are composed below gettext, in modules of their own."""
    for path in files():
        where, source = name(path), text(path)
        if source is not None and re.search(
            r"/(?:science|server)/.*(?:warnings|results|passwords)\.py$", where
        ):
            tree = ast.parse(source)
            docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                    yield where, node.lineno, node.value


def test_nobody_is_called_she_or_he() -> None:
    found = {
        f"{where}:{number}: {words.strip()[:100]}"
        for where, number, words in (*said(), *_commands(), *_sentences_of_science())
        if where not in STORIES and PRONOUN.search(words)
    }
    assert sorted(found) == []


@pytest.mark.parametrize(
    ("where", "source"),
    [
        ("src/dialdown/care/x.py", "_('Her own words')"),
        ("src/dialdown/care/templates/care/x.html", "<p>{% translate 'the left is his right' %}</p>"),
        ("src/dialdown/care/letters/x.yaml", "caution: 'speaks for himself'"),
    ],
)
def test_a_planted_pronoun_is_found(where: str, source: str) -> None:
    assert any(PRONOUN.search(words) for _number, words in said_in(where, source))
