"""Words that the interface never says (they judge, promise, or sound like a medical device)."""

from __future__ import annotations

import ast
import csv
import re
import tomllib
from collections.abc import Iterator

from tests.quality.tree import ROOT, files, name, text

NEVER_CSV = ROOT / "src" / "dialdown" / "learn" / "never.csv"


def _never() -> re.Pattern[str]:
    with NEVER_CSV.open(encoding="utf-8", newline="") as file:
        words = "|".join(f"(?:{row['pattern']})" for row in csv.DictReader(file))
    # Not inside a longer name such as aria-invalid or :invalid.
    return re.compile(rf"(?<![-\w:.])(?:{words})(?![-\w])", re.IGNORECASE)


NEVER = _never()
GETTEXT = {
    "_",
    *(p + n + z for p in ("", "n", "p", "np") for n in ("gettext",) for z in ("", "_lazy", "_noop")),
}
EXCEPTIONS = ROOT / "tests" / "quality" / "words.toml"
# Markup is not read by people: tags with their attributes, template code and comments. Words in `translate` tags are.
MARKUP = re.compile(r"<script.*?</script>|<!--.*?-->|\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)
ATTRIBUTES = re.compile(
    r'\b(?:class|id|href|for|name|src|rel|type|action|method|data-[\w-]+|hx-[\w-]+)="[^"]*"'
)
PLAIN_WORD = re.compile(
    r'(?<=")[^"\n]*\s[^"\n]*(?=")' + r"|(?<=')[^'\n]*\s[^'\n]*(?=')|(?<=`)[^`]*\s[^`]*(?=`)"
)


def _python(source: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in GETTEXT:
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield node.lineno, argument.value


def _lines(source: str) -> Iterator[tuple[int, str]]:
    yield from enumerate(source.splitlines(), 1)


def _template(source: str) -> Iterator[tuple[int, str]]:
    def blank(match: re.Match[str]) -> str:
        return "\n" * match[0].count("\n")

    return _lines(ATTRIBUTES.sub("", MARKUP.sub(blank, source)))


def _script(source: str) -> Iterator[tuple[int, str]]:
    code = re.sub(r"^\s*(?://|\*|/\*).*$", "", source, flags=re.MULTILINE)
    for number, line in _lines(code):
        yield from ((number, match[0]) for match in PLAIN_WORD.finditer(line))


def _said() -> Iterator[tuple[str, int, str]]:
    for path in files():
        where, source = name(path), text(path)
        if source is None:
            continue
        if path.suffix == ".py" and where.startswith("src/") and "/science/" not in where:
            found = _python(source)
        elif path.suffix in (".html", ".txt") and where.startswith("src/") and "/templates/" in where:
            found = _template(source)
        elif where.startswith("src/") and path.suffix in (".yaml", ".po"):
            found = (
                (number, line.partition(" #")[0])
                for number, line in _lines(source)
                if not line.lstrip().startswith("#")
            )
        elif path.suffix == ".ts" and where.startswith("frontend/") and ".test." not in where:
            found = _script(source)
        else:
            continue
        yield from ((where, number, words) for number, words in found)


def test_the_interface_never_says() -> None:
    exceptions = tomllib.loads(EXCEPTIONS.read_text(encoding="utf-8"))["allowed"]
    used: set[str] = set()
    found: list[str] = []
    for where, number, words in _said():
        for match in NEVER.finditer(words):
            key = f"{where}: {match[0].lower()}"
            if key in exceptions:
                used.add(key)
            else:
                found.append(f"{where}:{number}: {match[0]}: {words.strip()[:100]}")
    assert found == []
    assert set(exceptions) - used == set(), "an exception that nothing needs"
