"""What people are told, wherever it stands: templates, Python, scripts, content, translations and paper templates."""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.quality.tree import ROOT, files, name, text

NEVER_CSV = ROOT / "src" / "dialdown" / "learn" / "never.csv"
GETTEXT = {
    "_",
    *(p + n + z for p in ("", "n", "p", "np") for n in ("gettext",) for z in ("", "_lazy", "_noop")),
}
PRINTED = {"print", "echo", "stop", "Mistake", "ConfigError", "Option", "Argument"}
# Markup is not read by people: tags with their attributes, template code and comments. Words in `translate` tags are.
MARKUP = re.compile(r"<script.*?</script>|<!--.*?-->|\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)
ATTRIBUTES = re.compile(
    r'\b(?:class|id|href|for|name|src|rel|type|action|method|data-(?!say-|at-)[\w-]+|hx-[\w-]+)="[^"]*"'
)
PLAIN_WORD = re.compile(
    r'(?<=")[^"\n]*\s[^"\n]*(?=")' + r"|(?<=')[^'\n]*\s[^'\n]*(?=')|(?<=`)[^`]*\s[^`]*(?=`)"
)
# A title of somebody else's paper is a citation, not what the interface says.
CITATION = re.compile(r'\btitle: "[^"]*", ref:|^\s*-? ?(?:source|ref): .*$')
TITLE = re.compile(r"^\s*-? ?title: .*$")
# Columns of a table that a page shows.
SHOWN_COLUMNS = {
    "name",
    "for_whom",
    "hours",
    "languages",
    "cost",
    "remark",
    "label",
    "text",
    "country_name",
    "help",
}
Line = tuple[int, str]


def never(kind: str = "") -> re.Pattern[str]:
    """The list as one expression, or the rows of one kind (claim, guilt, fear, pressure, avoidance)."""
    with NEVER_CSV.open(encoding="utf-8", newline="") as file:
        words = "|".join(f"(?:{row['pattern']})" for row in csv.DictReader(file) if kind in ("", row["kind"]))
    # Not inside a longer name such as aria-invalid or :invalid.
    return re.compile(rf"(?<![-\w:.])(?:{words})(?![-\w])", re.IGNORECASE)


def _lines(source: str) -> Iterator[Line]:
    yield from enumerate(source.splitlines(), 1)


def _running(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, each also with the one after it: a phrase may begin in one and end in the next."""
    before: Line | None = None
    for number, line in lines:
        yield number, line
        if before is not None and before[1].strip() and line.strip():
            yield before[0], f"{before[1].rstrip()} {line.lstrip()}"
        before = number, line


def _python(source: str) -> Iterator[Line]:
    """What goes through gettext, and what the command line prints."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in GETTEXT | PRINTED:
                for part in (
                    part for argument in (*node.args, *node.keywords) for part in ast.walk(argument)
                ):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield node.lineno, part.value


def _template(source: str) -> Iterator[Line]:
    def blank(match: re.Match[str]) -> str:
        return "\n" * match[0].count("\n")

    return _running(_lines(ATTRIBUTES.sub("", MARKUP.sub(blank, source))))


def _script(source: str) -> Iterator[Line]:
    code = re.sub(r"^\s*(?://|\*|/\*).*$", "", source, flags=re.MULTILINE)
    for number, line in _lines(code):
        yield from ((number, match[0]) for match in PLAIN_WORD.finditer(line))


def _data(source: str) -> Iterator[Line]:
    """YAML and translations without comments and citations."""
    lines = [(n, line.partition(" #")[0]) for n, line in _lines(source) if not line.lstrip().startswith("#")]
    cited = {
        at
        for at, (_n, line) in enumerate(lines)
        if TITLE.match(line) and any("ref:" in other for _m, other in lines[max(0, at - 1) : at + 2])
    }
    yield from _running(
        (n, "" if at in cited else CITATION.sub("", line)) for at, (n, line) in enumerate(lines)
    )


def _table(source: str) -> Iterator[Line]:
    for number, row in enumerate(csv.DictReader(io.StringIO(source)), 2):
        yield number, " · ".join(str(row[column]) for column in SHOWN_COLUMNS & row.keys() if row[column])


def _paper(source: str) -> Iterator[Line]:
    """Templates of printed pages, without their comments."""
    yield from _running(
        (number, line) for number, line in _lines(source) if not line.lstrip().startswith("//")
    )


def said_in(where: str, source: str) -> Iterator[Line]:
    """(line, words) of one file; nothing for a file that people never read. `where` is its path in the project."""
    kind = Path(where).suffix
    package = where.startswith("src/")
    if kind == ".py" and package and "/science/" not in where:
        yield from _python(source)
    elif (kind == ".html" and package) or (kind == ".txt" and package and "/templates/" in where):
        yield from _template(source)
    elif kind in (".yaml", ".po", ".md") and package:
        yield from _data(source)
    elif kind == ".csv" and package and "/data/" in where:
        yield from _table(source)
    elif kind == ".typ" and package:
        yield from _paper(source)
    elif kind == ".ts" and where.startswith("frontend/") and ".test." not in where:
        yield from _script(source)


def said() -> Iterator[tuple[str, int, str]]:
    """(file, line, words) of the whole project."""
    for path in files():
        where, source = name(path), text(path)
        if source is not None:
            yield from ((where, number, words) for number, words in said_in(where, source))
